"""What the worker is told of a not-yet: the reasons and the next step, and the role of who judged, not the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessing.candidates import Candidate
from app.assessing.dossiers import Claim
from app.assessing.judge import open_judgement
from app.assessing.judgement_rules import Outcome
from app.assessing.repository.judgements import JudgementRepository
from app.platform.database import Session


@dataclass(frozen=True, slots=True)
class NotYet:
    """One signed judgement that says: not yet."""

    reasons: str
    next_step: str
    role: str
    signed_at: datetime


async def list_not_yets(
    session: Session, organisation_id: UUID, claim: Claim, candidate: Candidate
) -> Sequence[NotYet]:
    """The newest first. A draft, and a judgement that still waits for a second person, are told to nobody."""
    rows = await JudgementRepository(session, organisation_id).list_of_claim(claim.id)
    signed = [open_judgement(candidate, row) for row in reversed(rows)]
    return [
        NotYet(
            reasons=one.answers.text("reasons") or "",
            next_step=one.answers.text("next-step") or "",
            role=one.answers.text("role") or "",
            signed_at=one.signed_at,
        )
        for one in signed
        if one.outcome is Outcome.not_yet and one.signed_at is not None
    ]
