"""Tables of trust: signing keys belong to one organisation, the register of issuers is public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class SigningKeyRecord(Base):
    """A key pair; never deleted, because what it signed must stay verifiable."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kid", name="uq_signing_keys_organisation_id_kid"),
        CheckConstraint("purpose IN ('credential', 'credential-p256', 'status-list')", name="purpose"),
        CheckConstraint("algorithm IN ('EdDSA', 'ES256')", name="algorithm"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kid: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    algorithm: Mapped[str] = mapped_column(Text)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSONB)
    private_key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kek_version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    valid_from: Mapped[datetime] = mapped_column(INSTANT)
    retired_at: Mapped[datetime | None] = mapped_column(INSTANT)
    compromised_at: Mapped[datetime | None] = mapped_column(INSTANT)


class RegisteredIssuerRecord(Base):
    """An issuer whose name we vouch for; the name shown to a verifier comes from here."""

    __tablename__ = "registered_issuers"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'suspended', 'ended')", name="state"),
        # An organisation of ours has its name once among organisations, and may have moved to another address.
        Index(
            "uq_registered_issuers_name_skeleton",
            "name_skeleton",
            unique=True,
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )

    did: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(Text)
    name_skeleton: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    registered_by: Mapped[str] = mapped_column(Text)
    registered_from: Mapped[datetime] = mapped_column(INSTANT)
    registered_until: Mapped[datetime | None] = mapped_column(INSTANT)
    state: Mapped[str] = mapped_column(Text)
    successor_did: Mapped[str | None] = mapped_column(Text, ForeignKey("registered_issuers.did"))


class IssuerEventRecord(Base):
    """What happened to an issuer in the register; only ever added to."""

    __tablename__ = "issuer_events"

    did: Mapped[str] = mapped_column(Text, ForeignKey("registered_issuers.did"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(INSTANT)
    action: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class IssuerKeyRecord(Base):
    """A key of a registered issuer elsewhere, as it was first seen; trusted only with an approval."""

    __tablename__ = "issuer_keys"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approval"),
        CheckConstraint("(refused_at IS NULL) = (refused_by IS NULL)", name="refusal"),
    )

    did: Mapped[str] = mapped_column(Text, ForeignKey("registered_issuers.did"), primary_key=True)
    kid: Mapped[str] = mapped_column(Text, primary_key=True)
    thumbprint: Mapped[str] = mapped_column(Text, primary_key=True)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSONB)
    first_seen_at: Mapped[datetime] = mapped_column(INSTANT)
    approved_at: Mapped[datetime | None] = mapped_column(INSTANT)
    approved_by: Mapped[str | None] = mapped_column(Text)
    missing_since: Mapped[datetime | None] = mapped_column(INSTANT)
    retired_at: Mapped[datetime | None] = mapped_column(INSTANT)
    compromised_at: Mapped[datetime | None] = mapped_column(INSTANT)
    refused_at: Mapped[datetime | None] = mapped_column(INSTANT)
    refused_by: Mapped[str | None] = mapped_column(Text)


class ServiceKeyRecord(Base):
    """A key of the service itself, of no organisation; never deleted, because what it signed must stay verifiable."""

    __tablename__ = "service_keys"
    __table_args__ = (UniqueConstraint("kid", name="uq_service_keys_kid"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kid: Mapped[str] = mapped_column(Text)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSONB)
    private_key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kek_version: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[datetime] = mapped_column(INSTANT)
    retired_at: Mapped[datetime | None] = mapped_column(INSTANT)
    compromised_at: Mapped[datetime | None] = mapped_column(INSTANT)


class RecognitionDraftRecord(Base):
    """A recognition that waits for a second person of the partnership that will give it."""

    __tablename__ = "recognition_drafts"
    __table_args__ = (
        CheckConstraint("(skill_set_uri IS NULL) = (skill_set_name IS NULL)", name="skill_set"),
        CheckConstraint("highest_level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("recognised_until > recognised_from", name="period"),
        CheckConstraint("decided_by <> drafted_by OR outcome = 'discarded'", name="four_eyes"),
        CheckConstraint("outcome IN ('confirmed', 'discarded')", name="outcome"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    issuer_did: Mapped[str] = mapped_column(Text, ForeignKey("registered_issuers.did"))
    skill_set_uri: Mapped[str | None] = mapped_column(Text)
    skill_set_name: Mapped[str | None] = mapped_column(Text)
    highest_level: Mapped[int] = mapped_column(SmallInteger)
    recognised_from: Mapped[datetime] = mapped_column(INSTANT)
    recognised_until: Mapped[datetime | None] = mapped_column(INSTANT)
    drafted_by: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime] = mapped_column(INSTANT)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(INSTANT)
    outcome: Mapped[str | None] = mapped_column(Text)


class RecognitionRecord(Base):
    """Who recognises an issuer, for what and until when, with the signed statement; never changed or deleted.

    `organisation_id` is that of the recogniser when it is one of ours, and nobody's otherwise.
    """

    __tablename__ = "recognitions"
    __table_args__ = (
        UniqueConstraint("organisation_id", "id", name="uq_recognitions_organisation_id_id"),
        CheckConstraint("(skill_set_uri IS NULL) = (skill_set_name IS NULL)", name="skill_set"),
        CheckConstraint("highest_level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("recognised_until > recognised_from", name="period"),
        CheckConstraint("recogniser_did <> issuer_did", name="other"),
        Index("ix_recognitions_issuer_did_recorded_at_id", "issuer_did", "recorded_at", "id"),
        Index("ix_recognitions_recogniser_did_recorded_at_id", "recogniser_did", "recorded_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisations.id"))
    recogniser_did: Mapped[str] = mapped_column(Text)
    recogniser_name: Mapped[str] = mapped_column(Text)
    issuer_did: Mapped[str] = mapped_column(Text, ForeignKey("registered_issuers.did"))
    skill_set_uri: Mapped[str | None] = mapped_column(Text)
    skill_set_name: Mapped[str | None] = mapped_column(Text)
    highest_level: Mapped[int] = mapped_column(SmallInteger)
    recognised_from: Mapped[datetime] = mapped_column(INSTANT)
    recognised_until: Mapped[datetime | None] = mapped_column(INSTANT)
    recorded_at: Mapped[datetime] = mapped_column(INSTANT)
    statement: Mapped[str] = mapped_column(Text)


class RecognitionWithdrawalRecord(Base):
    """That a recognition does not count any more, and since when; never changed or deleted."""

    __tablename__ = "recognition_withdrawals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "recognition_id"],
            ["recognitions.organisation_id", "recognitions.id"],
            name="fk_recognition_withdrawals_organisation_id_recognitions",
        ),
    )

    recognition_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("recognitions.id"), primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    withdrawn_at: Mapped[datetime] = mapped_column(INSTANT)
