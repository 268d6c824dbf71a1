"""People who are not sixteen yet."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class YoungPersonRecord(Base):
    """Somebody as one organisation knows them, by the hash of its reference, and from which day they are sixteen.

    The day itself is not sealed: only with it in sight everything can open by itself on that day, and the row names
    nobody. No birth date is asked or kept.
    """

    __tablename__ = "young_people"
    __table_args__ = (Index("ix_young_people_sixteen_on", "sixteen_on"),)

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    person_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sixteen_on: Mapped[date] = mapped_column(Date)
