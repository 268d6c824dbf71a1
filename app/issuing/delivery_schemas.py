"""What the routes on recipients and delivery read and answer."""

import base64
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.issuing.claim_letters import ClaimLetter
from app.issuing.deliveries import RecipientOverview
from app.issuing.delivery_rows import DeliveryEvent
from app.web.schemas import Body, ShortText, View

DeliveryWord = Literal["none", "queued", "sent", "failed", "bounced"]
EventKind = Literal[
    "mail-queued",
    "reminder-queued",
    "mail-sent",
    "mail-failed",
    "mail-bounced",
    "letter-made",
    "opened",
    "claimed",
    "unsubscribed",
]


class RecipientView(View):
    """A recipient, and how delivery to them stands; `isCollected` when their credentials are in a passport."""

    id: UUID
    reference: str
    name: str | None
    has_email: bool
    language: str | None
    credential_count: int
    is_collected: bool
    delivery: DeliveryWord
    mailed_at: datetime | None
    reminder_due_at: datetime | None
    is_unsubscribed: bool
    created_at: datetime


class RecipientDetailView(RecipientView):
    """A recipient with the address that mail goes to."""

    email: str | None


class DeliveryEventView(View):
    """One step on the way to a recipient; `reason` is a word for why a mail failed or came back."""

    id: UUID
    kind: EventKind
    reason: str | None
    occurred_at: datetime


class ClaimMailBody(Body):
    """A mail with a new link; another `email` or `language` is kept, and links sent to the old address end."""

    email: ShortText | None = None
    language: Annotated[Literal["nl", "en"] | None, Field()] = None


class LetterBody(Body):
    """A letter with a new link and code; without `expiresAt` they work for 90 days."""

    language: Annotated[Literal["nl", "en"] | None, Field()] = None
    expires_at: AwareDatetime | None = None


class LetterView(View):
    """A letter as PDF in base64; its link and code are in it and cannot be read again."""

    claim_link_id: UUID
    recipient_id: UUID
    expires_at: datetime
    media_type: Literal["application/pdf"]
    document: str


def letter_view(letter: ClaimLetter) -> LetterView:
    """A letter as it is made."""
    return LetterView(
        claim_link_id=letter.link.id,
        recipient_id=letter.link.recipient_id,
        expires_at=letter.link.expires_at,
        media_type="application/pdf",
        document=base64.b64encode(letter.pdf).decode(),
    )


def recipient_view(overview: RecipientOverview) -> RecipientView:
    """A recipient in a list."""
    return RecipientView.model_validate(overview, from_attributes=True)


def recipient_detail_view(overview: RecipientOverview) -> RecipientDetailView:
    """A recipient by itself."""
    return RecipientDetailView.model_validate(overview, from_attributes=True)


def event_view(event: DeliveryEvent) -> DeliveryEventView:
    """A step in a timeline."""
    return DeliveryEventView.model_validate(event, from_attributes=True)
