"""Type metadata of SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-19 section 4): which claims there are and what may be hidden.

The documents are given as material; nothing is fetched here.
"""

import hashlib
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.credentials.claim_paths import Path, Places, find_paths, find_places
from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, DisclosureInvalid, MalformedCredential
from app.credentials.reading import read_nodes, read_optional_text, read_text

# The strongest hash that is given decides (Subresource Integrity section 3.3.4).
_INTEGRITY_HASHES: Final = ("sha512", "sha384", "sha256")
_MAX_PARENTS: Final = 8
_WRONGLY_HIDDEN: Final = "A claim was hidden that the type of the credential keeps open."
_WRONGLY_OPEN: Final = "A claim is open that the type of the credential keeps hidden."
_DISCLOSING: Final = frozenset({"always", "allowed", "never"})


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One claim of a type: `disclosing` is always, allowed or never (section 4.6.2)."""

    path: Path
    disclosing: str
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class CredentialType:
    """A type with everything that it inherits; `lineage` names the type and its parents, itself first."""

    lineage: tuple[str, ...]
    rules: tuple[ClaimRule, ...]
    display: tuple[Mapping[str, Any], ...] = ()
    _mandatory: frozenset[Any] = field(init=False, repr=False, compare=False)
    _open: frozenset[Any] = field(init=False, repr=False, compare=False)
    _hidden: frozenset[Any] = field(init=False, repr=False, compare=False)
    _deeper: tuple[ClaimRule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        strict = [rule for rule in self.rules if rule.disclosing != "allowed"]
        names = {rule: rule.path[0] for rule in strict if len(rule.path) == 1}
        is_open = {rule: rule.disclosing == "never" for rule in names}
        sorted_out = {
            "_mandatory": frozenset(names[rule] for rule in names if rule.is_mandatory and is_open[rule]),
            "_open": frozenset(names[rule] for rule in names if is_open[rule]),
            "_hidden": frozenset(names[rule] for rule in names if not is_open[rule]),
            "_deeper": tuple(rule for rule in strict if rule not in names),
        }
        for name, value in sorted_out.items():
            object.__setattr__(self, name, value)

    def is_kept_by(self, claims: Mapping[str, Any], hidden: Places) -> bool:
        """Whether `ensure_fits` lets the claims pass, with the same places told by their container."""
        names = frozenset(hidden.get(id(claims), ()))
        return (
            self._mandatory <= claims.keys()
            and self._open.isdisjoint(names)
            and claims.keys() & self._hidden <= names
            and all(_is_kept(rule, claims, hidden) for rule in self._deeper)
        )

    def ensure_fits(self, claims: Mapping[str, Any], hidden: Collection[Path]) -> None:
        """Hold claims against the rules; `hidden` are the paths that came out of disclosures.

        Raises MalformedCredential when a mandatory claim that may not be hidden is absent, DisclosureInvalid
        when something was hidden that may not be, or open that had to be hidden.
        """
        for rule in self.rules:
            if rule.disclosing == "allowed":
                continue
            found = find_paths(claims, rule.path)
            is_open = rule.disclosing == "never"
            if rule.is_mandatory and is_open and not found:
                raise MalformedCredential("A claim is absent that the type of the credential demands.")
            for path in found:
                if (path in hidden) is is_open:
                    raise DisclosureInvalid(_WRONGLY_HIDDEN if is_open else _WRONGLY_OPEN)


def _is_kept(rule: ClaimRule, claims: Mapping[str, Any], hidden: Places) -> bool:
    is_open = rule.disclosing == "never"
    found = find_places(claims, rule.path)
    if not found:
        return not (rule.is_mandatory and is_open)
    if is_open:
        return all(keys.isdisjoint(hidden.get(container, ())) for container, keys in found.items())
    return all(keys.issubset(hidden.get(container, ())) for container, keys in found.items())


class CredentialTypes:
    """The descriptions of types that a verifier knows, by `vct`, each read when it is first needed."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        """Take the raw octets of each document; they are read and checked by `find`."""
        self._documents = dict(documents)
        self._found: dict[str, CredentialType] = {}

    def find(self, vct: str, *, integrity: str | None = None) -> CredentialType | None:
        """The type with what it inherits; None when its description is not here.

        Raises MalformedCredential as `resolve_type` does, and for octets that `integrity` does not name.
        """
        if vct not in self._documents:
            return None
        if integrity is not None:
            ensure_integrity(self._documents[vct], integrity)
        if vct not in self._found:
            self._found[vct] = resolve_type(vct, self._documents)
        return self._found[vct]


def resolve_type(vct: str, documents: Mapping[str, bytes]) -> CredentialType:
    """Read a type and its parents out of `documents`.

    Raises MalformedCredential for a document that breaks the draft or is absent, whose octets are not those that
    `extends#integrity` names, or that loosens a rule of its parent.
    """
    lineage: list[str] = []
    chain: list[Mapping[str, Any]] = []
    wanted: str | None = vct
    integrity: str | None = None
    while wanted is not None:
        if wanted in lineage or len(lineage) > _MAX_PARENTS or wanted not in documents:
            raise MalformedCredential("The type of the credential inherits from a type that cannot be read.")
        lineage.append(wanted)
        document = _read_document(wanted, documents[wanted], integrity)
        chain.append(document)
        integrity = read_optional_text(document, "extends#integrity")
        wanted = read_optional_text(document, "extends")
    rules: dict[Path, ClaimRule] = {}
    for document in reversed(chain):
        _inherit(rules, document)
    display = next((read_nodes(document, "display") for document in chain if "display" in document), [])
    return CredentialType(tuple(lineage), tuple(rules.values()), tuple(display))


def ensure_integrity(content: bytes, expected: str) -> None:
    """Compare raw octets with Subresource Integrity metadata (section 5); raises MalformedCredential."""
    known: dict[str, set[str]] = {}
    for part in expected.split():
        name, _, digest = part.partition("?")[0].partition("-")
        known.setdefault(name, set()).add(digest)
    for name in _INTEGRITY_HASHES:
        if name in known:
            digest = b64encode(hashlib.new(name, content).digest()).decode("ascii")
            if digest in known[name]:
                return
            break
    raise MalformedCredential("A document is not the one that the credential names.")


def integrity_of(content: bytes) -> str:
    """The integrity metadata of a document, with SHA-256."""
    return "sha256-" + b64encode(hashlib.sha256(content).digest()).decode("ascii")


def _read_document(vct: str, content: bytes, integrity: str | None) -> Mapping[str, Any]:
    if integrity is not None:
        ensure_integrity(content, integrity)
    try:
        document = strict_json.load_object(content)
    except CredentialError as error:
        raise MalformedCredential("The description of the type cannot be read.") from error
    if read_text(document, "vct") != vct:
        raise MalformedCredential("The description is that of another type.")
    return document


def _inherit(rules: dict[Path, ClaimRule], document: Mapping[str, Any]) -> None:
    own = [_read_rule(node) for node in read_nodes(document, "claims")]
    if len({rule.path for rule in own}) != len(own):
        raise MalformedCredential("The type describes a claim twice.")
    for rule in own:
        parent = rules.get(rule.path)
        is_fixed = parent is not None and parent.disclosing != "allowed"
        if parent is not None and (
            (is_fixed and rule.disclosing != parent.disclosing)
            or (parent.is_mandatory and not rule.is_mandatory)
        ):
            raise MalformedCredential("The type loosens a rule of the type that it inherits from.")
        rules[rule.path] = rule


def _read_rule(node: Mapping[str, Any]) -> ClaimRule:
    path, disclosing, mandatory = node.get("path"), node.get("sd", "allowed"), node.get("mandatory", False)
    if type(path) is not list or not path or not all(_is_step(step) for step in path):
        raise MalformedCredential("The type describes a claim without a path.")
    if type(disclosing) is not str or disclosing not in _DISCLOSING or type(mandatory) is not bool:
        raise MalformedCredential("The type describes a claim with a rule that does not exist.")
    return ClaimRule(tuple(path), disclosing, mandatory)


def _is_step(step: Any) -> bool:
    return step is None or type(step) is str or (type(step) is int and step >= 0)
