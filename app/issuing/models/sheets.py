"""Sheets that stand as a draft, and what is wrong with their rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class CredentialSheetRecord(Base):
    """An uploaded sheet of a batch: its headings, which column is which, and how many rows can be issued."""

    __tablename__ = "credential_sheets"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "batch_id"],
            ["credential_batches.organisation_id", "credential_batches.id"],
            name="fk_credential_sheets_batch",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    header_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    header_row: Mapped[int] = mapped_column(Integer)
    columns: Mapped[list[Any]] = mapped_column(JSONB)
    date_order: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int] = mapped_column(Integer)
    faulty_count: Mapped[int] = mapped_column(Integer)
    repeated_count: Mapped[int] = mapped_column(Integer)
    file_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    confirmed_rows: Mapped[str | None] = mapped_column(Text)
    touched_at: Mapped[datetime] = mapped_column(INSTANT)


class CredentialSheetPartRecord(Base):
    """Up to 500 sealed rows of a sheet with their sealed findings; what is issued well is taken out."""

    __tablename__ = "credential_sheet_parts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "batch_id"],
            ["credential_sheets.organisation_id", "credential_sheets.batch_id"],
            name="fk_credential_sheet_parts_sheet",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rows_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    findings_sealed: Mapped[bytes] = mapped_column(LargeBinary)
