"""Dossiers: opened by the worker, a coach or a coordinator; read as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.people import find_roles
from app.accounts.permissions import Issuer, Role
from app.assessing.candidates import Candidate, CandidateDraft, load_candidate, register_candidate
from app.assessing.dossier_states import DECIDED as DECIDED_STATES
from app.assessing.dossier_states import (
    NEW_ROUND,
    ClaimAct,
    ClaimState,
    DossierState,
    dossier_state_of,
    follow,
)
from app.assessing.errors import DossierClosed
from app.assessing.repository.candidates import list_candidates_of_holder
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.skill_sets import SkillSet, list_versions
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place


@dataclass(frozen=True, slots=True)
class Claim:
    """An achievement that the worker says to master. A `round` is one judgement of it."""

    id: UUID
    dossier_id: UUID
    achievement_id: UUID
    level_asked: int
    state: ClaimState
    round: int
    added_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One worker's way through one version of a skill set."""

    id: UUID
    candidate_id: UUID
    skill_set_id: UUID
    skill_set_version: int
    opened_by: str
    coach_id: UUID | None
    state: DossierState
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    claims: tuple[Claim, ...] = ()
    former_coach_ids: tuple[UUID, ...] = ()

    def is_guided_by(self, person_id: UUID) -> bool:
        """Whether this person opened the dossier or ever coached the worker, and so is no independent second."""
        coaches = (self.coach_id, *self.former_coach_ids)
        return person_id in coaches or self.opened_by == f"person:{person_id}"


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """Which dossiers a list shows."""

    state: DossierState | None = None
    coach_id: UUID | None = None
    candidate_id: UUID | None = None


async def open_dossier(
    context: Context,
    session: Session,
    issuer: Issuer,
    draft: CandidateDraft,
    *,
    skill_set_id: UUID,
    skill_set_version: int | None = None,
    coach_id: UUID | None = None,
) -> tuple[Dossier, Candidate]:
    """A new dossier of a worker, who is written down if they were not. `session` is in the organisation's context.

    Without a version the one in force is meant. Raises InvalidInput.
    """
    skill_set = await load_published(session, issuer.organisation_id, skill_set_id, skill_set_version)
    await ensure_coach(session, issuer.organisation_id, coach_id)
    candidate = await register_candidate(context, session, issuer, draft)
    dossier_id = await add_dossier(context, session, issuer, candidate, skill_set, coach_id=coach_id)
    return await load_dossier(session, issuer.organisation_id, dossier_id), candidate


async def load_dossier(
    session: Session, organisation_id: UUID, dossier_id: UUID, *, holder_id: UUID | None = None
) -> Dossier:
    """A dossier with its claims; with a `holder_id` only that worker's own. Raises NotFound."""
    repository = DossierRepository(session, organisation_id)
    row = await repository.find(dossier_id)
    if row is None:
        raise NotFound
    if holder_id is not None:
        await _ensure_own(session, organisation_id, row["candidate_id"], holder_id)
    return _dossier(row, await repository.list_claims(dossier_id))


async def list_dossiers(
    session: Session, organisation_id: UUID, *, page: Page, only: DossierFilter = DossierFilter()
) -> Slice[Dossier]:
    """Dossiers without their claims, the newest first. Raises InvalidInput for a broken cursor."""
    before = read_place(page)
    filters = {
        "state": only.state and only.state.value,
        "coach_id": only.coach_id,
        "candidate_id": only.candidate_id,
    }
    rows = await DossierRepository(session, organisation_id).list_newest(page.limit + 1, before, filters)
    shown = [_dossier(row, ()) for row in rows[: page.limit]]
    following = None
    if len(rows) > page.limit:
        following = encode_place(shown[-1].opened_at, shown[-1].id)
    return Slice(shown, following)


async def list_places_of_holder(session: Session, holder_id: UUID) -> list[tuple[UUID, UUID]]:
    """Where a worker is a candidate: organisation and candidate. `session` is in the holder's context."""
    rows = await list_candidates_of_holder(session, holder_id)
    return [(row["organisation_id"], row["id"]) for row in rows]


async def load_open_dossier(session: Session, organisation_id: UUID, dossier_id: UUID) -> Dossier:
    """A dossier that takes something new, locked until the end of the transaction. Raises NotFound, DossierClosed."""
    repository = DossierRepository(session, organisation_id)
    row = await repository.find(dossier_id, lock="FOR UPDATE")
    if row is None:
        raise NotFound
    if row["state"] == DossierState.withdrawn:
        raise DossierClosed
    return _dossier(row, await repository.list_claims(dossier_id))


