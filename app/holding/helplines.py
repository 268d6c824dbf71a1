"""Whom a holder can call: the partnerships that gave something in the passport."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.holding.repository.credentials import PassportRepository
from app.platform.context import Context
from app.platform.database import Session

MOST_HELPLINES = 3


@dataclass(frozen=True, slots=True)
class Helpline:
    """A partnership and its telephone number; `dial` is the number as a telephone wants it."""

    name: str
    phone: str
    dial: str


async def find_senders(session: Session, holder_id: UUID) -> tuple[str, ...]:
    """The names of at most three partnerships, in the same order; `session` is in the holder's context."""
    organisation_ids = await PassportRepository(session, holder_id).list_organisations()
    found = [await find_organisation(session, each) for each in organisation_ids[:MOST_HELPLINES]]
    return tuple(one.name for one in found if one is not None)


async def find_helplines(context: Context, holder_id: UUID) -> tuple[Helpline, ...]:
    """The numbers of at most three partnerships, of whom the newest credentials are first."""
    async with context.database.transaction(holder_id=holder_id) as session:
        organisation_ids = await PassportRepository(session, holder_id).list_organisations()
    found = []
    for organisation_id in organisation_ids:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            organisation = await find_organisation(session, organisation_id)
        if organisation is not None and organisation.phone and organisation.ended_at is None:
            dial = re.sub(r"[^0-9+]", "", organisation.phone)
            found.append(Helpline(organisation.name, organisation.phone, dial))
    return tuple(found[:MOST_HELPLINES])
