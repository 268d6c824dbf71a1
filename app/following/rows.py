"""Rows of following as the use cases see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Subscription:
    """A share that a system follows. `end_reason` is no_longer_shared, expired or unsubscribed."""

    id: UUID
    share_link_id: UUID
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None


@dataclass(frozen=True, slots=True)
class FollowedCredential:
    """A credential in a followed share, and the state that was last told."""

    subscription_id: UUID
    credential_id: UUID
    issuer_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class FollowEvent:
    """Something that changed; `credential_id` is None where the share as a whole did."""

    id: UUID
    position: int
    type: str
    happened_at: datetime
    subscription_id: UUID
    share_link_id: UUID
    credential_id: UUID | None
    state: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address for webhooks, with its secrets still sealed."""

    id: UUID
    url: str
    secret_sealed: bytes
    previous_sealed: bytes | None
    previous_until: datetime | None
    state: str
    reason: str | None
    failing_since: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LeasedDelivery:
    """A delivery that this process, and no other, may try now."""

    endpoint_id: UUID
    event_id: UUID
    attempts: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that an event was sent: `outcome` is delivered, refused, unreachable or forbidden_address."""

    id: UUID
    event_id: UUID
    attempted_at: datetime
    outcome: str
    status: int | None
