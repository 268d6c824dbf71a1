"""What the page on comings and goings shows, in words; Dutch, for the page to translate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.holding import holder_events as kinds
from app.holding.holder_events import list_holder_events
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.marking import N_

WORDS: Final[Mapping[str, str]] = {
    kinds.SIGNED_IN_BY_CODE: N_("U kwam binnen met een code."),
    kinds.SIGNED_IN_BY_PASSKEY: N_("U kwam binnen met uw apparaat."),
    kinds.CONTACT_ADDED: N_("Er kwam een nummer of mailadres bij."),
    kinds.CONTACT_REMOVED: N_("Er ging een nummer of mailadres weg."),
    kinds.PASSKEY_ADDED: N_("Er kwam een apparaat bij."),
    kinds.PASSKEY_REMOVED: N_("Er ging een apparaat weg."),
    kinds.SESSIONS_ENDED: N_("Uw paspoort ging dicht op andere apparaten."),
    kinds.RECOVERY_STARTED: N_("Er is een nieuwe toegang gemaakt."),
    kinds.RECOVERY_STOPPED: N_("De nieuwe toegang is gestopt."),
    kinds.RECOVERY_OPENED: N_("Uw paspoort ging open met een nieuwe toegang."),
    kinds.HELP_STARTED: N_("Een begeleider keek mee."),
    kinds.HELP_ENDED: N_("De begeleider keek niet meer mee."),
    kinds.GUARDIAN_ASKED: N_("Wij vroegen uw ouder of verzorger om ja te zeggen."),
    kinds.GUARDIAN_AGREED: N_("Uw ouder of verzorger zei ja."),
    kinds.GUARDIAN_REFUSED: N_("Uw ouder of verzorger zei nee."),
    kinds.GUARDIAN_WITHDREW: N_("Uw ouder of verzorger nam het ja terug."),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened; `organisation_name` is who took part."""

    words: str
    organisation_name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class EventList:
    """Template holding/events.html."""

    lines: tuple[EventLine, ...]
    next_address: str | None


async def build_event_list(
    context: Context, holder_id: UUID, page: Page, phrasebook: Phrasebook
) -> EventList:
    """The newest first. Raises InvalidInput on a cursor that is not ours."""
    found = await list_holder_events(context, holder_id, page)
    names: dict[UUID, str] = {}
    for organisation_id in {event.organisation_id for event in found.items if event.organisation_id}:
        async with context.database.transaction() as session:
            organisation = await find_organisation(session, organisation_id)
        names[organisation_id] = organisation.name if organisation else ""
    lines = tuple(
        EventLine(
            phrasebook.translate(WORDS[event.kind]),
            names.get(event.organisation_id) if event.organisation_id else None,
            event.occurred_at,
        )
        for event in found.items
        if event.kind in WORDS
    )
    return EventList(lines, found.next_cursor and f"/passport/events?cursor={found.next_cursor}")
