"""Tables of the ways into a passport: addresses, codes, passkeys, recovery at a desk, and what came of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


def _of_holder(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["holder_id"], ["holders.id"], name=f"fk_{table}_holder", ondelete="CASCADE")


class HolderContactRecord(Base):
    """An address at which the holder gets codes; it counts from when a code from there was typed."""

    __tablename__ = "holder_contacts"
    __table_args__ = (
        _of_holder("holder_contacts"),
        CheckConstraint("kind IN ('email', 'phone')", name="kind"),
        Index(
            "uq_holder_contacts_address",
            "address_hash",
            unique=True,
            postgresql_where=text("verified_at IS NOT NULL AND removed_at IS NULL"),
        ),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Literal["email", "phone"]] = mapped_column(Text)
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    verified_at: Mapped[datetime | None] = mapped_column(INSTANT)
    removed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class EntryCodeRecord(Base):
    """One asking for a code, also for an address that nobody has; the code is only a hash."""

    __tablename__ = "entry_codes"
    __table_args__ = (
        CheckConstraint("purpose IN ('sign-in', 'contact')", name="purpose"),
        CheckConstraint("(purpose = 'contact') = (contact_id IS NOT NULL)", name="contact"),
        UniqueConstraint("browser_hash", name="uq_entry_codes_browser_hash"),
        _of_holder("entry_codes"),
        Index("ix_entry_codes_holder_id", "holder_id"),
        Index("ix_entry_codes_address_hash_created_at", "address_hash", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[Literal["sign-in", "contact"]] = mapped_column(Text)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    holder_id: Mapped[UUID | None] = mapped_column()
    contact_id: Mapped[UUID | None] = mapped_column()
    replaces_id: Mapped[UUID | None] = mapped_column()
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(INSTANT)


class HolderPasskeyRecord(Base):
    """A public key of the holder's device or key ring (WebAuthn Level 3, section 4)."""

    __tablename__ = "holder_passkeys"
    __table_args__ = (
        _of_holder("holder_passkeys"),
        UniqueConstraint("credential_hash", name="uq_holder_passkeys_credential_hash"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    credential_hash: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text))
    device: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    last_used_at: Mapped[datetime | None] = mapped_column(INSTANT)


class HolderEventRecord(Base):
    """What happened to the ways into the passport, for the holder to read; never an address."""

    __tablename__ = "holder_events"
    __table_args__ = (
        _of_holder("holder_events"),
        Index("ix_holder_events_occurred", "holder_id", "occurred_at", "id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[UUID | None] = mapped_column()
    occurred_at: Mapped[datetime] = mapped_column(INSTANT)


class PassportRecoveryRecord(Base):
    """A new way in that a partnership made at its desk; the code opens from `opens_at`, unless it was stopped."""

    __tablename__ = "passport_recoveries"
    __table_args__ = (
        _of_holder("passport_recoveries"),
        UniqueConstraint("code_hash", name="uq_passport_recoveries_code_hash"),
        UniqueConstraint("stop_hash", name="uq_passport_recoveries_stop_hash"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column()
    recipient_id: Mapped[UUID] = mapped_column()
    actor: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    stop_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    opens_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    opened_at: Mapped[datetime | None] = mapped_column(INSTANT)
    stopped_at: Mapped[datetime | None] = mapped_column(INSTANT)


class HelpedSessionRecord(Base):
    """A look in the passport together with a coach: first a code of the holder, then a session on the coach's device."""

    __tablename__ = "helped_sessions"
    __table_args__ = (
        _of_holder("helped_sessions"),
        UniqueConstraint("code_hash", name="uq_helped_sessions_code_hash"),
        UniqueConstraint("token_hash", name="uq_helped_sessions_token_hash"),
        CheckConstraint(
            "(opened_at IS NULL) = (token_hash IS NULL) AND (opened_at IS NULL) = (organisation_id IS NULL)"
            " AND (opened_at IS NULL) = (actor IS NULL)",
            name="opened",
        ),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    organisation_id: Mapped[UUID | None] = mapped_column()
    actor: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    opened_at: Mapped[datetime | None] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)
