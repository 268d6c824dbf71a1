"""Bulk orders, their sealed rows and what was wrong with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class CredentialBatchRecord(Base):
    """One bulk order: items in one call, or an uploaded CSV file worked off in chunks."""

    __tablename__ = "credential_batches"
    __table_args__ = (
        UniqueConstraint("organisation_id", "idempotency_key", name="uq_credential_batches_key"),
        Index("ix_credential_batches_created", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    upload_id: Mapped[UUID] = mapped_column(Uuid)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int] = mapped_column(Integer)
    issued_count: Mapped[int] = mapped_column(Integer)
    failed_count: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    progressed_at: Mapped[datetime] = mapped_column(INSTANT)
    finished_at: Mapped[datetime | None] = mapped_column(INSTANT)


class CredentialBatchChunkRecord(Base):
    """Up to 500 sealed rows of an uploaded file; the rows are wiped when the chunk is done."""

    __tablename__ = "credential_batch_chunks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "batch_id"],
            ["credential_batches.organisation_id", "credential_batches.id"],
            name="fk_credential_batch_chunks_batch",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rows_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    row_count: Mapped[int] = mapped_column(Integer)
    done_at: Mapped[datetime | None] = mapped_column(INSTANT)


class CredentialBatchErrorRecord(Base):
    """What is wrong with one cell of an uploaded file, and how to mend it; never the cell's content."""

    __tablename__ = "credential_batch_errors"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "batch_id"],
            ["credential_batches.organisation_id", "credential_batches.id"],
            name="fk_credential_batch_errors_batch",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
