"""Disclosures of an SD-JWT (RFC 9901 sections 4.2 and 7.1): read them, and put the claims back in their places."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from app.credentials.claim_paths import Path, Places
from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import DisclosureInvalid, JsonTooDeep, MalformedSdJwt, TooLarge
from app.credentials.policy import VerificationPolicy

Hash: TypeAlias = Callable[[bytes], "hashlib._Hash"]

DEFAULT_HASH: Final = "sha-256"
# Names of the IANA registry "Named Information Hash Algorithm"; weaker and truncated ones are left out.
HASHES: Final[Mapping[str, Hash]] = MappingProxyType(
    {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
)
RESERVED_NAMES: Final = frozenset({"_sd", "...", "_sd_alg"})


class Disclosure(NamedTuple):
    """A salted claim, or a salted item of an array when `name` is None; `encoded` is the text that is hashed."""

    encoded: bytes
    digest: str
    name: str | None
    value: Any

    def __repr__(self) -> str:
        """Never what was disclosed: it is about a person."""
        return f"Disclosure({self.digest})"


_Node: TypeAlias = dict[str, Any] | list[Any]
# Where a disclosure was put back: in which object or array, under which name or index.
Placement: TypeAlias = tuple[Disclosure, _Node, str | int]


@dataclass(frozen=True, slots=True)
class Revealed:
    """The claims with every disclosure in its place (the processed payload of section 7.1).

    They are partial when digests of the outermost object are left over: decoys, or claims that were kept back.
    """

    claims: dict[str, Any] = field(repr=False)
    placements: tuple[Placement, ...] = field(repr=False)
    is_partial: bool = False

    def hides_any_of(self, names: frozenset[str]) -> bool:
        """Whether one of these claims of the outermost object was hidden."""
        claims = self.claims
        for disclosure, container, _ in self.placements:
            if container is claims and disclosure.name in names:
                return True
        return False

    @property
    def places(self) -> Places:
        """Where the disclosures were put back."""
        places: dict[int, set[str | int]] = {}
        for _, container, key in self.placements:
            places.setdefault(id(container), set()).add(key)
        return places

    def by_path(self) -> dict[Path, Disclosure]:
        """Each disclosure by the path of its claim, counted in the processed payload."""
        wanted = {id(container) for _, container, _ in self.placements} - {id(self.claims)}
        paths: dict[int, Path] = {id(self.claims): ()}
        nodes: list[Any] = [self.claims]
        # Level by level, as most of what is hidden stands near the top: the list grows while it is walked.
        for node in takewhile(lambda _: wanted, nodes):
            path = paths[id(node)]
            for key, child in node.items() if type(node) is dict else enumerate(node):
                if type(child) is dict or type(child) is list:
                    paths[id(child)] = (*path, key)
                    nodes.append(child)
                    wanted.discard(id(child))
        return {(*paths[id(container)], key): disclosure for disclosure, container, key in self.placements}


def hash_named(name: object) -> Hash:
    """The hash that `_sd_alg` names (section 4.1.1); raises MalformedSdJwt for any other."""
    known = HASHES.get(name) if type(name) is str else None
    if known is None:
        raise MalformedSdJwt("The credential uses a hash that is not supported.")
    return known


def digest_of(encoded: bytes, hash_function: Hash) -> str:
    """The digest over the text as it was sent, in base64url (section 4.2.3)."""
    return base64url.encode(hash_function(encoded).digest()).decode("ascii")


def read_disclosures(
    encoded: Sequence[bytes], hash_function: Hash, policy: VerificationPolicy
) -> tuple[Disclosure, ...]:
    """Parse each disclosure strictly (section 4.2); raises DisclosureInvalid, TooLarge, JsonNotStrict.

    The limits on JSON hold for all disclosures together.
    """
    if len(encoded) > policy.max_disclosures:
        raise TooLarge("The credential has too many disclosures.")
    try:
        texts = [base64url.decode(text) for text in encoded]
    except ValueError as error:
        raise DisclosureInvalid("A disclosure is not base64url.") from error
    found = strict_json.load_each(
        texts, max_bytes=policy.max_bytes, max_depth=policy.max_depth, max_members=policy.max_members
    )
    digests = [digest_of(text, hash_function) for text in encoded]
    return tuple(map(_read_disclosure, encoded, digests, found))


def _read_disclosure(encoded: bytes, digest: str, content: Any) -> Disclosure:
    if type(content) is list and content and type(content[0]) is str:
        if len(content) == 3:
            _, name, value = content
            if type(name) is str and name not in RESERVED_NAMES:
                return Disclosure(encoded, digest, name, value)
            raise DisclosureInvalid("A disclosure uses a name that is not a claim.")
        if len(content) == 2:
            return Disclosure(encoded, digest, None, content[1])
    raise DisclosureInvalid("A disclosure is not a salt with a claim.")


def ensure_open(payload: Mapping[str, Any], names: frozenset[str]) -> None:
    """Raise DisclosureInvalid when one of these claims has a digest in it: nobody could tell what was left out."""
    pending = [payload[name] for name in names & payload.keys()]
    while pending:
        node = pending.pop()
        if type(node) is dict:
            if "_sd" in node or "..." in node:
                raise DisclosureInvalid(
                    "A part was hidden of a claim that decides whether the credential is valid."
                )
            pending += node.values()
        elif type(node) is list:
            pending += node


def reveal(
    payload: dict[str, Any],
    disclosures: Sequence[Disclosure],
    *,
    max_depth: int = strict_json.MAX_DEPTH,
) -> Revealed:
    """Put the disclosures in their places, level by level (section 7.1 step 3); `payload` is changed.

    Raises DisclosureInvalid for a digest or disclosure that occurs twice, a disclosure without a digest or of the
    wrong kind, or a claim that is there already; MalformedSdJwt for misplaced `_sd` or `...`; JsonTooDeep.
    """
    payload.pop("_sd_alg", None)
    outermost = payload.get("_sd", ())
    work = _Revealing({disclosure.digest: disclosure for disclosure in disclosures})
    if len(work.unused) != len(disclosures):
        raise DisclosureInvalid("A disclosure occurs twice.")
    level: list[_Node] = [payload]
    depth = 0
    while level:
        depth += 1
        if depth > max_depth:
            raise JsonTooDeep
        for node in level:
            if isinstance(node, dict):
                if "_sd" in node or "..." in node:
                    work.fill_object(node)
            elif dict in map(type, node):
                work.fill_array(node)
        level = _next_level(level)
    if work.unused:
        raise DisclosureInvalid("A disclosure does not belong to the credential.")
    shown = [disclosure for disclosure, container, _ in work.placements if container is payload]
    return Revealed(payload, tuple(work.placements), len(outermost) > len(shown))


def _next_level(level: list[_Node]) -> list[_Node]:
    below: list[_Node] = []
    for node in level:
        children: Iterable[Any] = node.values() if type(node) is dict else node
        for child in children:
            kind = type(child)
            if kind is not str and (kind is dict or kind is list):
                below.append(child)
    return below


class _Revealing:
    """The digests seen and the disclosures not yet placed, while the payload is walked."""

    def __init__(self, unused: dict[str, Disclosure]) -> None:
        self.unused = unused
        self.placements: list[Placement] = []
        self._seen: set[str] = set()

    def fill_object(self, node: dict[str, Any]) -> None:
        """Put back the claims whose digests stand in `_sd`."""
        digests = node.pop("_sd", [])
        if type(digests) is not list or "..." in node:
            raise MalformedSdJwt("The credential has digests in a place where none can be.")
        for disclosure in map(self._take, digests):
            if disclosure is None:
                continue
            name = disclosure.name
            if name is None:
                raise DisclosureInvalid("A disclosure of an array's item stands for a claim.")
            if name in node:
                raise DisclosureInvalid("A disclosure repeats a claim that is there already.")
            node[name] = disclosure.value
            self.placements.append((disclosure, node, name))

    def fill_array(self, node: list[Any]) -> None:
        """Put back the items whose digests stand in an array, if there are any."""
        for child in node:
            if type(child) is dict and "..." in child:
                self._fill_places(node)
                return

    def _fill_places(self, node: list[Any]) -> None:
        kept: list[Any] = []
        for child in node:
            if type(child) is not dict or "..." not in child:
                kept.append(child)
                continue
            if len(child) != 1:
                raise MalformedSdJwt("A digest in an array does not stand alone.")
            disclosure = self._take(child["..."])
            if disclosure is None:
                continue
            if disclosure.name is not None:
                raise DisclosureInvalid("A disclosure of a claim stands for an array's item.")
            self.placements.append((disclosure, node, len(kept)))
            kept.append(disclosure.value)
        node[:] = kept

    def _take(self, digest: object) -> Disclosure | None:
        if type(digest) is not str:
            raise MalformedSdJwt("A digest is not a text.")
        if digest in self._seen:
            raise DisclosureInvalid("A digest occurs twice.")
        self._seen.add(digest)
        return self.unused.pop(digest, None)
