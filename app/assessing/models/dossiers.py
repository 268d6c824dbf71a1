"""Dossiers, what is claimed in them, and the evidence for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class DossierRecord(Base):
    """One worker's way through one version of a skill set."""

    __tablename__ = "dossiers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "candidate_id"],
            ["candidates.organisation_id", "candidates.id"],
            name="fk_dossiers_candidate",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "skill_set_id", "skill_set_version"],
            ["skill_sets.organisation_id", "skill_sets.id", "skill_sets.version"],
            name="fk_dossiers_skill_set",
        ),
        Index("ix_dossiers_opened", "organisation_id", "opened_at", "id"),
        Index("ix_dossiers_candidate", "organisation_id", "candidate_id"),
        Index("ix_dossiers_closed", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_dossiers_changed", "changed_at", postgresql_where=text("closed_at IS NULL")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(Uuid)
    skill_set_id: Mapped[UUID] = mapped_column(Uuid)
    skill_set_version: Mapped[int] = mapped_column(Integer)
    opened_by: Mapped[str] = mapped_column(Text)
    coach_id: Mapped[UUID | None] = mapped_column(Uuid)
    former_coach_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(INSTANT)
    changed_at: Mapped[datetime] = mapped_column(INSTANT)
    closed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    files_erased_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ClaimRecord(Base):
    """An achievement that a worker says to master, with the level asked; a round is one judgement of it."""

    __tablename__ = "claims"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "dossier_id"],
            ["dossiers.organisation_id", "dossiers.id"],
            name="fk_claims_dossier",
        ),
        UniqueConstraint("organisation_id", "dossier_id", "achievement_id", name="uq_claims_achievement"),
        Index("ix_claims_state", "organisation_id", "state", "added_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(Uuid)
    achievement_id: Mapped[UUID] = mapped_column(Uuid)
    level_asked: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text)
    round: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(INSTANT)
    decided_at: Mapped[datetime | None] = mapped_column(INSTANT)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class EvidenceRecord(Base):
    """One piece of evidence: its kind, day and digest in the open, its words sealed; a file stands elsewhere."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "dossier_id"],
            ["dossiers.organisation_id", "dossiers.id"],
            name="fk_evidence_dossier",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "claim_id"],
            ["claims.organisation_id", "claims.id"],
            name="fk_evidence_claim",
        ),
        Index("ix_evidence_dossier", "organisation_id", "dossier_id", "added_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(Uuid)
    claim_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(Text)
    summary_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    relation: Mapped[str | None] = mapped_column(Text)
    seen_on: Mapped[date] = mapped_column(Date)
    hours: Mapped[int | None] = mapped_column(Integer)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    file_id: Mapped[UUID | None] = mapped_column(Uuid)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(INSTANT)
