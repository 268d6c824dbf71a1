"""What a holder says is not right about a credential."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.holding.dispute_rows import DisputeReason, DisputeState
from app.platform.database import INSTANT, Base


class DisputeRecord(Base):
    """Seen by its holder and by who issued the credential; the words are sealed with the holder's own key."""

    __tablename__ = "disputes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id", "credential_id"],
            ["passport_credentials.holder_id", "passport_credentials.credential_id"],
            name="fk_disputes_credential",
            ondelete="CASCADE",
        ),
        Index(
            "uq_disputes_open",
            "holder_id",
            "credential_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_disputes_issuer", "organisation_id", "created_at", "id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    credential_id: Mapped[UUID] = mapped_column()
    organisation_id: Mapped[UUID] = mapped_column()
    reason: Mapped[DisputeReason] = mapped_column(Text)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[DisputeState] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_by: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(INSTANT)
    withdrawn_at: Mapped[datetime | None] = mapped_column(INSTANT)
