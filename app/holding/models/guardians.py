"""Who says yes to the passport of somebody under sixteen."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class GuardianRecord(Base):
    """A parent or guardian: asked by mail, or written down from paper by a member of staff of an organisation.

    The address is there only while an answer is awaited, sealed under the key of the holder.
    """

    __tablename__ = "guardians"
    __table_args__ = (
        ForeignKeyConstraint(["holder_id"], ["holders.id"], name="fk_guardians_holder", ondelete="CASCADE"),
        UniqueConstraint("ask_hash", name="uq_guardians_ask_hash"),
        UniqueConstraint("stop_hash", name="uq_guardians_stop_hash"),
        CheckConstraint("answer IN ('yes', 'no', 'withdrawn')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint(
            "(ask_hash IS NULL) = (address_sealed IS NULL) AND (ask_hash IS NULL) = (ask_expires_at IS NULL)",
            name="asked",
        ),
        CheckConstraint("(organisation_id IS NULL) = (actor IS NULL)", name="paper"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(Text)
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ask_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    ask_expires_at: Mapped[datetime | None] = mapped_column(INSTANT)
    stop_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer: Mapped[Literal["yes", "no", "withdrawn"] | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(INSTANT)
    organisation_id: Mapped[UUID | None] = mapped_column()
    actor: Mapped[str | None] = mapped_column(Text)
    forget_on: Mapped[date] = mapped_column(Date)
