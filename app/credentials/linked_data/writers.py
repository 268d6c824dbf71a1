"""How one member of a node is written, worked out once for each context and name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.errors import DataLoss
from app.credentials.linked_data.context_processing import process
from app.credentials.linked_data.iri import is_iri
from app.credentials.linked_data.literals import ending
from app.credentials.linked_data.terms import ABSENT, ActiveContext, Term

TEXT: Final = 0
REFERENCE: Final = 1
NAME: Final = 2
JSON: Final = 3
CONTAINER: Final = 4
GRAPH: Final = 5
DONE: Final = 6
_KINDS: Final = {None: TEXT, "@none": TEXT, "@id": REFERENCE, "@vocab": NAME, "@json": JSON}
_KEYWORD_KINDS: Final = {"@id": DONE, "@type": DONE, "@context": DONE, "@graph": GRAPH}

_UNTYPED: Final = Term(None)
# What decides about a credential goes by the one name by which it is read: under an alias or its whole address the
# quads, and so the proof, would be the same.
_OWN_NAMES: Final = {
    f"https://www.w3.org/{vocabulary}#{name}": name
    for vocabulary, names in (
        ("2018/credentials", ("validFrom", "validUntil", "credentialStatus", "credentialSchema")),
        ("2018/credentials", ("relatedResource", "refreshService", "termsOfUse")),
        ("ns/credentials/status", ("statusPurpose", "statusListIndex", "statusListCredential", "statusSize")),
    )
    for name in names
}
DECIDING: Final = frozenset(_OWN_NAMES.values())

Load = Callable[[str], Any]


@dataclass(eq=False, slots=True)
class Writer:
    """One member: `kind` is how its value is written, `form` what a text is in it or in its container.

    `child` is the context of nodes below. `beside` is the context of values that are no nodes, in which a type-scoped context still holds. `marks` are
    the names by which a value shows that it is no plain node.
    """

    kind: int
    form: int
    term: Term
    predicate: str
    opening: str
    closing: str
    datatype: str | None
    direction: str | None
    child: ActiveContext
    beside: ActiveContext
    marks: frozenset[str]


def writer_of(context: ActiveContext, name: str, load: Load) -> Writer:
    """A new writer of a member, remembered in the context; raises DataLoss when no context defines the name."""
    term = context.terms.get(name)
    made = _make(context, name, term, load)
    # Only names that a context defines are remembered: there are as many of them as terms.
    if term is not None or name in _KEYWORD_KINDS:
        context.writers[name] = made
    return made


def _make(context: ActiveContext, name: str, term: Term | None, load: Load) -> Writer:
    if term is None:
        term = Term(name if name[:1] == "@" else expand_name(context, name))
    if term.iri is None:
        raise DataLoss
    if term.iri[0] == "@":
        return _make_keyword(context, term)
    if _OWN_NAMES.get(term.iri, name) != name:
        raise DataLoss("A member that decides about a credential goes by another name.")
    base = context if context.previous is None else context.previous
    child, beside = scope(base, term, load), scope(context, term, load)
    # A value that is no node is read with the definition that its own context has of the name.
    plain = beside.terms.get(name, _UNTYPED)
    if "@json" in (term.type, plain.type) and term.type != plain.type:
        raise DataLoss("A term is JSON in one context and something else in the other.")
    datatype = None if plain.type in _KINDS else plain.type
    language = beside.language if plain.language is ABSENT else plain.language
    direction = None if plain.direction is ABSENT else plain.direction
    form = _KINDS.get(plain.type, TEXT)
    return Writer(
        CONTAINER if term.container - {"@set"} else form,
        form,
        term,
        f" <{term.iri}> ",
        f' <{term.iri}> "',
        ending(datatype, language, direction),
        datatype,
        direction,
        child,
        beside,
        child.marks | beside.marks,
    )


def _make_keyword(context: ActiveContext, term: Term) -> Writer:
    kind = _KEYWORD_KINDS.get(str(term.iri))
    if kind is None:
        raise DataLoss("A node uses a keyword where it would be lost, or one that is not supported.")
    child = context if context.previous is None else context.previous
    return Writer(kind, kind, term, "", "", "", None, None, child, context, child.marks)


def scope(context: ActiveContext, term: Term, load: Load) -> ActiveContext:
    """The context with that of the term on top, if it has one (JSON-LD 1.1 API section 6.1, step 8)."""
    if term.context is ABSENT:
        return context
    found = context.scopes.get(term)
    if found is None:
        found = process(context, term.context, load, overrides=True)
        if context.room.takes_one():
            context.scopes[term] = found
    return found


def expand_name(context: ActiveContext, name: str) -> str:
    """The IRI of a term, compact IRI or IRI (section 5.2, relative to the vocabulary); raises DataLoss."""
    term = context.terms.get(name)
    if term is not None:
        if term.iri is None or term.iri[0] == "@":
            raise DataLoss
        return term.iri
    value = expand_prefix(context, name)
    if is_iri(value):
        return value
    if context.vocab is not None and name[:1] != "@" and is_iri(context.vocab + name):
        return context.vocab + name
    raise DataLoss


def expand_prefix(context: ActiveContext, value: str) -> str:
    """The value with its prefix written out, if it has one that the context defines."""
    if context.prefixes:
        prefix, _, suffix = value.partition(":")
        if prefix in context.prefixes and len(prefix) < len(value) and not suffix.startswith("//"):
            return context.prefixes[prefix] + suffix
    return value
