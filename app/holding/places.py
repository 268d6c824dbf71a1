"""What a holder did with a credential of the passport, and what may follow what."""

from collections.abc import Mapping
from typing import Final, Literal

CredentialPlace = Literal["new", "accepted", "refused", "hidden"]
# What a visitor may see; the choice what to share is the holder's own yes, so that a new one may be shared too.
SHAREABLE: Final[tuple[CredentialPlace, ...]] = ("new", "accepted")
_NEXT: Final[Mapping[CredentialPlace, frozenset[CredentialPlace]]] = {
    "new": frozenset({"accepted", "refused", "hidden"}),
    "accepted": frozenset({"refused", "hidden"}),
    "refused": frozenset({"accepted"}),
    "hidden": frozenset({"accepted", "refused"}),
}


def may_follow(now: CredentialPlace, wanted: CredentialPlace) -> bool:
    """Whether a credential may go from `now` to `wanted`; nothing becomes new again."""
    return wanted in _NEXT[now]
