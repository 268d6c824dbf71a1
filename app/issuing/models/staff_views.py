"""Which staff looked at somebody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class StaffViewRecord(Base):
    """The first time in an hour that one of the staff opened one thing of a person.

    `person_hash` is the keyed hash of the reference by which the organisation knows the person, in both its tables.
    """

    __tablename__ = "staff_views"
    __table_args__ = (Index("ix_staff_views_viewed_at", "viewed_at"),)

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    person_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    hour: Mapped[datetime] = mapped_column(INSTANT, primary_key=True)
    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    what: Mapped[str] = mapped_column(Text, primary_key=True)
    object_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    viewed_at: Mapped[datetime] = mapped_column(INSTANT)
