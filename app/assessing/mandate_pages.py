"""What the pages about mandates show: who may judge what, until when, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.people import find_person_names
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import Say
from app.assessing.mandates import (
    Mandate,
    MandateFilter,
    ScopeKind,
    list_mandates,
    load_mandate,
)
from app.assessing.skill_set_content import Texts
from app.assessing.skill_sets import (
    list_versions,
    load_skill_set_of,
)
from app.assessing.validation_levels import load_ladder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page
from app.web.marking import N_

SOON: Final = timedelta(days=60)
_HOME: Final = ZoneInfo("Europe/Amsterdam")
_MOST: Final = 100
_SERVICE: Final = N_("het systeem, omdat de toegang stopte")
_MACHINE: Final = N_("een gekoppeld systeem")


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate in words. `last_day` is the last day on which it counts."""

    person_name: str
    scope_name: str
    is_whole_set: bool
    level: int
    level_name: str
    first_day: date
    last_day: date
    address: str
    is_running: bool
    ends_soon: bool
    granted_by: str = ""
    revoked_at: datetime | None = None
    revoked_by: str = ""


@dataclass(frozen=True, slots=True)
class MandateList:
    """Mandates by their end, the soonest first."""

    lines: tuple[MandateLine, ...]
    shows_ended: bool
    new_address: str
    other_address: str
    next_address: str | None


def mandates_address(issuer: Issuer) -> str:
    """The page of all mandates."""
    return f"/desk/{issuer.slug}/mandates"


def in_words(texts: Texts, language: str) -> str:
    """A text in the language, else in the other one, else nothing."""
    return texts.get(language) or texts.get("nl") or texts.get("en") or ""


async def build_mandate_list(
    context: Context, issuer: Issuer, say: Say, *, language: str, cursor: str | None, shows_ended: bool
) -> MandateList:
    """Those that run or still begin; with `shows_ended` those that ended too. Raises InvalidInput for a cursor."""
    base, where = mandates_address(issuer), issuer.organisation_id
    only = MandateFilter(active_at=None if shows_ended else context.clock.now())
    async with context.database.transaction(organisation_id=where) as session:
        found = await list_mandates(session, where, page=Page(_MOST, cursor), only=only)
        lines = await _lines(context, session, issuer, found.items, say, language)
    state = "all" if shows_ended else "active"
    following = f"{base}?state={state}&cursor={found.next_cursor}" if found.next_cursor else None
    other = base if shows_ended else f"{base}?state=all"
    return MandateList(lines, shows_ended, f"{base}/new", other, following)


async def build_mandate(
    context: Context, issuer: Issuer, mandate_id: UUID, say: Say, *, language: str
) -> MandateLine:
    """One mandate. Raises NotFound."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        mandate = await load_mandate(session, issuer.organisation_id, mandate_id)
        return (await _lines(context, session, issuer, [mandate], say, language))[0]


def read_id(text: str) -> UUID | None:
    """The id that a form or an actor names, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _last_day(mandate: Mandate) -> date:
    return (mandate.valid_until - timedelta(microseconds=1)).astimezone(_HOME).date()


async def _lines(
    context: Context,
    session: Session,
    issuer: Issuer,
    mandates: Iterable[Mandate],
    say: Say,
    language: str,
) -> tuple[MandateLine, ...]:
    shown = list(mandates)
    actors = {by for one in shown for by in (one.granted_by, one.revoked_by, one.actor) if by}
    names = await find_actor_names(context, session, actors, say)
    scopes = {
        one.scope_id: await _scope_name(session, issuer.organisation_id, one, language)
        for one in {mandate.scope_id: mandate for mandate in shown}.values()
    }
    now = context.clock.now()
    return tuple(
        MandateLine(
            person_name=names[one.actor],
            scope_name=scopes[one.scope_id],
            is_whole_set=one.scope_kind is ScopeKind.skill_set,
            level=one.highest_level,
            level_name=_level_name(one.highest_level, language),
            first_day=one.valid_from.astimezone(_HOME).date(),
            last_day=_last_day(one),
            address=f"{mandates_address(issuer)}/{one.id}",
            is_running=one.revoked_at is None and now < one.valid_until,
            ends_soon=one.revoked_at is None and now < one.valid_until <= now + SOON,
            granted_by=names[one.granted_by],
            revoked_at=one.revoked_at,
            revoked_by=names.get(one.revoked_by or "", ""),
        )
        for one in shown
    )


def _level_name(number: int, language: str) -> str:
    level = load_ladder().find_level(number)
    return level.name[language] if level else ""


async def _scope_name(session: Session, organisation_id: UUID, mandate: Mandate, language: str) -> str:
    if mandate.scope_kind is ScopeKind.skill_set:
        versions = await list_versions(session, organisation_id, mandate.scope_id)
        return in_words(versions[0].content.name, language) if versions else str(mandate.scope_id)
    found = await load_skill_set_of(session, organisation_id, mandate.scope_id)
    achievement = found and found.content.find_achievement(mandate.scope_id)
    return in_words(achievement.name, language) if achievement else str(mandate.scope_id)


async def find_actor_names(
    context: Context, session: Session, actors: Iterable[str], say: Say
) -> dict[str, str]:
    """The names of who did something, as a page says them."""
    known = {actor: read_id(actor.removeprefix("person:")) for actor in actors}
    ids = {found for found in known.values() if found is not None}
    people = await find_person_names(context, session, ids)

    def name(actor: str, person_id: UUID | None) -> str:
        if person_id is None:
            return say(_SERVICE) if actor == "service" else say(_MACHINE)
        return people.get(person_id, say(N_("iemand die hier niet meer werkt")))

    return {actor: name(actor, person_id) for actor, person_id in known.items()}
