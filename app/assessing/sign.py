"""Sign a judgement: final from then on. Met goes to a second person where the level asks one; a not-yet stays private."""

from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.dossier_states import ClaimAct
from app.assessing.dossiers import Claim, load_claim, move_claim
from app.assessing.errors import NotInThisState
from app.assessing.events import ClaimJudged
from app.assessing.evidence import list_evidence
from app.assessing.independence import ensure_not_the_worker, hold_mandate_of
from app.assessing.judge import Judgement, load_judgement, lock_judgement
from app.assessing.judgement_rules import (
    Judging,
    Outcome,
    find_signing_faults,
    needs_second_person,
    outcome_of,
)
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.requirements import load_requirements
from app.platform import queue
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput


async def check_judgement(
    context: Context, session: Session, issuer: Issuer, judgement_id: UUID
) -> tuple[Outcome | None, list[FieldError]]:
    """What signing would say, and what still lacks: for the summary before it. Raises NotFound, MandateMissing."""
    judgement, claim, _ = await load_judgement(context, session, issuer, judgement_id)
    judging = await _gather(context, session, issuer, judgement, claim)
    return _outcome(judgement, judging), find_signing_faults(judgement.answers, judging)


async def sign_judgement(
    context: Context, session: Session, issuer: Issuer, judgement_id: UUID, *, seen_version: int
) -> Judgement:
    """Signs what the person read in the summary, which was made at `seen_version`.

    Of two who sign at once one is first. Raises NotFound, NotInThisState (signed, handed over, or changed since),
    MandateMissing, NotIndependent, and InvalidInput with everything that lacks.
    """
    judgement, candidate = await lock_judgement(context, session, issuer, judgement_id)
    if judgement.version != seen_version:
        raise NotInThisState("An answer changed after you read the summary. Read it again, then sign.")
    await ensure_not_the_worker(context, session, judgement.person_id, candidate)
    organisation_id = issuer.organisation_id
    claim, _ = await load_claim(session, organisation_id, judgement.claim_id)
    judging = await _gather(context, session, issuer, judgement, claim)
    faults = find_signing_faults(judgement.answers, judging)
    outcome = _outcome(judgement, judging)
    if faults or outcome is None:
        raise InvalidInput("The judgement was not signed.", errors=faults)
    repository = JudgementRepository(session, organisation_id)
    await repository.sign(judgement.id, outcome.value, mandate_id=judging.mandate_id, now=judging.now)
    await _move(context, session, issuer, claim, outcome)
    signed, _, _ = await load_judgement(context, session, issuer, judgement_id)
    return signed


async def publish_judged(session: Session, organisation_id: UUID, claim: Claim) -> None:
    """Tells that a credential may be issued for the claim; of a not-yet nobody is told."""
    await queue.publish(session, ClaimJudged(str(organisation_id), str(claim.id)))


async def _gather(
    context: Context, session: Session, issuer: Issuer, judgement: Judgement, claim: Claim
) -> Judging:
    organisation_id = issuer.organisation_id
    _, dossier = await load_claim(session, organisation_id, claim.id)
    mandate = await hold_mandate_of(context, session, organisation_id, judgement.person_id, claim, dossier)
    return Judging(
        level=claim.level_asked,
        requirements=await load_requirements(session, organisation_id, dossier, claim.achievement_id),
        evidence=await list_evidence(context, session, organisation_id, dossier, claim_id=claim.id),
        mandates={mandate.id: mandate},
        mandate_id=mandate.id,
        now=context.clock.now(),
    )


def _outcome(judgement: Judgement, judging: Judging) -> Outcome | None:
    wanted = judging.requirements
    return outcome_of(judgement.answers, wanted.criterion_ids, wanted.seen_at_least)


async def _move(context: Context, session: Session, issuer: Issuer, claim: Claim, outcome: Outcome) -> None:
    organisation_id, now = issuer.organisation_id, context.clock.now()
    is_shared = outcome is Outcome.met and needs_second_person(claim.level_asked)
    act = {
        (Outcome.met, False): ClaimAct.sign_met,
        (Outcome.met, True): ClaimAct.sign_for_second,
        (Outcome.not_yet, False): ClaimAct.sign_not_yet,
    }[outcome, is_shared]
    moved = await move_claim(session, organisation_id, claim, act, now=now)
    if not is_shared:
        repository = JudgementRepository(session, organisation_id)
        await repository.decide_appeals(claim.id, outcome.value, now=now)
    if act is ClaimAct.sign_met:
        await publish_judged(session, organisation_id, moved)
    # The outcome itself is not told here: the log is read by more people than may know of a not-yet.
    await record_act(context, session, issuer, "judgement.signed", claim.id, round=claim.round)
