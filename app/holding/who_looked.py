"""Who of the staff looked: what the page and the API tell a holder about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.accounts.wording import ROLE_NAMES
from app.holding.wording import Phrasebook
from app.issuing.staff_views import CREDENTIAL, DOSSIER, PERSON, StaffView, list_views_of_holder
from app.platform.context import Context
from app.platform.pagination import Page, Slice, encode_place, read_place
from app.web.marking import N_

WORDS: Final[Mapping[str, str]] = {
    PERSON: N_("Keek naar uw gegevens."),
    CREDENTIAL: N_("Keek naar een bewijs van u."),
    DOSSIER: N_("Keek in uw dossier."),
}
_SOFTWARE: Final = N_("een computer")


@dataclass(frozen=True, slots=True)
class Look:
    """One time that staff looked; `who` is the role, never a name."""

    words: str
    who: str
    organisation_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LookList:
    """Template holding/who_looked.html."""

    lines: tuple[Look, ...]
    next_address: str | None


async def list_staff_views(context: Context, holder_id: UUID, page: Page) -> Slice[StaffView]:
    """The newest first, of a year at most. Raises InvalidInput on a cursor that is not ours."""
    before = read_place(page)
    async with context.database.transaction(holder_id=holder_id) as session:
        found = await list_views_of_holder(session, holder_id, limit=page.limit + 1, before=before)
    shown = found[: page.limit]
    more = len(found) > page.limit
    return Slice(shown, encode_place(shown[-1].viewed_at, shown[-1].id) if more else None)


async def build_look_list(context: Context, holder_id: UUID, page: Page, phrasebook: Phrasebook) -> LookList:
    """The same in words. Raises InvalidInput on a cursor that is not ours."""
    found = await list_staff_views(context, holder_id, page)
    names: dict[UUID, str] = {}
    for organisation_id in {view.organisation_id for view in found.items}:
        async with context.database.transaction() as session:
            organisation = await find_organisation(session, organisation_id)
        names[organisation_id] = organisation.name if organisation else ""
    lines = tuple(
        Look(
            phrasebook.translate(WORDS[view.what]),
            _who(view, phrasebook),
            names[view.organisation_id],
            view.viewed_at,
        )
        for view in found.items
    )
    return LookList(lines, found.next_cursor and f"/passport/who-looked?cursor={found.next_cursor}")


def _who(view: StaffView, phrasebook: Phrasebook) -> str:
    words = [ROLE_NAMES.get(role, role) for role in view.roles] or [_SOFTWARE]
    return ", ".join(phrasebook.translate(word) for word in words)
