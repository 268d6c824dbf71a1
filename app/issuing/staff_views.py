"""Who looked: each time that staff, or software, of an organisation opens something of one person, written for that person.

A list names many people and opens nobody, so it writes nothing. One line an hour for the same thing keeps the log
readable and bounded.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.candidates import find_hash_of_claim, find_hash_of_dossier
from app.issuing.staff_view_rows import StaffViewRepository, forget_old, list_of_holder
from app.platform.context import Context
from app.platform.database import Session

PERSON: Final = "person"
CREDENTIAL: Final = "credential"
DOSSIER: Final = "dossier"
CLAIM: Final = "claim"


@dataclass(frozen=True, slots=True)
class StaffView:
    """One thing that was opened; `roles` is empty when software did it."""

    id: UUID
    organisation_id: UUID
    roles: tuple[str, ...]
    what: str
    object_id: UUID
    viewed_at: datetime


async def note_view(context: Context, issuer: Issuer, what: str, object_id: UUID) -> None:
    """Write down who opened this, in a transaction of its own; what is not there was not opened."""
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        person_hash = await _FIND[what](session, organisation_id, object_id)
        if person_hash is None:
            return
        await StaffViewRepository(session, organisation_id).add(
            person_hash=person_hash,
            now=context.clock.now(),
            actor=issuer.actor,
            what=DOSSIER if what == CLAIM else what,
            object_id=object_id,
            id=context.randomness.uuid(),
            roles=list(issuer.roles),
        )


async def list_views_of_holder(
    session: Session, holder_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None
) -> list[StaffView]:
    """Newest first. `session` is in the holder's context."""
    rows = await list_of_holder(session, holder_id, limit=limit, before=before)
    return [StaffView(**{**row, "roles": tuple(row["roles"])}) for row in rows]


async def forget_views(context: Context) -> int:
    """What is older than a year; how many lines."""
    async with context.database.transaction() as session:
        return await forget_old(session)


async def _recipient(session: Session, organisation_id: UUID, row_id: UUID) -> bytes | None:
    return await StaffViewRepository(session, organisation_id).find_recipient(row_id)


async def _recipient_of(session: Session, organisation_id: UUID, row_id: UUID) -> bytes | None:
    return await StaffViewRepository(session, organisation_id).find_recipient_of(row_id)


_FIND: Final[Mapping[str, Callable[[Session, UUID, UUID], Awaitable[bytes | None]]]] = {
    PERSON: _recipient,
    CREDENTIAL: _recipient_of,
    DOSSIER: find_hash_of_dossier,
    CLAIM: find_hash_of_claim,
}
