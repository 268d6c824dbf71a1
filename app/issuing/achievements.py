"""Achievements: what an organisation can award, in versions that never change once used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.credentials.model import Alignment
from app.issuing.alignments import align_concepts, align_own_terms, align_skill, read_matches
from app.issuing.documents import AchievementSnapshot
from app.issuing.errors import AchievementExists, AchievementOfSkillSet
from app.issuing.repository import AchievementRepository, PublicRepository
from app.ontologies.overlap import describe_concepts
from app.platform.citizen_numbers import citizen_number_fault, has_citizen_number
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.text import is_web_address


@dataclass(frozen=True, slots=True)
class AchievementDraft:
    """What an achievement says, in Dutch and English; aligned by the vocabulary, the caller, or both."""

    code: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    criteria: tuple[Mapping[str, str], ...]
    skill_id: str | None = None
    alignments: tuple[Alignment, ...] = ()
    concept_uris: tuple[str, ...] = ()
    own_term_ids: tuple[UUID, ...] = ()


async def create_achievement(
    context: Context, issuer: Issuer, draft: AchievementDraft
) -> AchievementSnapshot:
    """Version 1 of a new achievement. Raises InvalidInput or AchievementExists."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await add_achievement(context, session, issuer, draft)


async def add_achievement(
    context: Context, session: Session, issuer: Issuer, draft: AchievementDraft
) -> AchievementSnapshot:
    """The same inside the organisation's own transaction. Raises InvalidInput or AchievementExists."""
    snapshot = await _snapshot(context, session, issuer, draft, context.randomness.uuid(), 1)
    await _add(context, session, issuer, snapshot, action="achievement.created")
    return snapshot


async def add_version(
    context: Context, session: Session, issuer: Issuer, achievement_id: UUID, draft: AchievementDraft
) -> AchievementSnapshot:
    """The next version; its code stays the same.

    Raises NotFound, InvalidInput, AchievementExists, and AchievementOfSkillSet for one that follows its skill set.
    """
    newest = await load_achievement(session, issuer.organisation_id, achievement_id)
    if newest.skill_set_id is not None:
        raise AchievementOfSkillSet
    same_code = replace(draft, code=newest.code)
    snapshot = await _snapshot(context, session, issuer, same_code, achievement_id, newest.version + 1)
    await _add(context, session, issuer, snapshot, action="achievement.version-added")
    return snapshot


async def load_achievement(
    session: Session, organisation_id: UUID, achievement_id: UUID, version: int | None = None
) -> AchievementSnapshot:
    """One version, or the newest. Raises NotFound."""
    versions = await AchievementRepository(session, organisation_id).find_versions([achievement_id], [])
    for snapshot in reversed(versions):
        if version in (None, snapshot.version):
            return snapshot
    raise NotFound


async def find_achievement_by_code(
    session: Session, organisation_id: UUID, code: str
) -> AchievementSnapshot | None:
    """The newest version of the achievement with this code."""
    versions = await AchievementRepository(session, organisation_id).find_versions([], [code])
    return versions[-1] if versions else None


async def list_achievements(
    session: Session, organisation_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None = None
) -> list[AchievementSnapshot]:
    """Newest versions, last made first."""
    return await AchievementRepository(session, organisation_id).list_newest(limit, before)


async def load_public_achievement(
    session: Session, achievement_id: UUID, version: int
) -> tuple[UUID, AchievementSnapshot]:
    """The owner and the achievement behind its public address. Raises NotFound."""
    found = await PublicRepository(session).find_achievement(achievement_id, version)
    if found is None:
        raise NotFound
    return found


async def _snapshot(
    context: Context,
    session: Session,
    issuer: Issuer,
    draft: AchievementDraft,
    achievement_id: UUID,
    version: int,
) -> AchievementSnapshot:
    faults = find_draft_faults(draft)
    alignments = (
        *await align_skill(session, draft.skill_id, faults),
        *await align_concepts(session, draft.concept_uris, faults),
        *draft.alignments,
    )
    known = {one.target_url for one in alignments}
    public_url = context.settings.public_url
    own = await align_own_terms(
        session, issuer.organisation_id, draft.own_term_ids, faults, public_url=public_url
    )
    if faults:
        raise InvalidInput("The achievement was not saved.", errors=faults)
    return AchievementSnapshot(
        id=achievement_id,
        version=version,
        code=draft.code,
        name=draft.name,
        description=draft.description,
        criteria=draft.criteria,
        alignments=(*alignments, *(one for one in own if one.target_url not in known)),
        skill_id=draft.skill_id,
        is_used=False,
        created_at=context.clock.now(),
    )


def find_draft_faults(draft: AchievementDraft) -> list[FieldError]:
    """Texts that may not be signed, and addresses that are not web addresses."""
    faults = []
    texts = [("/code", draft.code)]
    texts += [(f"/name/{language}", text) for language, text in draft.name.items()]
    texts += [(f"/description/{language}", text) for language, text in draft.description.items()]
    for position, criterion in enumerate(draft.criteria):
        texts += [(f"/criteria/{position}/{language}", text) for language, text in criterion.items()]
    faults += [citizen_number_fault(pointer) for pointer, text in texts if has_citizen_number(text)]
    for position, alignment in enumerate(draft.alignments):
        if not is_web_address(alignment.target_url):
            pointer = f"/alignments/{position}/targetUrl"
            faults.append(FieldError(pointer, "unsafe_content", "Use an address that starts with https://."))
    return faults


async def _add(
    context: Context, session: Session, issuer: Issuer, snapshot: AchievementSnapshot, *, action: str
) -> None:
    repository = AchievementRepository(session, issuer.organisation_id)
    if not await repository.add_version(snapshot):
        raise AchievementExists
    await describe_concepts(
        session,
        issuer.organisation_id,
        snapshot.id,
        name=snapshot.name["nl"],
        matches=read_matches(snapshot.alignments),
    )
    await record_act(context, session, issuer, action, f"{snapshot.id}/{snapshot.version}")
