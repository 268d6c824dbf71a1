"""Mandates to judge."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class MandateRecord(Base):
    """Who may judge what; its only change is that it ends early, and that is kept by a trigger."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("scope_kind IN ('skill-set', 'achievement')", name="scope_kind"),
        Index("ix_mandates_valid_until", "organisation_id", "valid_until", "id"),
        Index("ix_mandates_person_id", "organisation_id", "person_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    scope_kind: Mapped[str] = mapped_column(Text)
    scope_id: Mapped[UUID]
    highest_level: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[datetime] = mapped_column(INSTANT)
    valid_until: Mapped[datetime] = mapped_column(INSTANT)
    granted_by: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(INSTANT)
    revoked_by: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(INSTANT)
