"""What happened to the ways into a passport: written in the transaction of its cause, for its holder to read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.holding.repository.contacts import HolderEventRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page, Slice, encode_place, read_place

SIGNED_IN_BY_CODE: Final = "signed-in-by-code"
SIGNED_IN_BY_PASSKEY: Final = "signed-in-by-passkey"
CONTACT_ADDED: Final = "contact-added"
CONTACT_REMOVED: Final = "contact-removed"
PASSKEY_ADDED: Final = "passkey-added"
PASSKEY_REMOVED: Final = "passkey-removed"
SESSIONS_ENDED: Final = "sessions-ended"
RECOVERY_STARTED: Final = "recovery-started"
RECOVERY_STOPPED: Final = "recovery-stopped"
RECOVERY_OPENED: Final = "recovery-opened"
HELP_STARTED: Final = "help-started"
HELP_ENDED: Final = "help-ended"
GUARDIAN_ASKED: Final = "guardian-asked"
GUARDIAN_AGREED: Final = "guardian-agreed"
GUARDIAN_REFUSED: Final = "guardian-refused"
GUARDIAN_WITHDREW: Final = "guardian-withdrew"


@dataclass(frozen=True, slots=True)
class HolderEvent:
    """One thing that happened; `organisation_id` is the partnership whose member of staff took part."""

    id: UUID
    kind: str
    organisation_id: UUID | None
    occurred_at: datetime


async def note_for_holder(
    context: Context, session: Session, holder_id: UUID, kind: str, *, organisation_id: UUID | None = None
) -> None:
    """Append one entry, inside the holder's own transaction."""
    await HolderEventRepository(session, holder_id).add(
        context.randomness.uuid(), kind=kind, organisation_id=organisation_id, now=context.clock.now()
    )


async def list_holder_events(context: Context, holder_id: UUID, page: Page) -> Slice[HolderEvent]:
    """The newest first. Raises InvalidInput on a cursor that is not ours."""
    before = read_place(page)
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = await HolderEventRepository(session, holder_id).list(limit=page.limit + 1, before=before)
    shown = rows[: page.limit]
    events = [HolderEvent(row.id, row.kind, row.organisation_id, row.occurred_at) for row in shown]
    more = len(rows) > page.limit
    return Slice(events, encode_place(events[-1].occurred_at, events[-1].id) if more else None)
