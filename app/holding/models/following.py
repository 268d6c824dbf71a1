"""The systems that are told of changes to what a share link shows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class ShareFollowerRecord(Base):
    """A system that follows a share link; its holder sees by which name, since when and until when."""

    __tablename__ = "share_followers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id", "share_link_id"],
            ["share_links.holder_id", "share_links.id"],
            name="fk_share_followers_link",
            ondelete="CASCADE",
        ),
        Index(
            "uq_share_followers_open",
            "holder_id",
            "share_link_id",
            "organisation_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        Index("ix_share_followers_subscription", "organisation_id", "subscription_id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    share_link_id: Mapped[UUID] = mapped_column()
    organisation_id: Mapped[UUID] = mapped_column()
    name: Mapped[str] = mapped_column(Text)
    followed_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)
