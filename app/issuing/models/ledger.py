"""Achievements, recipients, and the ledgers of credentials and of their envelopes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
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


class AchievementRecord(Base):
    """One version of what can be earned; content never changes once a credential names it."""

    __tablename__ = "achievements"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code", "version", name="uq_achievements_code_version"),
        Index("ix_achievements_id", "id"),
        Index("ix_achievements_created", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[dict[str, str]] = mapped_column(JSONB)
    description: Mapped[dict[str, str]] = mapped_column(JSONB)
    criteria: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    alignments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    skill_id: Mapped[str | None] = mapped_column(Text)
    is_used: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    skill_set_id: Mapped[UUID | None] = mapped_column(Uuid)
    validity_months: Mapped[int | None] = mapped_column(SmallInteger)


class RecipientRecord(Base):
    """A worker as one organisation knows them; personal data sealed under a data key of their own."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference_hash", name="uq_recipients_reference"),
        Index("ix_recipients_created", "organisation_id", "created_at", "id"),
        Index("ix_recipients_remind", "remind_at", postgresql_where=text("remind_at IS NOT NULL")),
        Index("ix_recipients_holder", "holder_id", postgresql_where=text("holder_id IS NOT NULL")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    reference_hash: Mapped[bytes] = mapped_column(LargeBinary)
    reference_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    data_key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    holder_id: Mapped[UUID | None] = mapped_column(Uuid)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(Text)
    delivery: Mapped[str] = mapped_column(Text, server_default=text("'none'"))
    mailed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    remind_at: Mapped[datetime | None] = mapped_column(INSTANT)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    erased_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ClaimLinkRecord(Base):
    """A link by which a recipient collects their credentials once; only the hash of its secret is kept."""

    __tablename__ = "claim_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "recipient_id"],
            ["recipients.organisation_id", "recipients.id"],
            name="fk_claim_links_recipient",
        ),
        UniqueConstraint("organisation_id", "secret_hash", name="uq_claim_links_secret"),
        Index("ix_claim_links_secret_hash", "secret_hash"),
        Index("ix_claim_links_unsubscribe_hash", "unsubscribe_hash"),
        Index("ix_claim_links_recipient", "organisation_id", "recipient_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    recipient_id: Mapped[UUID] = mapped_column(Uuid)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    unsubscribe_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    consumed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class IssuanceRecord(Base):
    """The ledger: one row for every credential, written with its exact bytes before anything is signed."""

    __tablename__ = "issuances"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "recipient_id"],
            ["recipients.organisation_id", "recipients.id"],
            name="fk_issuances_recipient",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "achievement_id", "achievement_version"],
            ["achievements.organisation_id", "achievements.id", "achievements.version"],
            name="fk_issuances_achievement",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "status_list_id", "status_index"],
            ["status_entries.organisation_id", "status_entries.list_id", "status_entries.idx"],
            name="fk_issuances_status_entry",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "batch_id"],
            ["credential_batches.organisation_id", "credential_batches.id"],
            name="fk_issuances_batch",
        ),
        UniqueConstraint("organisation_id", "idempotency_key", name="uq_issuances_key"),
        UniqueConstraint("organisation_id", "status_list_id", "status_index", name="uq_issuances_status"),
        Index("ix_issuances_id", "id"),
        Index("ix_issuances_created", "organisation_id", "created_at", "id"),
        Index("ix_issuances_recipient", "organisation_id", "recipient_id"),
        Index(
            "ix_issuances_supersedes",
            "organisation_id",
            "supersedes_id",
            postgresql_where=text("supersedes_id IS NOT NULL"),
        ),
        Index(
            "ix_issuances_supersedes_id", "supersedes_id", postgresql_where=text("supersedes_id IS NOT NULL")
        ),
        Index(
            "ix_issuances_claim",
            "organisation_id",
            "claim_id",
            postgresql_where=text("claim_id IS NOT NULL"),
        ),
        Index(
            "ix_issuances_reserved",
            "organisation_id",
            "created_at",
            postgresql_where=text("state = 'reserved'"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)
    profile_version: Mapped[int] = mapped_column(Integer)
    format: Mapped[str] = mapped_column(Text)
    tbs_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    tbs_digest: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    credential_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    recipient_id: Mapped[UUID] = mapped_column(Uuid)
    achievement_id: Mapped[UUID] = mapped_column(Uuid)
    achievement_version: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(SmallInteger)
    batch_id: Mapped[UUID | None] = mapped_column(Uuid)
    status_list_id: Mapped[UUID] = mapped_column(Uuid)
    status_index: Mapped[int] = mapped_column(Integer)
    issued_at: Mapped[datetime] = mapped_column(INSTANT)
    valid_from: Mapped[datetime] = mapped_column(INSTANT)
    valid_until: Mapped[datetime | None] = mapped_column(INSTANT)
    signed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    # Mandates and claims are tables of another room: what was looked up when the row was written, never followed.
    ladder_version: Mapped[int | None] = mapped_column(Integer)
    assessor_mandate_id: Mapped[UUID | None] = mapped_column(Uuid)
    second_mandate_id: Mapped[UUID | None] = mapped_column(Uuid)
    claim_id: Mapped[UUID | None] = mapped_column(Uuid)
    supersedes_id: Mapped[UUID | None] = mapped_column(Uuid)


class EnvelopeRecord(Base):
    """The ledger of envelopes: the same credential signed in another format, under a status index of its own."""

    __tablename__ = "envelopes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "credential_id"],
            ["issuances.organisation_id", "issuances.id"],
            name="fk_envelopes_credential",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "status_list_id", "status_index"],
            ["status_entries.organisation_id", "status_entries.list_id", "status_entries.idx"],
            name="fk_envelopes_status_entry",
        ),
        UniqueConstraint("organisation_id", "idempotency_key", name="uq_envelopes_key"),
        UniqueConstraint("organisation_id", "status_list_id", "status_index", name="uq_envelopes_status"),
        Index("ix_envelopes_credential", "organisation_id", "credential_id", "created_at", "id"),
        Index("ix_envelopes_credential_id", "credential_id"),
        Index(
            "ix_envelopes_reserved",
            "organisation_id",
            "created_at",
            postgresql_where=text("state = 'reserved'"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    credential_id: Mapped[UUID] = mapped_column(Uuid)
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)
    format: Mapped[str] = mapped_column(Text)
    cryptosuite: Mapped[str | None] = mapped_column(Text)
    tbs_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    tbs_digest: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    credential_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    status_list_id: Mapped[UUID] = mapped_column(Uuid)
    status_index: Mapped[int] = mapped_column(Integer)
    signed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
