"""What the desk shows of skill sets: the list, and one version with its steps, what is missing, and who publishes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer, Scope
from app.assessing.align_skill_set import AlignedConcept, align_skill_set
from app.assessing.desk_forms import Say, sentence_of
from app.assessing.lint_skill_set import find_content_faults, find_hints
from app.assessing.mandate_pages import find_actor_names, in_words
from app.assessing.skill_set_content import SkillSetAchievement
from app.assessing.skill_set_forms import label_of, place_of
from app.assessing.skill_set_steps import STEPS
from app.assessing.skill_sets import (
    SkillSet,
    SkillSetState,
    list_skill_sets,
    list_versions,
    load_skill_set,
)
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError
from app.platform.pagination import Page
from app.web.marking import N_

STATE_NAMES: Final = {
    SkillSetState.draft: N_("In de maak"),
    SkillSetState.published: N_("Openbaar"),
    SkillSetState.superseded: N_("Oude versie"),
}
_MOST: Final = 50
_NAMELESS: Final = N_("Nog zonder naam")
_HINTS: Final = {
    "no_quality_scheme": N_("Vul dit in als u beoordeelt vanaf niveau 3."),
}
_OWN: Final = {"unknown_concept": N_("Kies minstens 1 begrip dat in gebruik is.")}


@dataclass(frozen=True, slots=True)
class SkillSetLine:
    """The newest version of a skill set in the list."""

    name: str
    state: SkillSetState
    state_name: str
    version: int
    changed_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class SkillSetList:
    """Skill sets, the last drafted first."""

    lines: tuple[SkillSetLine, ...]
    new_address: str
    next_address: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is missing or could be better, and the field where that is put right."""

    where: str
    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with how many faults are left in it."""

    title: str
    address: str
    faults: int


@dataclass(frozen=True, slots=True)
class AchievementLine:
    """An achievement as a colleague reads it."""

    name: str
    description: str
    criteria: tuple[str, ...]
    concepts: tuple[AlignedConcept, ...]
    address: str
    faults: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, with its public page once it is published."""

    number: int
    state_name: str
    address: str
    public_address: str | None
    published_at: datetime | None
    published_by: str


@dataclass(frozen=True, slots=True)
class SkillSetHub:
    """One version. `own_work`: the reader wrote or last changed it, so somebody else publishes it."""

    name: str
    description: str
    address: str
    state: SkillSetState
    state_name: str
    version: int
    revision: int
    edited_by: str
    edited_at: datetime
    steps: tuple[StepLine, ...]
    achievements: tuple[AchievementLine, ...]
    faults: tuple[Remark, ...]
    hints: tuple[Remark, ...]
    versions: tuple[VersionLine, ...]
    own_work: bool
    may_write: bool
    may_publish: bool
    is_newest: bool
    versions_action: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A version as it is kept, with its other versions, its concepts and what there is to say of it."""

    found: SkillSet
    versions: Sequence[SkillSet]
    concepts: Mapping[UUID, Sequence[AlignedConcept]]
    faults: Sequence[FieldError]
    hints: Sequence[FieldError]
    names: dict[str, str]


def skill_sets_address(issuer: Issuer) -> str:
    """The page of all skill sets."""
    return f"/desk/{issuer.slug}/skill-sets"


def version_address(issuer: Issuer, skill_set: SkillSet) -> str:
    """The page of one version."""
    return f"{skill_sets_address(issuer)}/{skill_set.id}/{skill_set.version}"


async def build_skill_set_list(
    context: Context, issuer: Issuer, say: Say, *, language: str, cursor: str | None
) -> SkillSetList:
    """The newest version of each. Raises InvalidInput for a broken cursor."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_skill_sets(session, issuer.organisation_id, page=Page(_MOST, cursor))
    base = skill_sets_address(issuer)
    lines = (
        SkillSetLine(
            name=in_words(one.content.name, language) or say(_NAMELESS),
            state=one.state,
            state_name=say(STATE_NAMES[one.state]),
            version=one.version,
            changed_at=one.published_at or one.edited_at,
            address=version_address(issuer, one),
        )
        for one in found.items
    )
    following = f"{base}?cursor={found.next_cursor}" if found.next_cursor else None
    return SkillSetList(tuple(lines), f"{base}/new", following)


