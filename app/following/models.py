"""Tables of following: all of the organisation whose system follows, and nobody's name in any of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class ShareSubscriptionRecord(Base):
    """A system follows a share link, until it ends."""

    __tablename__ = "share_subscriptions"
    __table_args__ = (Index("ix_share_subscriptions_created", "organisation_id", "created_at", "id"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    share_link_id: Mapped[UUID] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)
    end_reason: Mapped[str | None] = mapped_column(Text)


class FollowedCredentialRecord(Base):
    """A credential of a followed share, and the state that its follower was last told.

    The hashes are of the ids: whoever knows an id finds by it who has to be told.
    """

    __tablename__ = "followed_credentials"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "subscription_id"],
            ["share_subscriptions.organisation_id", "share_subscriptions.id"],
            name="fk_followed_credentials_subscription",
            ondelete="CASCADE",
        ),
        Index("ix_followed_credentials_credential_hash", "credential_hash"),
        Index("ix_followed_credentials_issuer_hash", "issuer_hash"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    credential_id: Mapped[UUID] = mapped_column(primary_key=True)
    issuer_id: Mapped[UUID] = mapped_column()
    credential_hash: Mapped[bytes] = mapped_column(LargeBinary)
    issuer_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Text)


class FollowPositionRecord(Base):
    """The place of the last event of an organisation: one more, under a lock, so that none comes in behind another."""

    __tablename__ = "follow_positions"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_position: Mapped[int] = mapped_column(BigInteger)


class FollowEventRecord(Base):
    """Something changed; kept for 90 days."""

    __tablename__ = "follow_events"
    __table_args__ = (
        UniqueConstraint("organisation_id", "position", name="uq_follow_events_position"),
        Index("ix_follow_events_happened_at", "happened_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(INSTANT)
    subscription_id: Mapped[UUID] = mapped_column()
    share_link_id: Mapped[UUID] = mapped_column()
    credential_id: Mapped[UUID | None] = mapped_column()
    state: Mapped[str] = mapped_column(Text)


class WebhookEndpointRecord(Base):
    """An address that is told of every event, and the secret that signs what it gets."""

    __tablename__ = "webhook_endpoints"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    previous_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(INSTANT)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    failing_since: Mapped[datetime | None] = mapped_column(INSTANT)
    created_at: Mapped[datetime] = mapped_column(INSTANT)


class WebhookDeliveryRecord(Base):
    """One event for one address: waiting, delivered or failed."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "endpoint_id"],
            ["webhook_endpoints.organisation_id", "webhook_endpoints.id"],
            name="fk_webhook_deliveries_endpoint",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "event_id"],
            ["follow_events.organisation_id", "follow_events.id"],
            name="fk_webhook_deliveries_event",
            ondelete="CASCADE",
        ),
        Index("ix_webhook_deliveries_waiting", "due_at", postgresql_where=text("state = 'waiting'")),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    first_at: Mapped[datetime] = mapped_column(INSTANT)
    due_at: Mapped[datetime] = mapped_column(INSTANT)
    leased_until: Mapped[datetime | None] = mapped_column(INSTANT)
    settled_at: Mapped[datetime | None] = mapped_column(INSTANT)


class WebhookAttemptRecord(Base):
    """One time that an event was sent, and what came of it."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "endpoint_id", "event_id"],
            [
                "webhook_deliveries.organisation_id",
                "webhook_deliveries.endpoint_id",
                "webhook_deliveries.event_id",
            ],
            name="fk_webhook_attempts_delivery",
            ondelete="CASCADE",
        ),
        Index("ix_webhook_attempts_attempted", "organisation_id", "endpoint_id", "attempted_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column()
    event_id: Mapped[UUID] = mapped_column()
    attempted_at: Mapped[datetime] = mapped_column(INSTANT)
    outcome: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(SmallInteger)
