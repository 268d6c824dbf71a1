"""What happened on the way to a recipient: append-only, without personal data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class DeliveryEventRecord(Base):
    """One step: a mail that was queued, sent or came back, a letter, opened, claimed, no more reminders."""

    __tablename__ = "delivery_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "recipient_id"],
            ["recipients.organisation_id", "recipients.id"],
            name="fk_delivery_events_recipient",
        ),
        UniqueConstraint("organisation_id", "mail_id", "kind", name="uq_delivery_events_mail"),
        Index("ix_delivery_events_recipient", "organisation_id", "recipient_id", "occurred_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    recipient_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(Text)
    mail_id: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str | None] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(INSTANT)
