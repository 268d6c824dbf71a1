"""Evidence files: what is known of them; the bytes stand on disk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class EvidenceFileRecord(Base):
    """A file that is on its way (`receiving`) or is kept; of its own key only the sealed form is here."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "dossier_id"],
            ["dossiers.organisation_id", "dossiers.id"],
            name="fk_evidence_files_dossier",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "candidate_id"],
            ["candidates.organisation_id", "candidates.id"],
            name="fk_evidence_files_candidate",
            ondelete="CASCADE",
        ),
        CheckConstraint("state IN ('receiving', 'kept')", name="state"),
        Index("ix_evidence_files_dossier", "organisation_id", "dossier_id"),
        Index("ix_evidence_files_candidate", "organisation_id", "candidate_id"),
        Index("ix_evidence_files_expires_at", "expires_at", postgresql_where=text("state = 'receiving'")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(Uuid)
    dossier_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    announced: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    label_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime | None] = mapped_column(INSTANT)
    stored_as: Mapped[UUID | None] = mapped_column(Uuid)
    media_type: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime | None] = mapped_column(INSTANT)


class EvidenceFilePartRecord(Base):
    """A piece of a file that is on its way; where it starts is its key, so no two start at one place."""

    __tablename__ = "evidence_file_parts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "file_id"],
            ["evidence_files.organisation_id", "evidence_files.id"],
            name="fk_evidence_file_parts_file",
            ondelete="CASCADE",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    file_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    starts_at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Integer)
    stored_as: Mapped[UUID] = mapped_column(Uuid)
