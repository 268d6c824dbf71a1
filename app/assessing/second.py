"""The second person: reads a signed judgement and agrees, or sends it back with a reason. Four eyes, by the database too."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.assessment import find_shortfalls
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimAct, follow
from app.assessing.dossiers import Claim, Dossier, load_candidate_of, load_claim, move_claim
from app.assessing.errors import NotIndependent, NotInThisState
from app.assessing.evidence import list_evidence
from app.assessing.independence import (
    ensure_not_the_worker,
    ensure_other_than,
    hold_mandate_of,
    person_of,
)
from app.assessing.judge import Judgement, open_judgement
from app.assessing.judgement_rules import Outcome, assessment_of
from app.assessing.mandates import Mandate, find_mandates
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.requirements import load_requirements
from app.assessing.sign import publish_judged
from app.assessing.text_faults import MOST_LINE, MOST_TEXT, find_text_fault
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput

_REASON: Final = "second_judgements/reason_sealed"
_ROLE: Final = "second_judgements/role_sealed"


class Decision(StrEnum):
    """What a second person says."""

    agrees = "agrees"
    sends_back = "sends-back"


@dataclass(frozen=True, slots=True)
class SecondDraft:
    """What a second person signs. Sending back needs a reason that helps the first person on."""

    decision: Decision
    declares_no_conflict: bool
    role: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SecondJudgement:
    """What a second person signed."""

    judgement_id: UUID
    person_id: UUID
    mandate_id: UUID
    decision: Decision
    role: str
    reason: str | None
    signed_at: datetime


def find_second_faults(draft: SecondDraft) -> list[FieldError]:
    """Everything wrong with what is to be signed, all at once."""
    faults = []
    if not draft.declares_no_conflict:
        detail = "Say that you have no interest in the outcome, or leave it to a colleague."
        faults.append(FieldError("/declaresNoConflict", "conflict_not_excluded", detail))
    if not draft.role.strip():
        faults.append(FieldError("/role", "missing", "Fill in your role."))
    if draft.decision is Decision.sends_back and not (draft.reason or "").strip():
        detail = "Say what the first assessor has to look at again."
        faults.append(FieldError("/reason", "missing", detail))
    texts = (("/role", draft.role, MOST_LINE), ("/reason", draft.reason, MOST_TEXT))
    found = (find_text_fault(*text) for text in texts)
    return [*faults, *(fault for fault in found if fault)]


async def load_for_second(
    context: Context, session: Session, issuer: Issuer, claim_id: UUID
) -> tuple[Judgement, Claim, Dossier]:
    """The signed judgement that waits for a second person, for one who may be that.

    Raises NotFound, NotInThisState, NotIndependent, MandateMissing, Forbidden.
    """
    claim, dossier = await load_claim(session, issuer.organisation_id, claim_id)
    follow(claim.state, ClaimAct.agree)
    candidate = await load_candidate_of(context, session, issuer.organisation_id, dossier)
    first = await load_first(session, issuer.organisation_id, claim, candidate)
    await _hold_independent_mandate(context, session, issuer, claim, dossier, first, candidate)
    return first, claim, dossier


async def give_second_judgement(
    context: Context, session: Session, issuer: Issuer, claim_id: UUID, draft: SecondDraft
) -> Claim:
    """Signs what the second person says: with a yes the claim is validated, else the first looks again.

    Raises NotFound, NotInThisState, NotIndependent, MandateMissing, InvalidInput, Forbidden.
    """
    organisation_id = issuer.organisation_id
    claim, dossier = await load_claim(session, organisation_id, claim_id, is_locked=True)
    act = ClaimAct.agree if draft.decision is Decision.agrees else ClaimAct.send_back
    follow(claim.state, act)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    first = await load_first(session, organisation_id, claim, candidate)
    mandate = await _hold_independent_mandate(context, session, issuer, claim, dossier, first, candidate)
    faults = find_second_faults(draft)
    if act is ClaimAct.agree and not faults:
        faults = await _find_shortfalls(context, session, issuer, claim, dossier, first, mandate)
    if faults:
        raise InvalidInput("This was not signed.", errors=faults)
    now = context.clock.now()
    repository = JudgementRepository(session, organisation_id)
    await repository.add_second(_values(context, candidate, dossier, first, mandate, draft, now))
    moved = await move_claim(session, organisation_id, claim, act, now=now)
    if act is ClaimAct.agree:
        await repository.decide_appeals(claim.id, Outcome.met.value, now=now)
        await publish_judged(session, organisation_id, moved)
    await record_act(
        context, session, issuer, f"second-judgement.{draft.decision}", claim.id, round=claim.round
    )
    return moved


async def load_first(
    session: Session, organisation_id: UUID, claim: Claim, candidate: Candidate
) -> Judgement:
    """The signed judgement of the claim's present round. Raises NotInThisState when there is none."""
    for row in await JudgementRepository(session, organisation_id).list_of_claim(claim.id):
        if row["round"] == claim.round and row["signed_at"] is not None:
            return open_judgement(candidate, row)
    raise NotInThisState("Nobody signed a judgement of this round.")


