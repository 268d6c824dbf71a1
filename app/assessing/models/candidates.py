"""People whose skills are validated, and the key under which references to them are hashed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class CandidateRecord(Base):
    """A worker as one organisation knows them; personal data sealed under a data key of their own.

    `person_id` is set when the worker is also staff here, so that nobody judges themselves.
    """

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference_hash", name="uq_candidates_reference"),
        Index("ix_candidates_holder", "holder_id", postgresql_where=text("holder_id IS NOT NULL")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    reference_hash: Mapped[bytes] = mapped_column(LargeBinary)
    reference_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    guardian_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    is_under_sixteen: Mapped[bool] = mapped_column(Boolean)
    data_key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    holder_id: Mapped[UUID | None] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(INSTANT)


class ReferenceKeyRecord(Base):
    """The key under which one organisation's references are hashed, sealed by the vault; it never changes."""

    __tablename__ = "reference_keys"

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
