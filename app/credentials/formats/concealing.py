"""Hiding claims behind digests, as the issuer of an SD-JWT does (RFC 9901 section 4.2)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    is_missing_fine: bool = False,
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Replace each hidden claim by a digest (section 4.2.4): the payload and the encoded disclosures.

    A path inside a hidden path makes a disclosure within a disclosure; None in a path stands for every item.
    `decoys` says how many digests without a claim an object or array gets. Raises ValueError for a path that points
    at nothing, unless `is_missing_fine`, for a reserved name, or claims nested too deeply.
    """
    plan = _Plan()
    count = 0
    for pattern in hidden:
        for place in _places(claims, pattern, is_missing_fine):
            if not place:
                raise ValueError("the whole payload cannot be hidden")
            plan.at(place).is_hidden = True
            count += 1
    for pattern, number in decoys.items():
        for place in _places(claims, pattern, is_missing_fine):
            plan.at(place).decoys = number
            count += number
    work = _Concealing(_salts(randomness, count), hash_named(hash_name))
    payload = work.object(claims, plan, 1)
    if hidden or decoys:
        payload["_sd_alg"] = hash_name
    return payload, tuple(work.disclosures)


def _places(claims: Mapping[str, Any], pattern: Path, is_missing_fine: bool) -> list[Path]:
    found = find_paths(claims, pattern)
    if not found and not is_missing_fine:
        raise ValueError(f"there is nothing to hide at {list(pattern)}")
    return found


def _salts(randomness: Randomness, count: int) -> Iterator[str]:
    # One draw cut into pieces is as good as many and much cheaper; 18 bytes are 24 letters without a rest.
    drawn = base64url.encode(randomness.token(SALT_BYTES * count)).decode("ascii") if count else ""
    return iter([drawn[at : at + _SALT_LETTERS] for at in range(0, len(drawn), _SALT_LETTERS)])


@dataclass(slots=True)
class _Plan:
    """What to hide at and below one place."""

    is_hidden: bool = False
    decoys: int = 0
    below: dict[str | int | None, "_Plan"] = field(default_factory=dict)

    def at(self, path: Path) -> "_Plan":
        plan = self
        for step in path:
            if step not in plan.below:
                plan.below[step] = _Plan()
            plan = plan.below[step]
        return plan


class _Concealing:
    """The disclosures made so far, while the claims are walked from the inside out."""

    def __init__(self, salts: Iterator[str], hash_function: Hash) -> None:
        self.disclosures: list[bytes] = []
        self._salts = salts
        self._hash = hash_function

    def object(self, node: Mapping[str, Any], plan: _Plan, depth: int) -> dict[str, Any]:
        written: dict[str, Any] = {}
        digests = [self._decoy() for _ in range(plan.decoys)]
        for name, child in node.items():
            if name in RESERVED_NAMES:
                raise ValueError(_RESERVED)
            below = plan.below.get(name, _NOTHING)
            is_plain = below is _NOTHING and type(child) in _SCALARS
            value = child if is_plain else self._value(child, below, depth)
            if below.is_hidden:
                digests.append(self._hide([name, value]))
            else:
                written[name] = value
        if digests:
            # Sorted, so that the order says nothing about which claim is which (section 4.2.4.1).
            written["_sd"] = sorted(digests)
        return written

    def _array(self, node: Sequence[Any], plan: _Plan, depth: int) -> list[Any]:
        written: list[Any] = []
        for index, child in enumerate(node):
            below = plan.below.get(index, _NOTHING)
            value = self._value(child, below, depth)
            written.append({"...": self._hide([value])} if below.is_hidden else value)
        return written + [{"...": self._decoy()} for _ in range(plan.decoys)]

    def _value(self, node: Any, plan: _Plan, depth: int) -> Any:
        if not plan.below and not plan.decoys:
            _ensure_plain(node, depth)
            return node
        if isinstance(node, dict):
            return self.object(node, plan, depth + 1)
        if isinstance(node, _ARRAYS):
            return self._array(node, plan, depth + 1)
        raise ValueError("only an object or an array can have decoys")

    def _hide(self, content: list[Any]) -> str:
        encoded = base64url.encode(strict_json.dumps([next(self._salts), *content]))
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
_NOTHING: Final = _Plan()
_RESERVED: Final = "a claim has a name that SD-JWT needs itself"