async def list_second_judgements(
    session: Session, organisation_id: UUID, claim: Claim, candidate: Candidate
) -> list[SecondJudgement]:
    """What second persons signed about a claim, the newest last."""
    rows = await JudgementRepository(session, organisation_id).list_seconds(claim.id)
    return [
        SecondJudgement(
            judgement_id=row["judgement_id"],
            person_id=row["person_id"],
            mandate_id=row["mandate_id"],
            decision=Decision(row["decision"]),
            role=candidate.open(row["role_sealed"], _ROLE, row["id"]),
            reason=candidate.open_or_none(row["reason_sealed"], _REASON, row["id"]),
            signed_at=row["signed_at"],
        )
        for row in rows
    ]


async def has_second_judgement(session: Session, issuer: Issuer, claim: Claim) -> bool:
    """Whether this person signed as the second for the claim. Raises Forbidden for an API key."""
    rows = await JudgementRepository(session, issuer.organisation_id).list_seconds(claim.id)
    return any(row["person_id"] == person_of(issuer) for row in rows)


async def _hold_independent_mandate(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim: Claim,
    dossier: Dossier,
    first: Judgement,
    candidate: Candidate,
) -> Mandate:
    person_id = person_of(issuer)
    ensure_other_than(person_id, [first.person_id])
    await ensure_not_the_worker(context, session, person_id, candidate)
    if dossier.is_guided_by(person_id):
        raise NotIndependent("You guide this worker, so you are no independent second person.")
    return await hold_mandate_of(context, session, issuer.organisation_id, person_id, claim, dossier)


async def _find_shortfalls(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim: Claim,
    dossier: Dossier,
    first: Judgement,
    mandate: Mandate,
) -> list[FieldError]:
    organisation_id, now = issuer.organisation_id, context.clock.now()
    wanted = await load_requirements(session, organisation_id, dossier, claim.achievement_id)
    given = assessment_of(first.answers, wanted, mandate_id=first.mandate_id, judged_at=first.signed_at)
    complete = replace(
        given, second_mandate_id=mandate.id, second_declares_no_conflict=True, second_judged_at=now
    )
    evidence = await list_evidence(context, session, organisation_id, dossier, claim_id=claim.id)
    mandates = await find_mandates(session, organisation_id, complete.mandate_ids)
    return find_shortfalls(claim.level_asked, complete, evidence, mandates, scope=wanted.scope, now=now)


def _values(
    context: Context,
    candidate: Candidate,
    dossier: Dossier,
    first: Judgement,
    mandate: Mandate,
    draft: SecondDraft,
    now: datetime,
) -> dict[str, Any]:
    second_id = context.randomness.uuid()
    return {
        "id": second_id,
        "claim_id": first.claim_id,
        "judgement_id": first.id,
        "first_person_id": first.person_id,
        "coach_id": dossier.coach_id,
        "person_id": mandate.person_id,
        "mandate_id": mandate.id,
        "declared_no_conflict": draft.declares_no_conflict,
        "decision": draft.decision.value,
        "reason_sealed": candidate.seal(draft.reason, _REASON, second_id) if draft.reason else None,
        "role_sealed": candidate.seal(draft.role.strip(), _ROLE, second_id),
        "now": now,
    }
