"""Tables of accounts: organisations are public facts, API keys belong to one organisation."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class OrganisationRecord(Base):
    """A partnership or a verifier; the tenant of everything it owns."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('partnership', 'verifier')", name="kind"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_skeleton: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    is_test: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ApiKeyRecord(Base):
    """A key of a machine; only the hash of its text is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key_hash", name="uq_api_keys_organisation_id_key_hash"),
        Index("ix_api_keys_key_hash", "key_hash"),
        Index("ix_api_keys_organisation_id_created_at_id", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    revoked_at: Mapped[datetime | None] = mapped_column(INSTANT)
    last_used_on: Mapped[date | None] = mapped_column(Date)
