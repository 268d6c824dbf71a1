"""Under sixteen: a parent or guardian says yes to the passport, and nothing is shared in public, also after that yes.

Every organisation that gave something may tell from which day somebody is sixteen; the latest counts. From that day all
of this is over by itself: nobody has to do anything. What somebody holds on their own device is theirs at any age.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.assessing.ages import is_under_sixteen
from app.holding.errors import GuardianNeeded, UnderSixteen
from app.holding.followers import end_followers
from app.holding.helped import end_looks
from app.holding.repository.guardians import GuardianRepository
from app.holding.repository.share_links import ShareLinkRepository
from app.issuing.ages import find_sixteen_on
from app.platform.context import Context
from app.platform.database import Session

# What a guardian said; asked is nothing yet, and none is that nobody was asked.
Consent = Literal["none", "asked", "yes", "no", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Youth:
    """From which day somebody is sixteen, and what a parent or guardian said so far."""

    sixteen_on: date
    consent: Consent


async def find_first_day(context: Context, session: Session, holder_id: UUID) -> date | None:
    """From which day the holder is sixteen; None for who is. `session` is in the holder's context."""
    day = await find_sixteen_on(session, holder_id)
    return day if day is not None and is_under_sixteen(day, now=context.clock.now()) else None


async def find_youth(context: Context, session: Session, holder_id: UUID) -> Youth | None:
    """What counts for this holder now; None from sixteen on. `session` is in the holder's context."""
    day = await find_first_day(context, session, holder_id)
    if day is None:
        return None
    asked = await GuardianRepository(session, holder_id).find()
    if asked is None:
        return Youth(day, "none")
    if asked.answer is not None:
        return Youth(day, asked.answer)
    is_open = asked.ask_expires_at is not None and context.clock.now() < asked.ask_expires_at
    return Youth(day, "asked" if is_open else "none")


async def load_youth(context: Context, holder_id: UUID) -> Youth | None:
    """The same in a transaction of its own."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await find_youth(context, session, holder_id)


async def ensure_may_share(context: Context, session: Session, holder_id: UUID) -> None:
    """The one gate before anything is shared in public, in whatever form. Raises UnderSixteen."""
    if await find_first_day(context, session, holder_id) is not None:
        raise UnderSixteen


async def ensure_sharing_is_open(context: Context, holder_id: UUID) -> None:
    """The same gate before a page of sharing begins. Raises UnderSixteen."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await ensure_may_share(context, session, holder_id)


async def ensure_guardian_agreed(context: Context, holder_id: UUID) -> None:
    """The gate before the pages of the passport. Raises GuardianNeeded."""
    youth = await load_youth(context, holder_id)
    if youth is not None and youth.consent != "yes":
        raise GuardianNeeded


async def close_sharing(context: Context, session: Session, holder_id: UUID) -> None:
    """What was shared before anybody told the age stops, for who is not sixteen. `session` is in the holder's context."""
    day = await find_first_day(context, session, holder_id)
    if day is None:
        return
    guardian = GuardianRepository(session, holder_id)
    await ShareLinkRepository(session, holder_id).stop_all(now=context.clock.now())
    await end_followers(context, session, holder_id)
    await guardian.keep_until(day)
    agreed = await guardian.find()
    if agreed is None or agreed.answer != "yes":
        await end_looks(context, session, holder_id)