async def load_claim(
    session: Session, organisation_id: UUID, claim_id: UUID, *, is_locked: bool = False
) -> tuple[Claim, Dossier]:
    """A claim with its dossier; locked, nobody else moves it until the end of the transaction. Raises NotFound."""
    repository = DossierRepository(session, organisation_id)
    row = await repository.find_claim(claim_id)
    if row is None:
        raise NotFound
    if is_locked:
        # The dossier first, always: two who lock never wait in a circle.
        await repository.find(row["dossier_id"], lock="FOR UPDATE")
        row = await repository.find_claim(claim_id, lock="FOR UPDATE") or row
    return _claim(row), await load_dossier(session, organisation_id, row["dossier_id"])


async def list_claims_in(
    session: Session, organisation_id: UUID, states: Sequence[ClaimState], *, limit: int = 100
) -> list[Claim]:
    """Claims of all dossiers that stand in one of the states, the oldest first: what waits for somebody."""
    rows = await DossierRepository(session, organisation_id).list_claims_in(
        [state.value for state in states], limit
    )
    return [_claim(row) for row in rows]


async def move_claim(
    session: Session, organisation_id: UUID, claim: Claim, act: ClaimAct, *, now: datetime
) -> Claim:
    """Follows the table, for a claim that is locked, and closes or opens its dossier. Raises NotInThisState."""
    repository = DossierRepository(session, organisation_id)
    state = follow(claim.state, act)
    decided_at = now if state in DECIDED_STATES else None
    if act is ClaimAct.issue:
        # Making the credential decides nothing: asked for again another day, it is still the same one.
        decided_at = claim.decided_at
    round_number = claim.round + (act in NEW_ROUND)
    await repository.set_claim(claim.id, state.value, round_number=round_number, decided_at=decided_at)
    rows = await repository.list_claims(claim.dossier_id)
    dossier_state = dossier_state_of(ClaimState(row["state"]) for row in rows)
    closed_at = now if dossier_state is DossierState.closed else None
    await repository.set_state(claim.dossier_id, dossier_state.value, now=now, closed_at=closed_at)
    return next(_claim(row) for row in rows if row["id"] == claim.id)


async def ensure_coach(session: Session, organisation_id: UUID, person_id: UUID | None) -> None:
    """Raises InvalidInput for somebody who is no coach here; nobody is fine."""
    if person_id is None or Role.COACH in await find_roles(session, organisation_id, person_id):
        return
    raise InvalidInput(errors=[FieldError("/coachId", "no_coach", "Choose a member who has the role coach.")])


async def load_published(
    session: Session, organisation_id: UUID, skill_set_id: UUID, version: int | None
) -> SkillSet:
    """The skill set of a dossier to open; without a version the one in force. Raises InvalidInput."""
    for skill_set in await list_versions(session, organisation_id, skill_set_id):
        if skill_set.is_published and version in (None, skill_set.version):
            return skill_set
    detail = "Your organisation has no published skill set with this id and version."
    raise InvalidInput(errors=[FieldError("/skillSetId", "unknown_skill_set", detail)])


async def add_dossier(
    context: Context,
    session: Session,
    issuer: Issuer,
    candidate: Candidate,
    skill_set: SkillSet,
    *,
    coach_id: UUID | None = None,
) -> UUID:
    """Write a new dossier down; who called saw to it that everything in it may be."""
    dossier_id = context.randomness.uuid()
    values = {
        "id": dossier_id,
        "candidate_id": candidate.id,
        "skill_set_id": skill_set.id,
        "skill_set_version": skill_set.version,
        "opened_by": issuer.eyes,
        "coach_id": coach_id,
        "now": context.clock.now(),
    }
    await DossierRepository(session, issuer.organisation_id).add(values)
    await record_act(context, session, issuer, "dossier.opened", dossier_id, candidate=str(candidate.id))
    return dossier_id


async def load_candidate_of(
    context: Context, session: Session, organisation_id: UUID, dossier: Dossier
) -> Candidate:
    """The worker of a dossier, opened with their data key. Raises NotFound."""
    return await load_candidate(context, session, organisation_id, dossier.candidate_id)


async def _ensure_own(session: Session, organisation_id: UUID, candidate_id: UUID, holder_id: UUID) -> None:
    own = await DossierRepository(session, organisation_id).is_of_holder(candidate_id, holder_id)
    if not own:
        raise NotFound


def _dossier(row: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> Dossier:
    former = tuple(row["former_coach_ids"])
    values = {**row, "state": DossierState(row["state"]), "former_coach_ids": former}
    return Dossier(**values, claims=tuple(_claim(claim) for claim in claims))


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(**{**row, "state": ClaimState(row["state"])})
