"""What the routes of following take and give."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.web.schemas import Body, View, WebAddress

EndReason = Literal["no_longer_shared", "expired", "unsubscribed"]
CredentialStateWord = Literal[
    "active", "suspended", "revoked", "expired", "key_compromised", "no_longer_shared"
]
EventType = Literal[
    "credential.reinstated",
    "credential.suspended",
    "credential.revoked",
    "credential.expired",
    "credential.key_compromised",
    "credential.no_longer_shared",
    "credential.shared_again",
    "share.ended",
    "share.expired",
]


class SubscriptionBody(Body):
    """The share link that this organisation verified with its key."""

    model_config = ConfigDict(json_schema_extra={"example": {"shareLink": "1CTVwSOTvflDJCTMP64aOO"}})

    share_link: str = Field(
        min_length=1, max_length=500, description="The address of a share link, or only its secret."
    )


class FollowedCredentialView(View):
    """A credential of the share, by the id that a verification gives, and how it stands."""

    id: str
    state: CredentialStateWord


class SubscriptionView(View):
    """A share that is followed. It ends when its holder stops it, when it expires, or by you."""

    id: UUID
    share_id: UUID
    state: Literal["active", "ended"]
    end_reason: EndReason | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    credentials: list[FollowedCredentialView]


class FollowEventView(View):
    """Something that changed. `credentialId` is null where it is about the share as a whole."""

    id: UUID
    type: EventType
    happened_at: datetime
    subscription_id: UUID
    share_id: UUID
    credential_id: str | None
    state: str


class FollowEventsView(View):
    """Events, the oldest first. Ask again with `nextCursor`, which is there also when nothing happened."""

    items: list[FollowEventView]
    next_cursor: str
    has_more: bool


class EventReplayView(View):
    """To how many addresses the event is sent again."""

    endpoint_count: int


class WebhookEndpointBody(Body):
    """Where to send what changes: https, by name, on port 443."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"url": "https://hooks.employer.example/passport"}}
    )

    url: WebAddress


class WebhookEndpointView(View):
    """An address for webhooks. `reason` says why it was disabled: gone (it said so) or failing (for three days)."""

    id: UUID
    url: str
    state: Literal["active", "disabled"]
    reason: Literal["gone", "failing"] | None
    failing_since: datetime | None
    created_at: datetime


class WebhookEndpointsView(View):
    """All addresses, the oldest first; there are never more than a few."""

    items: list[WebhookEndpointView]


class CreatedWebhookEndpointView(WebhookEndpointView):
    """An address with its secret (`whsec_…`), which is shown once; when the request is replayed it is null."""

    secret: str | None


class WebhookAttemptView(View):
    """One time that an event was sent. `status` is null when nobody answered."""

    id: UUID
    event_id: UUID
    attempted_at: datetime
    outcome: Literal["delivered", "refused", "unreachable", "forbidden_address"]
    status: int | None
