"""What a holder tells about themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class HolderSkillRecord(Base):
    """A skill in the holder's own words, sealed with the holder's own key; nobody validated it."""

    __tablename__ = "holder_skills"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id"], ["holders.id"], name="fk_holder_skills_holder", ondelete="CASCADE"
        ),
        Index("ix_holder_skills_created", "holder_id", "created_at", "id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
