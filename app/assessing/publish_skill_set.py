"""Publish a skill set: by somebody else than who drafted or last edited it, and only when nothing is missing."""

from uuid import UUID

from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer
from app.assessing.align_skill_set import align_skill_set, write_aligned
from app.assessing.events import SkillSetPublished
from app.assessing.lint_skill_set import find_content_faults
from app.assessing.repository.skill_sets import SkillSetRepository
from app.assessing.skill_sets import SkillSet, load_draft, load_skill_set, record
from app.platform import queue
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput


async def publish_skill_set(
    context: Context, session: Session, issuer: Issuer, skill_set_id: UUID, version: int, *, revision: int
) -> SkillSet:
    """From now on this version is in force and never changes; the one before is superseded.

    `revision` is what the publisher read. Raises NotFound, SkillSetPublished, SkillSetChanged, FourEyesNeeded, and
    InvalidInput with everything that is missing.
    """
    organisation_id = issuer.organisation_id
    draft = await load_draft(session, organisation_id, skill_set_id, version, revision=revision)
    if issuer.eyes in (draft.drafted_by, draft.edited_by):
        raise FourEyesNeeded
    aligned, faults = await align_skill_set(
        session, organisation_id, draft.content, public_url=context.settings.public_url
    )
    faults = [*find_content_faults(draft.content), *faults]
    if faults:
        raise InvalidInput("The skill set was not published.", errors=faults)
    repository = SkillSetRepository(session, organisation_id)
    values = {
        "aligned": write_aligned(aligned).decode(),
        "actor": issuer.eyes,
        "now": context.clock.now(),
    }
    await repository.publish(skill_set_id, version, values)
    await repository.add_achievements(skill_set_id, version, [one.id for one in draft.content.achievements])
    await record(context, session, issuer, "skill-set.published", skill_set_id, version)
    await queue.publish(session, SkillSetPublished(str(organisation_id), str(skill_set_id), version))
    return await load_skill_set(session, organisation_id, skill_set_id, version)


async def find_publishing_faults(context: Context, session: Session, skill_set: SkillSet) -> list[FieldError]:
    """What still keeps a draft from being published, apart from who publishes it; empty for a published one."""
    if skill_set.is_published:
        return []
    _, faults = await align_skill_set(
        session, skill_set.organisation_id, skill_set.content, public_url=context.settings.public_url
    )
    return [*find_content_faults(skill_set.content), *faults]
