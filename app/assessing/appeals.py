"""Appeal: the assessed person, or somebody for them, asks for another judgement; another assessor makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimAct, follow
from app.assessing.dossiers import Claim, load_candidate_of, load_claim, load_dossier, move_claim
from app.assessing.errors import AppealTooLate
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.text_faults import MOST_TEXT, find_text_fault
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput

APPEAL_PERIOD: Final = timedelta(weeks=6)
_REASON: Final = "appeals/reason_sealed"


class AppealOutcome(StrEnum):
    """What came of an appeal."""

    met = "met"
    not_yet = "not-yet"
    withdrawn = "withdrawn"


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal, against the judgement of `round`; without an outcome as long as it runs."""

    id: UUID
    claim_id: UUID
    round: int
    asked_by: str
    reason: str
    asked_at: datetime
    outcome: AppealOutcome | None
    decided_at: datetime | None


async def ask_appeal(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim_id: UUID,
    *,
    reason: str,
    holder_id: UUID | None = None,
) -> Claim:
    """A new round after a not-yet, for somebody who did not judge before.

    With a `holder_id` the worker asks, and only about an own claim. Raises NotFound, NotInThisState, AppealTooLate,
    InvalidInput.
    """
    organisation_id, now = issuer.organisation_id, context.clock.now()
    claim, dossier = await load_claim(session, organisation_id, claim_id, is_locked=True)
    await load_dossier(session, organisation_id, dossier.id, holder_id=holder_id)
    follow(claim.state, ClaimAct.appeal)
    if claim.decided_at is None or now >= claim.decided_at + APPEAL_PERIOD:
        raise AppealTooLate
    if fault := _find_reason_fault(reason):
        raise InvalidInput("The new judgement was not asked.", errors=[fault])
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    appeal_id = context.randomness.uuid()
    await JudgementRepository(session, organisation_id).add_appeal(
        {
            "id": appeal_id,
            "claim_id": claim.id,
            "round": claim.round,
            "asked_by": issuer.actor,
            "reason_sealed": candidate.seal(reason.strip(), _REASON, appeal_id),
            "now": now,
        }
    )
    await record_act(context, session, issuer, "appeal.asked", appeal_id)
    return await move_claim(session, organisation_id, claim, ClaimAct.appeal, now=now)


async def list_appeals(
    session: Session, organisation_id: UUID, claim: Claim, candidate: Candidate
) -> Sequence[Appeal]:
    """The appeals of a claim, the oldest first."""
    rows = await JudgementRepository(session, organisation_id).list_appeals(claim.id)
    return [
        Appeal(
            id=row["id"],
            claim_id=row["claim_id"],
            round=row["round"],
            asked_by=row["asked_by"],
            reason=candidate.open(row["reason_sealed"], _REASON, row["id"]),
            asked_at=row["asked_at"],
            outcome=AppealOutcome(row["outcome"]) if row["outcome"] else None,
            decided_at=row["decided_at"],
        )
        for row in rows
    ]


def _find_reason_fault(reason: str) -> FieldError | None:
    if not reason.strip():
        return FieldError("/reason", "missing", "Say in your own words what you do not agree with.")
    return find_text_fault("/reason", reason, MOST_TEXT)
