"""What issuing needs to know of a validated claim, and that it was issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.assessment import NO_ASSESSMENT, Assessment, find_shortfalls
from app.assessing.assessment import Mandate as AnyMandate
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimAct, ClaimState
from app.assessing.dossiers import Claim, Dossier, load_candidate_of, load_claim, move_claim
from app.assessing.errors import NotInThisState
from app.assessing.evidence import Evidence, list_evidence
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_rules import Requirements, assessment_of, find_relation
from app.assessing.mandates import find_mandates
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.requirements import load_requirements
from app.assessing.second import Decision, list_second_judgements, load_first
from app.assessing.sign import publish_judged
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput

_HOME: Final = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A validated claim with all that a credential tells of it. `mandates` are those the assessment names, by id."""

    claim: Claim
    dossier: Dossier
    candidate: Candidate
    requirements: Requirements
    level: int
    assessment: Assessment
    evidence: Sequence[Evidence]
    mandates: Mapping[UUID, AnyMandate]
    assessed_on: date
    assessor_role: str


async def load_outcome(
    context: Context, session: Session, organisation_id: UUID, claim_id: UUID, *, is_locked: bool = False
) -> Outcome:
    """What may be issued. Raises NotFound, and NotInThisState for a claim that is not validated (or issued already).

    Locked, the claim stays as it is until the end of the transaction.
    """
    claim, dossier = await load_claim(session, organisation_id, claim_id, is_locked=is_locked)
    if claim.state not in (ClaimState.validated, ClaimState.issued):
        raise NotInThisState("Only what was validated becomes a credential.")
    return await _gather(context, session, organisation_id, claim, dossier)


async def mark_issued(context: Context, session: Session, issuer: Issuer, claim_id: UUID) -> Claim:
    """The credential is there; a second time changes nothing. Raises NotFound, NotInThisState."""
    claim, _ = await load_claim(session, issuer.organisation_id, claim_id, is_locked=True)
    if claim.state is ClaimState.issued:
        return claim
    moved = await move_claim(session, issuer.organisation_id, claim, ClaimAct.issue, now=context.clock.now())
    await record_act(context, session, issuer, "claim.issued", claim.id)
    return moved


async def confirm_claim(context: Context, session: Session, issuer: Issuer, claim_id: UUID) -> Claim:
    """Validates a claim on a level that asks no assessor: a statement, or the worker's own words, is enough.

    Raises NotFound, NotInThisState, InvalidInput with what the level lacks.
    """
    organisation_id = issuer.organisation_id
    claim, dossier = await load_claim(session, organisation_id, claim_id, is_locked=True)
    now = context.clock.now()
    found = await _gather(context, session, organisation_id, claim, dossier)
    faults = find_shortfalls(
        claim.level_asked,
        found.assessment,
        found.evidence,
        found.mandates,
        scope=found.requirements.scope,
        now=now,
    )
    if faults:
        raise InvalidInput("This level asks for more.", errors=faults)
    moved = await move_claim(session, organisation_id, claim, ClaimAct.confirm, now=now)
    await publish_judged(session, organisation_id, moved)
    await record_act(context, session, issuer, "claim.confirmed", claim.id)
    return moved


async def _gather(
    context: Context, session: Session, organisation_id: UUID, claim: Claim, dossier: Dossier
) -> Outcome:
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    wanted = await load_requirements(
        session, organisation_id, dossier, claim.achievement_id, language=candidate.language
    )
    evidence = await list_evidence(context, session, organisation_id, dossier, claim_id=claim.id)
    assessment, role, assessed_on = await _assess(
        session, organisation_id, claim, candidate, wanted, evidence
    )
    return Outcome(
        claim=claim,
        dossier=dossier,
        candidate=candidate,
        requirements=wanted,
        level=claim.level_asked,
        assessment=assessment,
        evidence=evidence,
        mandates=await find_mandates(session, organisation_id, assessment.mandate_ids),
        assessed_on=assessed_on or (claim.decided_at or context.clock.now()).astimezone(_HOME).date(),
        assessor_role=role,
    )


async def _assess(
    session: Session,
    organisation_id: UUID,
    claim: Claim,
    candidate: Candidate,
    wanted: Requirements,
    evidence: Sequence[Evidence],
) -> tuple[Assessment, str, date | None]:
    judgements = await JudgementRepository(session, organisation_id).list_of_claim(claim.id)
    if not any(row["signed_at"] and row["round"] == claim.round for row in judgements):
        return _confirmed(evidence)
    first = await load_first(session, organisation_id, claim, candidate)
    told = assessment_of(first.answers, wanted, mandate_id=first.mandate_id, judged_at=first.signed_at)
    given = replace(told, confirmer_relation=find_relation(evidence))
    for second in await list_second_judgements(session, organisation_id, claim, candidate):
        if second.judgement_id == first.id and second.decision is Decision.agrees:
            given = replace(
                given,
                second_mandate_id=second.mandate_id,
                second_declares_no_conflict=True,
                second_role=second.role,
                second_judged_at=second.signed_at,
            )
    signed_on = first.signed_at.astimezone(_HOME).date() if first.signed_at else None
    return given, first.answers.text("role") or "", signed_on


def _confirmed(evidence: Sequence[Evidence]) -> tuple[Assessment, str, date | None]:
    """Without an assessor: who confirmed, by the newest statement."""
    days = [item.seen_on for item in evidence if item.kind is EvidenceKind.statement]
    relation = find_relation(evidence)
    if relation is None:
        return NO_ASSESSMENT, "", None
    return Assessment(confirmer_relation=relation), relation, max(days)
