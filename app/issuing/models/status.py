"""Status lists, the indexes handed out in them, and the events they are derived from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class StatusListRecord(Base):
    """A published list of 131,072 status bits; the version only ever grows."""

    __tablename__ = "status_lists"
    __table_args__ = (Index("ix_status_lists_id", "id"),)

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    version_at: Mapped[datetime] = mapped_column(INSTANT)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    closed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class StatusEntryRecord(Base):
    """An index handed out at random, for ever; never freed, not even when its issuance is void."""

    __tablename__ = "status_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "list_id"],
            ["status_lists.organisation_id", "status_lists.id"],
            name="fk_status_entries_list",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    list_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    idx: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class StatusEventRecord(Base):
    """A bit set or cleared; append-only, and the only source of every published status list."""

    __tablename__ = "status_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "list_id", "idx"],
            ["status_entries.organisation_id", "status_entries.list_id", "status_entries.idx"],
            name="fk_status_events_entry",
        ),
        UniqueConstraint("organisation_id", "list_id", "version", name="uq_status_events_version"),
        Index("ix_status_events_entry", "organisation_id", "list_id", "idx"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    list_id: Mapped[UUID] = mapped_column(Uuid)
    idx: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(Text)
    is_set: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(INSTANT)
