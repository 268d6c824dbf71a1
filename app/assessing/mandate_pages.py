"""What the pages about mandates show: who may judge what, until when, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.members import Member, list_members
from app.accounts.page_models import FieldProblem
from app.accounts.people import actor_of, find_person_names
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import N_, Field, FieldKind, Option, Say, fill, read_date
from app.assessing.mandates import (
    JUDGING,
    LONGEST_MONTHS,
    Mandate,
    MandateFilter,
    MandateRequest,
    ScopeKind,
    list_mandates,
    load_mandate,
)
from app.assessing.periods import add_months
from app.assessing.skill_set_content import Texts
from app.assessing.skill_sets import (
    SkillSet,
    SkillSetState,
    list_skill_sets,
    list_versions,
    load_skill_set_of,
)
from app.assessing.validation_levels import load_ladder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page

SOON: Final = timedelta(days=60)
_HOME: Final = ZoneInfo("Europe/Amsterdam")
_USUAL_MONTHS: Final = 12
_MOST: Final = 100
_SERVICE: Final = N_("het systeem, omdat de toegang stopte")
_MACHINE: Final = N_("een gekoppeld systeem")
_ALL: Final = N_("alles")


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


@dataclass(frozen=True, slots=True)
class MandateForm:
    """The questions of a new mandate; without somebody to choose or something to judge there is no form."""

    action: str
    back: str
    fields: tuple[Field, ...]
    has_people: bool
    has_skill_sets: bool
    problems: tuple[FieldProblem, ...] = ()


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


async def build_mandate_form(
    context: Context,
    issuer: Issuer,
    say: Say,
    *,
    language: str,
    form: Mapping[str, Sequence[str]] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> MandateForm:
    """The form, empty or with what was filled in."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        people = await _list_assessors(context, session, issuer)
        published = await list_skill_sets(
            session, issuer.organisation_id, page=Page(_MOST), state=SkillSetState.published
        )
    base, now = mandates_address(issuer), context.clock.now()
    fields = _fields(people, published.items, say, language, now)
    return MandateForm(
        action=f"{base}/new",
        back=base,
        fields=fields if form is None else fill(fields, form),
        has_people=bool(people),
        has_skill_sets=bool(published.items),
        problems=tuple(problems),
    )


def read_mandate_form(form: Mapping[str, Sequence[str]]) -> MandateRequest:
    """What is asked; None for what is not filled in or not a choice of the form."""

    def first(name: str) -> str:
        return next(iter(form.get(name, ())), "")

    kind, _, scope = first("scopeId").partition(":")
    last_day, level = read_date(first("validUntil")), first("highestLevel")
    return MandateRequest(
        person_id=_read_id(first("personId")),
        scope_kind=ScopeKind(kind) if kind in set(ScopeKind) else None,
        scope_id=_read_id(scope),
        highest_level=int(level) if level.isascii() and level.isdecimal() and len(level) < 3 else None,
        valid_until=None if last_day is None else _end_of(last_day),
    )


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _end_of(day: date) -> datetime | None:
    try:
        return datetime.combine(day + timedelta(days=1), time(), _HOME)
    except OverflowError:
        return None


def _last_day(mandate: Mandate) -> date:
    return (mandate.valid_until - timedelta(microseconds=1)).astimezone(_HOME).date()


async def _list_assessors(context: Context, session: Session, issuer: Issuer) -> list[Member]:
    found = await list_members(context, session, organisation_id=issuer.organisation_id, page=Page(_MOST))
    members = list(found.items)
    while found.next_cursor:
        page = Page(_MOST, found.next_cursor)
        found = await list_members(context, session, organisation_id=issuer.organisation_id, page=page)
        members += found.items
    able = (one for one in members if JUDGING & set(one.roles) and actor_of(one.person_id) != issuer.actor)
    return sorted(able, key=lambda member: member.name.casefold())


def _fields(
    people: Sequence[Member], skill_sets: Sequence[SkillSet], say: Say, language: str, now: datetime
) -> tuple[Field, ...]:
    usual = add_months(now.astimezone(_HOME).date(), _USUAL_MONTHS)
    levels = (level for level in load_ladder().levels if level.minimum.mandate)
    return (
        Field(
            "personId",
            say(N_("Wie mag beoordelen?")),
            FieldKind.radios,
            options=tuple(Option(str(one.person_id), one.name, one.email) for one in people),
        ),
        Field(
            "scopeId",
            say(N_("Wat mag deze persoon beoordelen?")),
            FieldKind.select,
            options=(
                Option("", say(N_("Kies een set of 1 vaardigheid"))),
                *_scopes(skill_sets, say, language),
            ),
        ),
        Field(
            "highestLevel",
            say(N_("Tot en met welk niveau?")),
            FieldKind.radios,
            options=tuple(
                Option(str(one.number), f"{one.number} – {one.name[language]}", one.meaning[language])
                for one in levels
            ),
        ),
        Field(
            "validUntil",
            say(N_("Tot en met welke dag?")),
            FieldKind.date,
            help=say(N_("Kies hoogstens %(months)s maanden. Daarna kunt u opnieuw toestemming geven."))
            % {"months": LONGEST_MONTHS},
            values=(usual.isoformat(),),
        ),
    )


def _scopes(skill_sets: Sequence[SkillSet], say: Say, language: str) -> Iterable[Option]:
    for one in skill_sets:
        name = in_words(one.content.name, language)
        yield Option(f"{ScopeKind.skill_set}:{one.id}", f"{name} ({say(_ALL)})")
        for achievement in one.content.achievements:
            part = in_words(achievement.name, language)
            yield Option(f"{ScopeKind.achievement}:{achievement.id}", f"{name}: {part}")


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
    known = {actor: _read_id(actor.removeprefix("person:")) for actor in actors}
    ids = {found for found in known.values() if found is not None}
    people = await find_person_names(context, session, ids)

    def name(actor: str, person_id: UUID | None) -> str:
        if person_id is None:
            return say(_SERVICE) if actor == "service" else say(_MACHINE)
        return people.get(person_id, say(N_("iemand die hier niet meer werkt")))

    return {actor: name(actor, person_id) for actor, person_id in known.items()}
