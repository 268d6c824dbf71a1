"""Which credential took the place of which, among those of one person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from app.credentials.model import Credential


class Standing(Protocol):
    """A credential, and whether it is active, suspended or revoked."""

    @property
    def credential(self) -> Credential: ...

    @property
    def state(self) -> str: ...


_Standing = TypeVar("_Standing", bound=Standing)


def fold(held: Sequence[_Standing]) -> list[tuple[_Standing, tuple[_Standing, ...]]]:
    """Each that nothing took the place of, in the order given, with the older ones that it replaces, newest first.

    Only its own issuer can replace a credential.
    """
    by_id = {one.credential.id: one for one in held}
    older: dict[str, _Standing] = {}
    for one in held:
        before = by_id.get(one.credential.supersedes or "")
        if one.state == "active" and before is not None and _replaces(one.credential, before.credential):
            older[one.credential.id] = before
    folded = {before.credential.id for before in older.values()}
    return [
        (one, tuple(_follow(older, one.credential.id))) for one in held if one.credential.id not in folded
    ]


def moment_of(credential: Credential) -> datetime:
    """When the skill was judged, or else since when the credential counts."""
    return credential.awarded_at or credential.valid_from


def _replaces(newer: Credential, older: Credential) -> bool:
    # Strictly later, so that two that name each other are both shown.
    is_later = (moment_of(newer), newer.id) > (moment_of(older), older.id)
    return newer.issuer.id == older.issuer.id and is_later


def _follow(older: Mapping[str, _Standing], name: str) -> Iterator[_Standing]:
    while name in older:
        yield older[name]
        name = older[name].credential.id
