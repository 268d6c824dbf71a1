"""Tables of trust: signing keys belong to one organisation, the register of issuers is public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
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
    __table_args__ = (CheckConstraint("state IN ('active', 'suspended', 'ended')", name="state"),)

    did: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    registered_by: Mapped[str] = mapped_column(Text)
    registered_from: Mapped[datetime] = mapped_column(INSTANT)
    registered_until: Mapped[datetime | None] = mapped_column(INSTANT)
    state: Mapped[str] = mapped_column(Text)


class IssuerKeyRecord(Base):
    """A key of a registered issuer elsewhere, as it was first seen; trusted only with an approval."""

    __tablename__ = "issuer_keys"
    __table_args__ = (CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approval"),)

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
