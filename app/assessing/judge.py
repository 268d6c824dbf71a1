"""Judge: an assessor's draft, saved at every answer, resumed at any time, handed over when there is a conflict.

Signing is in `sign.py`. A draft belongs to one person and one round of a claim; nobody else reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimAct, ClaimState, follow
from app.assessing.dossiers import Claim, Dossier, load_candidate_of, load_claim, move_claim
from app.assessing.errors import NotIndependent, NotInThisState
from app.assessing.independence import (
    ensure_not_the_worker,
    ensure_other_than,
    hold_mandate_of,
    person_of,
)
from app.assessing.judgement_answers import (
    NO_ANSWERS,
    Answers,
    Conflict,
    Value,
    read_answers,
    write_answers,
)
from app.assessing.judgement_rules import Outcome
from app.assessing.repository.judgements import JudgementRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

_ANSWERS: Final = "judgements/answers_sealed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's answers in one round. `version` grows with every answer that was saved."""

    id: UUID
    claim_id: UUID
    round: int
    person_id: UUID
    mandate_id: UUID
    answers: Answers
    version: int
    started_at: datetime
    saved_at: datetime
    handed_over_at: datetime | None
    outcome: Outcome | None
    signed_at: datetime | None

    @property
    def is_draft(self) -> bool:
        """Whether answers may still change."""
        return self.signed_at is None and self.handed_over_at is None

    @property
    def next_version(self) -> int:
        """The version to send along with the next answer."""
        return self.version + 1


async def start_judging(context: Context, session: Session, issuer: Issuer, claim_id: UUID) -> Judgement:
    """The person's draft in this round: a new one, or the one they began. `session` is in the organisation's context.

    Raises NotFound, NotInThisState, MandateMissing, NotIndependent (the worker, one who judged before an appeal, one
    who handed this round over), Forbidden for an API key.
    """
    person_id, organisation_id = person_of(issuer), issuer.organisation_id
    claim, dossier = await load_claim(session, organisation_id, claim_id, is_locked=True)
    follow(claim.state, ClaimAct.start_judging)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    await ensure_not_the_worker(context, session, person_id, candidate)
    ensure_other_than(person_id, await _judged_before_appeal(session, organisation_id, claim))
    repository = JudgementRepository(session, organisation_id)
    found = await repository.find_of_person(claim.id, claim.round, person_id)
    row = found or await _begin(context, session, issuer, claim, dossier, candidate)
    if row["handed_over_at"] is not None:
        raise NotIndependent("You handed this judgement over; somebody else makes it.")
    return open_judgement(candidate, row)


async def load_judgement(
    context: Context, session: Session, issuer: Issuer, judgement_id: UUID
) -> tuple[Judgement, Claim, Dossier]:
    """The person's own judgement, drafted or signed, with what it is about. Raises NotFound, Forbidden."""
    row = await JudgementRepository(session, issuer.organisation_id).find(judgement_id)
    if row is None or row["person_id"] != person_of(issuer):
        raise NotFound
    claim, dossier = await load_claim(session, issuer.organisation_id, row["claim_id"])
    candidate = await load_candidate_of(context, session, issuer.organisation_id, dossier)
    return open_judgement(candidate, row), claim, dossier


async def list_drafts(
    context: Context, session: Session, issuer: Issuer
) -> Sequence[tuple[Judgement, Claim, Dossier]]:
    """What the person began and did not sign, the last touched first: where to resume."""
    rows = await JudgementRepository(session, issuer.organisation_id).list_drafts_of(person_of(issuer))
    return [await load_judgement(context, session, issuer, row["id"]) for row in rows]


async def find_last_role(context: Context, session: Session, issuer: Issuer) -> str | None:
    """The role under which the person signed last, so that nobody types it twice. Raises Forbidden."""
    repository = JudgementRepository(session, issuer.organisation_id)
    row = await repository.find_last_signed_of(person_of(issuer))
    if row is None:
        return None
    judgement, _, _ = await load_judgement(context, session, issuer, row["id"])
    return judgement.answers.text("role")


async def save_answers(
    context: Context,
    session: Session,
    issuer: Issuer,
    judgement_id: UUID,
    answers: Mapping[str, Value],
    *,
    version: int,
) -> Judgement:
    """Keeps the answers of one page; of two with the same key the higher version wins, of equals the later one.

    `version` is the `next_version` that the page was made with. Raises NotFound, NotInThisState once it was signed or
    handed over, InvalidInput.
    """
    judgement, candidate = await lock_judgement(context, session, issuer, judgement_id)
    kept = judgement.answers
    for key, value in answers.items():
        kept = kept.put(key, value, version)
    if kept is judgement.answers:
        return judgement
    saved = replace(
        judgement,
        answers=kept,
        version=max(judgement.next_version, version),
        saved_at=context.clock.now(),
    )
    await JudgementRepository(session, issuer.organisation_id).save(
        saved.id,
        {
            "answers_sealed": candidate.seal(write_answers(kept), _ANSWERS, saved.id),
            "version": saved.version,
            "declared_no_conflict": kept.conflict is Conflict.none,
            "now": saved.saved_at,
        },
    )
    return saved


