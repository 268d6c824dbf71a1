"""Who is not sixteen yet: under that age a parent or guardian agrees, and nothing is shared in public.

An organisation tells from which day somebody is sixteen, and may tell a later one, such as the first of the next month;
it never tells a birth date. From that day, by the calendar of the Netherlands, nothing is kept of it (Uitvoeringswet
AVG, article 5: consent is one's own from sixteen).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.assessing.events import MarkedUnderSixteen
from app.assessing.periods import add_months
from app.assessing.repository.young_people import YoungPeopleRepository, forget_grown
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError
from app.platform.queue import publish

SIXTEEN: Final = 16
_HOME: Final = ZoneInfo("Europe/Amsterdam")


def is_under_sixteen(sixteen_on: date, *, now: datetime) -> bool:
    """Whether the day is still to come; it begins at midnight in the Netherlands."""
    return now.astimezone(_HOME).date() < sixteen_on


def find_day_faults(sixteen_on: date | None, pointer: str, *, now: datetime) -> Iterator[FieldError]:
    """A day too far away for anybody who is born. One that has been is no fault: who is sixteen stays so."""
    # A month more, for who rather tells a later day than the birthday itself.
    latest = add_months(now.astimezone(_HOME), 12 * SIXTEEN + 1).date()
    if sixteen_on is not None and sixteen_on > latest:
        yield FieldError(
            pointer, "sixteen_too_late", "Give the day of the sixteenth birthday, or one soon after."
        )


async def tell_ages(
    context: Context, session: Session, organisation_id: UUID, days: Mapping[bytes, date]
) -> None:
    """From which day people are sixteen, by the hash of the reference, in the organisation's own transaction.

    What is told last counts. Of a day that has been nothing is kept.
    """
    now = context.clock.now()
    young = {person: day for person, day in days.items() if is_under_sixteen(day, now=now)}
    rows = YoungPeopleRepository(session, organisation_id)
    if len(young) < len(days):
        await rows.delete([person for person in days if person not in young])
    if not young:
        return
    if news := await rows.write(young):
        hashes = [person.hex() for person in news]
        await publish(session, MarkedUnderSixteen(str(organisation_id), hashes))


async def find_day(session: Session, organisation_id: UUID, person_hash: bytes) -> date | None:
    """From which day somebody is sixteen, as this organisation told it."""
    return await YoungPeopleRepository(session, organisation_id).find(person_hash)


async def forget_age(session: Session, organisation_id: UUID, person_hash: bytes) -> None:
    """Nothing is known of the age any more, in the organisation's own transaction."""
    await YoungPeopleRepository(session, organisation_id).delete([person_hash])


async def forget_ages(context: Context) -> int:
    """Days that have been; how many."""
    async with context.database.transaction() as session:
        return await forget_grown(session)
