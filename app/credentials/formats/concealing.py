"""Hiding claims behind digests, as the issuer of an SD-JWT does (RFC 9901 section 4.2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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

SALT_BYTES: Final = 16


def conceal(
    claims: Mapping[str, Any],
    hidden: Collection[Path],
    *,
    randomness: Randomness,
    decoys: Mapping[Path, int] = MappingProxyType({}),
    hash_name: str = DEFAULT_HASH,
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Replace each hidden claim by a digest (section 4.2.4): the payload and the encoded disclosures.

    A path inside a hidden path makes a disclosure within a disclosure; None in a path stands for every item.
    `decoys` says how many digests without a claim an object or array gets. Raises ValueError for a path that points
    at nothing, a reserved name, or claims nested too deeply.
    """
    plan = _Plan()
    places = [place for pattern in hidden for place in _places(claims, pattern)]
    for place in places:
        if not place:
            raise ValueError("the whole payload cannot be hidden")
        plan.at(place).is_hidden = True
    for pattern, count in decoys.items():
        for place in _places(claims, pattern):
            plan.at(place).decoys = count
    salts = _salts(randomness, len(places) + 2 * plan.count_decoys())
    work = _Concealing(salts, hash_named(hash_name))
    payload = work.object(claims, plan, 1)
    if hidden or decoys:
        payload["_sd_alg"] = hash_name
    return payload, tuple(work.disclosures)


def _places(claims: Mapping[str, Any], pattern: Path) -> list[Path]:
    found = find_paths(claims, pattern)
    if not found:
        raise ValueError(f"there is nothing to hide at {list(pattern)}")
    return found


def _salts(randomness: Randomness, count: int) -> Iterator[bytes]:
    # One draw cut into salts of 128 bits (section 9.3) is as good as many, and much cheaper.
    drawn = randomness.token(SALT_BYTES * count) if count else b""
    return iter([drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES)])


@dataclass(slots=True)
class _Plan:
    """What to hide at and below one place."""

    is_hidden: bool = False
    decoys: int = 0
    below: dict[str | int | None, "_Plan"] = field(default_factory=dict)

    def at(self, path: Path) -> "_Plan":
        plan = self
        for step in path:
            plan = plan.below.setdefault(step, _Plan())
        return plan

    def count_decoys(self) -> int:
        return self.decoys + sum(plan.count_decoys() for plan in self.below.values())


class _Concealing:
    """The disclosures made so far, while the claims are walked from the inside out."""

    def __init__(self, salts: Iterator[bytes], hash_function: Hash) -> None:
        self.disclosures: list[bytes] = []
        self._salts = salts
        self._hash = hash_function

    def object(self, node: Mapping[str, Any], plan: _Plan, depth: int) -> dict[str, Any]:
        written: dict[str, Any] = {}
        digests = [self._decoy() for _ in range(plan.decoys)]
        for name, child in node.items():
            if name in RESERVED_NAMES:
                raise ValueError("a claim has a name that SD-JWT needs itself")
            below = plan.below.get(name, _NOTHING)
            value = child if type(child) is str else self._value(child, below, depth)
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
        if depth > strict_json.MAX_DEPTH:
            raise ValueError("the claims are nested too deeply")
        if isinstance(node, dict):
            return self.object(node, plan, depth + 1)
        if isinstance(node, list | tuple):
            return self._array(node, plan, depth + 1)
        return node

    def _hide(self, content: list[Any]) -> str:
        salt = base64url.encode(next(self._salts)).decode("ascii")
        encoded = base64url.encode(strict_json.dumps([salt, *content]))
        self.disclosures.append(encoded)
        return digest_of(encoded, self._hash)

    def _decoy(self) -> str:
        return digest_of(next(self._salts) + next(self._salts), self._hash)


_NOTHING: Final = _Plan()
