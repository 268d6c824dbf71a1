"""Term definitions: JSON-LD 1.1 API sections 4.2 (create term definition) and 5.2 (IRI expansion)."""

import re
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.errors import ContextNotAllowed
from app.credentials.linked_data.iri import is_iri
from app.credentials.linked_data.literals import normalize_language
from app.credentials.linked_data.terms import ABSENT, ActiveContext, Term

KEYWORDS: Final = frozenset(
    [
        "@base",
        "@container",
        "@context",
        "@default",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    ]
)
_KEYWORD_LIKE: Final = re.compile(r"@[a-zA-Z]+")
_MEMBERS: Final = frozenset(
    ["@id", "@type", "@container", "@context", "@language", "@direction", "@prefix", "@protected", "@version"]
)
# The names in an @index container are no part of the graph, so nobody would sign them, and processors disagree
# on the context under an @id or @type container.
_CONTAINERS: Final = frozenset(
    frozenset(names.split())
    for kinds in ("", "@list", "@language", "@graph")
    for names in (kinds, f"{kinds} @set")
    if names != "@list @set"
)


@dataclass(slots=True)
class _Scope:
    """The context under construction, the text it is made from, and which terms were done or are under way."""

    result: ActiveContext
    local: dict[str, Any]
    defined: dict[str, bool]
    overrides: bool


def define_term(
    result: ActiveContext, local: dict[str, Any], name: str, defined: dict[str, bool], *, overrides: bool
) -> None:
    """Add one term of `local` to the context; raises ContextNotAllowed."""
    _define(_Scope(result, local, defined, overrides), name)


def _define(scope: _Scope, name: str) -> None:
    if name in scope.defined:
        if not scope.defined[name]:
            raise ContextNotAllowed("The terms of a context depend on each other in a circle.")
        return
    scope.defined[name] = False
    if name == "" or _KEYWORD_LIKE.fullmatch(name):
        raise ContextNotAllowed("A context defines an empty name or a keyword anew.")
    value, previous = scope.local[name], scope.result.terms.pop(name, None)
    term = _read_definition(scope, name, value)
    if not scope.overrides and previous is not None and previous.is_protected:
        if not term.means_the_same(previous):
            raise ContextNotAllowed("A context defines a protected term anew.")
        term = previous
    scope.result.terms[name] = term
    scope.defined[name] = True


def _read_definition(scope: _Scope, name: str, value: Any) -> Term:
    is_simple = type(value) is not dict
    definition = {"@id": value} if is_simple else value
    if not _MEMBERS.issuperset(definition):
        raise ContextNotAllowed("A term is defined with a member that is unknown or not supported.")
    protected = definition.get("@protected", scope.local.get("@protected", False))
    if type(protected) is not bool:
        raise ContextNotAllowed("The member @protected of a term is not true or false.")
    term = Term(_read_iri(scope, name, definition), is_protected=protected)
    if term.iri is None:
        return term
    term.is_prefix = _read_prefix(name, term.iri, definition, is_simple)
    term.type = _read_type(scope, definition)
    term.container = _read_container(definition, term.iri)
    term.context = definition.get("@context", ABSENT)
    if term.type is None:
        _read_language(term, definition)
    return term


def _read_iri(scope: _Scope, name: str, definition: dict[str, Any]) -> str | None:
    iri = definition.get("@id", name)
    if iri is None:
        return None
    if type(iri) is not str:
        raise ContextNotAllowed("The identifier of a term is not a text.")
    expanded = _expand_name(scope, name) if iri == name else _expand(scope, iri)
    if expanded == "@context" or (expanded not in KEYWORDS and not is_iri(expanded)):
        raise ContextNotAllowed("A term does not stand for an absolute address.")
    if ":" in name[1:-1] or "/" in name:
        scope.defined[name] = True
        if iri != name and _expand(scope, name) != expanded:
            raise ContextNotAllowed("A term that looks like an address stands for another one.")
    return expanded


def _expand_name(scope: _Scope, name: str) -> str:
    if ":" in name[1:]:
        return _expand_compact(scope, name, any_term=True)
    if "/" in name or scope.result.vocab is None:
        raise ContextNotAllowed("A term does not stand for an absolute address.")
    return scope.result.vocab + name


def _expand(scope: _Scope, value: str) -> str:
    if value in KEYWORDS:
        return value
    _ensure_defined(scope, value)
    found = scope.result.terms.get(value)
    if found is not None:
        if found.iri is None:
            raise ContextNotAllowed("A term stands for a term that is switched off.")
        return found.iri
    if ":" in value[1:]:
        return _expand_compact(scope, value, any_term=False)
    if scope.result.vocab is None:
        raise ContextNotAllowed("A term does not stand for an absolute address.")
    return scope.result.vocab + value


def _expand_compact(scope: _Scope, value: str, *, any_term: bool) -> str:
    prefix, _, suffix = value.partition(":")
    if not suffix.startswith("//"):
        _ensure_defined(scope, prefix)
        found = scope.result.terms.get(prefix)
        if found is not None and found.iri is not None and (any_term or found.is_prefix):
            return found.iri + suffix
    return value


def _ensure_defined(scope: _Scope, name: str) -> None:
    if name in scope.local and scope.defined.get(name) is not True and name not in KEYWORDS:
        _define(scope, name)


def _read_prefix(name: str, iri: str, definition: dict[str, Any], is_simple: bool) -> bool:
    if "@prefix" not in definition:
        return is_simple and ":" not in name and "/" not in name and iri[-1] in ":/?#[]@"
    flag = definition["@prefix"]
    if type(flag) is not bool or ":" in name or "/" in name or (flag and iri in KEYWORDS):
        raise ContextNotAllowed("A term cannot be a prefix.")
    return flag


def _read_type(scope: _Scope, definition: dict[str, Any]) -> str | None:
    if "@type" not in definition:
        return None
    if type(definition["@type"]) is not str:
        raise ContextNotAllowed("The type of a term is not a text.")
    found = _expand(scope, definition["@type"])
    if found not in ("@id", "@vocab", "@json", "@none") and not is_iri(found):
        raise ContextNotAllowed("The type of a term is not an absolute address.")
    return found


def _read_container(definition: dict[str, Any], iri: str) -> frozenset[str]:
    value = definition.get("@container", [])
    values = value if type(value) is list else [value]
    if any(type(item) is not str for item in values) or frozenset(values) not in _CONTAINERS:
        raise ContextNotAllowed("The container of a term is unknown or not supported.")
    found = frozenset(values)
    if iri in KEYWORDS and found and not (iri == "@type" and found == {"@set"}):
        raise ContextNotAllowed("The name of a keyword has a container.")
    return found


def _read_language(term: Term, definition: dict[str, Any]) -> None:
    if "@language" in definition:
        tag = definition["@language"]
        term.language = None if tag is None else normalize_language(tag)
    if "@direction" in definition:
        if definition["@direction"] not in ("ltr", "rtl", None):
            raise ContextNotAllowed("A direction is neither ltr nor rtl.")
        term.direction = definition["@direction"]
