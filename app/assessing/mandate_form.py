"""The form of a new mandate: whom and what can be chosen, and what was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.accounts.members import Member, list_members
from app.accounts.page_models import FieldProblem
from app.accounts.people import actor_of
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import Field, FieldKind, Option, Say, fill, read_date
from app.assessing.mandate_pages import in_words, mandates_address, read_id
from app.assessing.mandates import (
    JUDGING,
    LONGEST_MONTHS,
    MandateRequest,
    ScopeKind,
)
from app.assessing.periods import add_months
from app.assessing.skill_sets import (
    SkillSet,
    SkillSetState,
    list_skill_sets,
)
from app.assessing.validation_levels import load_ladder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page
from app.web.marking import N_

_HOME: Final = ZoneInfo("Europe/Amsterdam")
_MOST: Final = 100

_USUAL_MONTHS: Final = 12
_ALL: Final = N_("alles")


@dataclass(frozen=True, slots=True)
class MandateForm:
    """The questions of a new mandate; without somebody to choose or something to judge there is no form."""

    action: str
    back: str
    fields: tuple[Field, ...]
    has_people: bool
    has_skill_sets: bool
    problems: tuple[FieldProblem, ...] = ()


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
        person_id=read_id(first("personId")),
        scope_kind=ScopeKind(kind) if kind in set(ScopeKind) else None,
        scope_id=read_id(scope),
        highest_level=int(level) if level.isascii() and level.isdecimal() and len(level) < 3 else None,
        valid_until=None if last_day is None else _end_of(last_day),
    )


def _end_of(day: date) -> datetime | None:
    try:
        return datetime.combine(day + timedelta(days=1), time(), _HOME)
    except OverflowError:
        return None


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
