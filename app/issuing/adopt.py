"""Adopt the achievements of a published skill set: from then on credentials are given for them as for any other."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.assessing.periods import add_months
from app.assessing.skill_set_content import SkillSetAchievement
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.issuing.alignments import write_aligned
from app.issuing.documents import AchievementSnapshot
from app.issuing.issue_requests import IssueRequest
from app.issuing.repository import AchievementRepository
from app.ontologies.overlap import describe_concepts
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound


async def adopt_skill_set(
    context: Context, session: Session, organisation_id: UUID, skill_set_id: UUID, version: int
) -> list[UUID]:
    """The ids of its achievements, which exist from now on in the version of the skill set. Again changes nothing.

    `session` is in the organisation's context. Raises NotFound for a version that is not published.
    """
    skill_set = await load_skill_set(session, organisation_id, skill_set_id, version)
    if not skill_set.is_published:
        raise NotFound
    for achievement in skill_set.content.achievements:
        await _adopt(context, session, skill_set, achievement)
    return [achievement.id for achievement in skill_set.content.achievements]


def with_default_end(request: IssueRequest, snapshot: AchievementSnapshot, *, now: datetime) -> IssueRequest:
    """The request, where a skill set says how long its achievements count and nobody else said when it ends."""
    if request.valid_until is not None or snapshot.validity_months is None:
        return request
    begin = max(request.valid_from or now, now)
    return replace(request, valid_until=add_months(begin, snapshot.validity_months))


async def _adopt(
    context: Context, session: Session, skill_set: SkillSet, achievement: SkillSetAchievement
) -> None:
    repository = AchievementRepository(session, skill_set.organisation_id)
    snapshot = _snapshot(skill_set, achievement)
    known = {one.version for one in await repository.find_versions([snapshot.id], [])}
    if snapshot.version in known:
        return
    # Somebody may have used the code for an achievement of their own: then the id is the code.
    is_added = await repository.add_version(snapshot) or await repository.add_version(
        replace(snapshot, code=str(snapshot.id))
    )
    if not is_added:
        return
    if snapshot.version >= max(known, default=0):
        await _describe(session, skill_set, snapshot)
    await audit.record(
        session,
        organisation_id=skill_set.organisation_id,
        actor=str(skill_set.published_by),
        action="achievement.adopted",
        target=f"{snapshot.id}/{snapshot.version}",
        now=context.clock.now(),
        randomness=context.randomness,
    )


async def _describe(session: Session, skill_set: SkillSet, snapshot: AchievementSnapshot) -> None:
    aligned = (skill_set.aligned or {}).get(snapshot.id, ())
    await describe_concepts(
        session,
        skill_set.organisation_id,
        snapshot.id,
        name=snapshot.name["nl"],
        matches={one.uri: one.match_type for one in aligned if one.framework is not None},
    )


def _snapshot(skill_set: SkillSet, achievement: SkillSetAchievement) -> AchievementSnapshot:
    content = skill_set.content
    return AchievementSnapshot(
        id=achievement.id,
        version=skill_set.version,
        code=f"{content.code}.{achievement.code}",
        name=achievement.name,
        description=achievement.description,
        criteria=tuple(criterion.text for criterion in achievement.criteria),
        alignments=write_aligned((skill_set.aligned or {}).get(achievement.id, ())),
        skill_id=None,
        is_used=False,
        created_at=skill_set.published_at or skill_set.edited_at,
        skill_set_id=skill_set.id,
        validity_months=content.validity_months,
    )