async def build_hub(
    context: Context,
    issuer: Issuer,
    skill_set_id: UUID,
    version: int,
    say: Say,
    *,
    language: str,
    problem: str = "",
) -> SkillSetHub:
    """One version with all that can be said of it. Raises NotFound."""
    loaded = await _load(context, issuer, skill_set_id, version, say)
    found, names, base = loaded.found, loaded.names, version_address(issuer, loaded.found)
    remarks = tuple(_remark(found, base, fault, say) for fault in loaded.faults)
    own_work = issuer.eyes in (found.drafted_by, found.edited_by)
    return SkillSetHub(
        name=in_words(found.content.name, language) or say(_NAMELESS),
        description=in_words(found.content.description, language),
        address=base,
        state=found.state,
        state_name=say(STATE_NAMES[found.state]),
        version=found.version,
        revision=found.revision,
        edited_by=names[found.edited_by],
        edited_at=found.edited_at,
        steps=_step_lines(base, remarks, say),
        achievements=tuple(
            _achievement_line(one, loaded.concepts.get(one.id, ()), base, remarks, say, language)
            for one in found.content.achievements
        ),
        faults=remarks,
        hints=tuple(_remark(found, base, hint, say) for hint in loaded.hints),
        versions=tuple(_version_line(issuer, one, names, say) for one in loaded.versions),
        own_work=own_work,
        may_write=Scope.SKILL_SETS_WRITE in issuer.scopes,
        may_publish=Scope.SKILL_SETS_PUBLISH in issuer.scopes and not own_work,
        is_newest=found.version == loaded.versions[0].version,
        versions_action=f"{skill_sets_address(issuer)}/{found.id}/versions",
        problem=problem,
    )


async def _load(context: Context, issuer: Issuer, skill_set_id: UUID, version: int, say: Say) -> _Loaded:
    where = issuer.organisation_id
    async with context.database.transaction(organisation_id=where) as session:
        found = await load_skill_set(session, where, skill_set_id, version)
        versions = await list_versions(session, where, skill_set_id)
        aligned, unaligned = await align_skill_set(
            session, where, found.content, public_url=context.settings.public_url
        )
        names = await _names(context, session, versions, say)
    faults = [] if found.is_published else [*find_content_faults(found.content), *unaligned]
    hints = [] if found.is_published else find_hints(found.content)
    return _Loaded(found, versions, found.aligned or aligned, faults, hints, names)


def _step_lines(base: str, remarks: Sequence[Remark], say: Say) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(say(title), f"{base}/{step}", _count(remarks, f"{base}/{step}"))
        for step, title in STEPS.items()
    )


async def _names(
    context: Context, session: Session, versions: Iterable[SkillSet], say: Say
) -> dict[str, str]:
    actors = {by for one in versions for by in (one.edited_by, one.published_by) if by}
    return await find_actor_names(context, session, actors, say)


def _remark(skill_set: SkillSet, base: str, fault: FieldError, say: Say) -> Remark:
    step, field = place_of(fault.pointer, skill_set.content)
    sentence = sentence_of(fault, say, _HINTS | _OWN)
    address = f"{base}/{step}?check=1#field-{field}"
    return Remark(label_of(fault.pointer, skill_set.content, say), sentence, address)


def _count(remarks: Iterable[Remark], address: str) -> int:
    return sum(1 for remark in remarks if remark.address.partition("?")[0] == address)


def _achievement_line(
    achievement: SkillSetAchievement,
    concepts: Sequence[AlignedConcept],
    base: str,
    remarks: Sequence[Remark],
    say: Say,
    language: str,
) -> AchievementLine:
    address = f"{base}/achievements/{achievement.id}"
    return AchievementLine(
        name=in_words(achievement.name, language) or say(_NAMELESS),
        description=in_words(achievement.description, language),
        criteria=tuple(in_words(criterion.text, language) for criterion in achievement.criteria),
        concepts=tuple(concepts),
        address=address,
        faults=_count(remarks, address) + _count(remarks, f"{address}/skills"),
    )


def _version_line(issuer: Issuer, one: SkillSet, names: dict[str, str], say: Say) -> VersionLine:
    return VersionLine(
        number=one.version,
        state_name=say(STATE_NAMES[one.state]),
        address=version_address(issuer, one),
        public_address=f"/skill-sets/{one.id}/{one.version}" if one.is_published else None,
        published_at=one.published_at,
        published_by=names.get(one.published_by or "", ""),
    )
