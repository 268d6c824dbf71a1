"""What requests stand on: the achievements, mandates and skill sets of an organisation, all in one look.

The ledger asks it before it takes a request, and so does whoever wants to know beforehand what the ledger would say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessing.assessment import Scope
from app.assessing.mandates import Mandate, ScopeKind, find_mandates
from app.assessing.skill_sets import find_skill_sets_of
from app.issuing.documents import AchievementSnapshot
from app.issuing.issue_requests import IssueRequest, find_faults
from app.issuing.repository import AchievementRepository
from app.platform.database import Session
from app.platform.errors import FieldError


@dataclass(frozen=True, slots=True)
class Grounds:
    """Versions of achievements by id and by code, oldest first; mandates by id; skill sets by achievement."""

    versions: Mapping[UUID | str, Sequence[AchievementSnapshot]]
    mandates: Mapping[UUID, Mandate]
    skill_sets: Mapping[UUID, UUID]

    def choose(self, request: IssueRequest) -> AchievementSnapshot | None:
        """The newest version of the achievement that the request names, or the version it asks for."""
        named = self.versions.get(request.achievement_id or request.achievement_code or "", ())
        asked = [item for item in named if request.achievement_version in (None, item.version)]
        return asked[-1] if asked else None

    def find_faults(self, request: IssueRequest, now: datetime) -> list[FieldError]:
        """Everything wrong with the request, by itself and for this organisation; empty when it may be issued."""
        snapshot = self.choose(request)
        scope = None if snapshot is None else Scope(snapshot.id, self.skill_sets.get(snapshot.id))
        faults = find_faults(request, mandates=self.mandates, scope=scope, now=now)
        if snapshot is None:
            pointer = "/achievementId" if request.achievement_id else "/achievementCode"
            detail = "Your organisation has no such achievement (version)."
            faults.append(FieldError(pointer, "unknown_achievement", detail))
        return faults


async def load_grounds(
    session: Session, organisation_id: UUID, requests: Collection[IssueRequest]
) -> Grounds:
    """The grounds of these requests, within the caller's transaction."""
    ids = {request.achievement_id for request in requests if request.achievement_id}
    codes = {request.achievement_code for request in requests if request.achievement_code}
    found = await AchievementRepository(session, organisation_id).find_versions(sorted(ids), sorted(codes))
    versions: dict[UUID | str, list[AchievementSnapshot]] = defaultdict(list)
    for snapshot in found:
        versions[snapshot.id].append(snapshot)
        versions[snapshot.code].append(snapshot)
    named = {mandate_id for request in requests for mandate_id in _mandates_of(request)}
    mandates = await find_mandates(session, organisation_id, named) if named else {}
    skill_sets = await _find_skill_sets(session, organisation_id, found, mandates.values())
    return Grounds(versions, mandates, skill_sets)


def _mandates_of(request: IssueRequest) -> tuple[UUID, ...]:
    return () if request.assessment is None else request.assessment.mandate_ids


async def _find_skill_sets(
    session: Session,
    organisation_id: UUID,
    versions: Iterable[AchievementSnapshot],
    mandates: Iterable[Mandate],
) -> dict[UUID, UUID]:
    """The skill set of each achievement; asked only where a mandate is for a whole set."""
    if all(mandate.scope_kind is ScopeKind.achievement for mandate in mandates):
        return {}
    return await find_skill_sets_of(session, organisation_id, {snapshot.id for snapshot in versions})