async def hand_over(context: Context, session: Session, issuer: Issuer, judgement_id: UUID) -> None:
    """The person has an interest, or cannot go on: somebody else judges. Raises NotFound, NotInThisState."""
    judgement, _ = await lock_judgement(context, session, issuer, judgement_id)
    organisation_id, now = issuer.organisation_id, context.clock.now()
    repository = JudgementRepository(session, organisation_id)
    await repository.hand_over(judgement.id, now=now)
    claim, _ = await load_claim(session, organisation_id, judgement.claim_id)
    rows = await repository.list_of_claim(claim.id)
    others = [row for row in rows if row["round"] == claim.round and row["handed_over_at"] is None]
    if not others:
        appeals = await repository.list_appeals(claim.id)
        is_appealed = any(appeal["decided_at"] is None for appeal in appeals)
        act = ClaimAct.hand_over_appeal if is_appealed else ClaimAct.hand_over
        await move_claim(session, organisation_id, claim, act, now=now)
    await record_act(context, session, issuer, "judgement.handed-over", judgement.id)


async def lock_judgement(
    context: Context, session: Session, issuer: Issuer, judgement_id: UUID
) -> tuple[Judgement, Candidate]:
    """The person's own draft, its claim locked before it: one act at a time. Raises NotFound, NotInThisState."""
    organisation_id = issuer.organisation_id
    repository = JudgementRepository(session, organisation_id)
    before = await repository.find(judgement_id)
    if before is None or before["person_id"] != person_of(issuer):
        raise NotFound
    claim, dossier = await load_claim(session, organisation_id, before["claim_id"], is_locked=True)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    row = await repository.find(judgement_id, lock="FOR UPDATE")
    if row is None:
        raise NotFound
    judgement = open_judgement(candidate, row)
    is_current = claim.state is ClaimState.judging and judgement.round == claim.round
    if not judgement.is_draft or not is_current:
        raise NotInThisState("This was signed or handed over; the judgement does not change any more.")
    return judgement, candidate


async def _begin(
    context: Context, session: Session, issuer: Issuer, claim: Claim, dossier: Dossier, candidate: Candidate
) -> Mapping[str, Any]:
    organisation_id, person_id = issuer.organisation_id, person_of(issuer)
    mandate = await hold_mandate_of(context, session, organisation_id, person_id, claim, dossier)
    judgement_id, now = context.randomness.uuid(), context.clock.now()
    repository = JudgementRepository(session, organisation_id)
    await repository.start(
        {
            "id": judgement_id,
            "claim_id": claim.id,
            "round": claim.round,
            "person_id": person_id,
            "mandate_id": mandate.id,
            "answers_sealed": candidate.seal(write_answers(NO_ANSWERS), _ANSWERS, judgement_id),
            "now": now,
        }
    )
    await move_claim(session, organisation_id, claim, ClaimAct.start_judging, now=now)
    await record_act(context, session, issuer, "judgement.started", judgement_id, round=claim.round)
    row = await repository.find(judgement_id)
    if row is None:
        raise NotFound
    return row


async def _judged_before_appeal(session: Session, organisation_id: UUID, claim: Claim) -> set[UUID | None]:
    """Who may not judge a claim that was appealed: everybody who signed something about it before."""
    repository = JudgementRepository(session, organisation_id)
    appeals = await repository.list_appeals(claim.id)
    appealed = max((appeal["round"] for appeal in appeals if appeal["decided_at"] is None), default=0)
    before = [
        row
        for row in await repository.list_of_claim(claim.id)
        if row["signed_at"] is not None and row["round"] <= appealed
    ]
    judged = {row["id"] for row in before}
    seconds = [row for row in await repository.list_seconds(claim.id) if row["judgement_id"] in judged]
    return {row["person_id"] for row in (*before, *seconds)}


def open_judgement(candidate: Candidate, row: Mapping[str, Any]) -> Judgement:
    """What a row keeps, opened with the data key of the worker."""
    return Judgement(
        id=row["id"],
        claim_id=row["claim_id"],
        round=row["round"],
        person_id=row["person_id"],
        mandate_id=row["mandate_id"],
        answers=read_answers(candidate.open(row["answers_sealed"], _ANSWERS, row["id"])),
        version=row["version"],
        started_at=row["started_at"],
        saved_at=row["saved_at"],
        handed_over_at=row["handed_over_at"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        signed_at=row["signed_at"],
    )
