"""What the routes of disputes take and give."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.holding.answer_disputes import LONGEST_ANSWER, ReportedDispute
from app.holding.dispute_rows import DisputeReason
from app.holding.disputes import LONGEST_WORDS, Dispute
from app.web.schemas import Body, View


class DisputeBody(Body):
    """What is not right; `words` are the holder's own."""

    reason: DisputeReason
    words: str = Field(default="", max_length=LONGEST_WORDS)


class AnswerBody(Body):
    """What the holder will read."""

    answer: str = Field(min_length=1, max_length=LONGEST_ANSWER)


class DisputeView(View):
    """A dispute as its holder sees it."""

    id: UUID
    credential_id: UUID
    reason: DisputeReason
    words: str | None
    state: Literal["open", "answered", "withdrawn"]
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


class ReportedDisputeView(DisputeView):
    """A dispute as who issued the credential sees it."""

    credential_name: str
    holder_name: str | None


def dispute_view(dispute: Dispute) -> DisputeView:
    """For its holder."""
    return DisputeView(
        id=dispute.id,
        credential_id=dispute.credential_id,
        reason=dispute.reason,
        words=dispute.words,
        state=dispute.state,
        created_at=dispute.created_at,
        answer=dispute.answer,
        answered_at=dispute.answered_at,
    )


def reported_view(reported: ReportedDispute) -> ReportedDisputeView:
    """For who issued the credential."""
    return ReportedDisputeView(
        **dispute_view(reported.dispute).model_dump(),
        credential_name=reported.title,
        holder_name=reported.holder_name,
    )
