"""Hiding claims behind digests, as the issuer of an SD-JWT does (RFC 9901 section 4.2)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from app.credentials.claim_paths import Path, find_paths
from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.disclosures import (
    DEFAULT_HASH,
    RESERVED_NAMES,
    Hash,
    digest_of,
    hash_named,
)
from app.credentials.ports import Randomness

# More than the 128 bits that section 9.3 asks for.
SALT_BYTES: Final = 18
_SALT_LETTERS: Final = 24


def conceal(
    claims: Mapping[str, Any],
    hidden: Collection[Path],
    *,
    randomness: Randomness,
    decoys: Mapping[Path, int] = MappingProxyType({}),
    hash_name: str = DEFAULT_HASH,
    is_ours: bool = False,
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Replace each hidden claim by a digest (section 4.2.4): the payload and the encoded disclosures.

    A path inside a hidden path makes a disclosure within a disclosure; None in a path stands for every item.
    `decoys` says how many digests without a claim an object or array gets. Raises ValueError for a path that points
    at nothing, for a reserved name, or claims nested too deeply. Claims that are ours, written by this package, use
    no such name, have the depth that we gave them, and may be without what a path points at.
    """
    plan = _plan_for(tuple(hidden), tuple(decoys.items()))
    if not is_ours:
        for pattern in (*hidden, *decoys):
            _ensure_found(claims, pattern)
    work = _Concealing(_salts(randomness, plan.count(claims)), hash_named(hash_name), is_ours)
    payload = work.object(claims, plan, 1)
    if hidden or decoys:
        payload["_sd_alg"] = hash_name
    return payload, tuple(work.disclosures)


def _ensure_found(claims: Mapping[str, Any], pattern: Path) -> None:
    if not find_paths(claims, pattern):
        raise ValueError(f"there is nothing to hide at {list(pattern)}")


def _salts(randomness: Randomness, count: int) -> Iterator[str]:
    # One draw cut into pieces is as good as many and much cheaper; 18 bytes are 24 letters without a rest.
    drawn = base64url.encode(randomness.token(SALT_BYTES * count)).decode("ascii") if count else ""
    return iter([drawn[at : at + _SALT_LETTERS] for at in range(0, len(drawn), _SALT_LETTERS)])


class _Plan:
    """What to hide at and below one place; under None what to hide in every item of an array."""

    __slots__ = ("below", "decoys", "is_hidden")

    def __init__(self) -> None:
        self.is_hidden = False
        self.decoys = 0
        self.below: dict[str | int | None, _Plan] = {}

    def at(self, path: Path) -> "_Plan":
        plan = self
        for step in path:
            plan = plan.below.setdefault(step, _Plan())
        return plan

    def of_item(self, index: int) -> "_Plan | None":
        own, every = self.below.get(index), self.below.get(None)
        if own is None or every is None:
            return own or every
        return own | every

    def __or__(self, other: "_Plan") -> "_Plan":
        both = _Plan()
        both.is_hidden = self.is_hidden or other.is_hidden
        both.decoys = max(self.decoys, other.decoys)
        both.below = self.below | other.below
        for step in self.below.keys() & other.below.keys():
            both.below[step] = self.below[step] | other.below[step]
        return both

    def count(self, node: Any) -> int:
        """How many salts it takes to do this to a node and what is in it."""
        total = self.decoys + self.is_hidden
        if self.below:
            if type(node) is dict or isinstance(node, Mapping):
                total += sum([below.count(node[step]) for step, below in self.below.items() if step in node])
            elif isinstance(node, _ARRAYS):
                plans = map(self.of_item, range(len(node)))
                total += sum([below.count(item) for item, below in zip(node, plans, strict=True) if below])
        return total


# Thousands of credentials are hidden alike. A plan is never changed once it is made.
@lru_cache(maxsize=64)
def _plan_for(hidden: tuple[Path, ...], decoys: tuple[tuple[Path, int], ...]) -> _Plan:
    plan = _Plan()
    for pattern in hidden:
        plan.at(pattern).is_hidden = True
    if plan.is_hidden:
        raise ValueError("the whole payload cannot be hidden")
    for pattern, number in decoys:
        plan.at(pattern).decoys = number
    return plan


class _Concealing:
    """The disclosures made so far, while the claims are walked from the inside out."""

    def __init__(self, salts: Iterator[str], hash_function: Hash, is_ours: bool) -> None:
        self.disclosures: list[bytes] = []
        self._salts = salts
        self._hash = hash_function
        self._is_ours = is_ours

    def object(self, node: Mapping[str, Any], plan: _Plan, depth: int) -> dict[str, Any]:
        written: dict[str, Any] = {}
        digests = [self._decoy() for _ in range(plan.decoys)]
        for name, child in node.items():
            if name in RESERVED_NAMES:
                raise ValueError(_RESERVED)
            below = plan.below.get(name)
            if below is None:
                written[name] = child if type(child) in _SCALARS else self._plain(child, depth)
                continue
            value = self._value(child, below, depth)
            if below.is_hidden:
                digests.append(self._hide((next(self._salts), name, value)))
            else:
                written[name] = value
        if digests:
            # Sorted, so that the order says nothing about which claim is which (section 4.2.4.1).
            written["_sd"] = sorted(digests)
        return written

    def _array(self, node: Sequence[Any], plan: _Plan, depth: int) -> list[Any]:
        written: list[Any] = []
        for index, child in enumerate(node):
            below = plan.of_item(index)
            if below is None:
                written.append(self._plain(child, depth))
                continue
            value = self._value(child, below, depth)
            written.append({"...": self._hide((next(self._salts), value))} if below.is_hidden else value)
        return written + [{"...": self._decoy()} for _ in range(plan.decoys)]

    def _value(self, node: Any, plan: _Plan, depth: int) -> Any:
        if plan.below or plan.decoys:
            if isinstance(node, dict):
                return self.object(node, plan, depth + 1)
            if isinstance(node, _ARRAYS):
                return self._array(node, plan, depth + 1)
            if plan.decoys:
                raise ValueError("only an object or an array can have decoys")
        return self._plain(node, depth)

    def _plain(self, node: Any, depth: int) -> Any:
        if not self._is_ours:
            _ensure_plain(node, depth)
        return node

    def _hide(self, content: tuple[Any, ...]) -> str:
        encoded = base64url.encode(strict_json.dumps(content))
        self.disclosures.append(encoded)
        return digest_of(encoded, self._hash)

    def _decoy(self) -> str:
        # The digest of a random text cannot be told from that of a disclosure (section 4.2.5).
        return digest_of(next(self._salts).encode("ascii"), self._hash)


def _ensure_plain(node: Any, depth: int) -> None:
    """Check the names and the depth of a value in which nothing is hidden; it is written as it stands."""
    if depth > strict_json.MAX_DEPTH:
        raise ValueError("the claims are nested too deeply")
    if isinstance(node, dict):
        if not RESERVED_NAMES.isdisjoint(node):
            raise ValueError(_RESERVED)
        children: Iterable[Any] = node.values()
    elif isinstance(node, _ARRAYS):
        children = node
    else:
        return
    for child in children:
        if type(child) not in _SCALARS:
            _ensure_plain(child, depth + 1)


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})
_ARRAYS: Final = (list, tuple)
_RESERVED: Final = "a claim has a name that SD-JWT needs itself"
