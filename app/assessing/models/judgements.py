"""What people judged, what a second person said of it, what was appealed, and links by which others confirm."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class JudgementRecord(Base):
    """An assessor's answers in one round: a draft until it is signed, final after that."""

    __tablename__ = "judgements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "claim_id"],
            ["claims.organisation_id", "claims.id"],
            name="fk_judgements_claim",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "mandate_id"],
            ["mandates.organisation_id", "mandates.id"],
            name="fk_judgements_mandate",
        ),
        UniqueConstraint("organisation_id", "id", "person_id", name="uq_judgements_person"),
        UniqueConstraint("organisation_id", "claim_id", "round", "person_id", name="uq_judgements_round"),
        Index(
            "ix_judgements_signed",
            "organisation_id",
            "claim_id",
            "round",
            unique=True,
            postgresql_where=text("signed_at IS NOT NULL"),
        ),
        Index("ix_judgements_not_yet", "signed_at", postgresql_where=text("outcome = 'not-yet'")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(Uuid)
    round: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    mandate_id: Mapped[UUID] = mapped_column(Uuid)
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer)
    declared_no_conflict: Mapped[bool] = mapped_column(Boolean)
    started_at: Mapped[datetime] = mapped_column(INSTANT)
    saved_at: Mapped[datetime] = mapped_column(INSTANT)
    handed_over_at: Mapped[datetime | None] = mapped_column(INSTANT)
    outcome: Mapped[str | None] = mapped_column(Text)
    signed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class SecondJudgementRecord(Base):
    """Another person's view of a signed judgement; the database itself wants it to be another."""

    __tablename__ = "second_judgements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "judgement_id", "first_person_id"],
            ["judgements.organisation_id", "judgements.id", "judgements.person_id"],
            name="fk_second_judgements_first",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "claim_id"],
            ["claims.organisation_id", "claims.id"],
            name="fk_second_judgements_claim",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "mandate_id"],
            ["mandates.organisation_id", "mandates.id"],
            name="fk_second_judgements_mandate",
        ),
        UniqueConstraint("organisation_id", "judgement_id", name="uq_second_judgements_judgement"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(Uuid)
    judgement_id: Mapped[UUID] = mapped_column(Uuid)
    first_person_id: Mapped[UUID] = mapped_column(Uuid)
    coach_id: Mapped[UUID | None] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    mandate_id: Mapped[UUID] = mapped_column(Uuid)
    declared_no_conflict: Mapped[bool] = mapped_column(Boolean)
    decision: Mapped[str] = mapped_column(Text)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    role_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime] = mapped_column(INSTANT)


class AppealRecord(Base):
    """The assessed person does not agree with a round; another assessor's judgement is its outcome."""

    __tablename__ = "appeals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "claim_id"],
            ["claims.organisation_id", "claims.id"],
            name="fk_appeals_claim",
        ),
        UniqueConstraint("organisation_id", "claim_id", "round", name="uq_appeals_round"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(Uuid)
    round: Mapped[int] = mapped_column(Integer)
    asked_by: Mapped[str] = mapped_column(Text)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(INSTANT)
    outcome: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(INSTANT)


class CoSignLinkRecord(Base):
    """A link by which somebody without an account confirms an observation once; only its hash is kept."""

    __tablename__ = "co_sign_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "claim_id"],
            ["claims.organisation_id", "claims.id"],
            name="fk_co_sign_links_claim",
        ),
        UniqueConstraint("organisation_id", "secret_hash", name="uq_co_sign_links_secret"),
        Index("ix_co_sign_links_secret_hash", "secret_hash"),
        Index("ix_co_sign_links_claim", "organisation_id", "claim_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(Uuid)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    observation_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    seen_on: Mapped[date] = mapped_column(Date)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    consumed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    withdrawn_at: Mapped[datetime | None] = mapped_column(INSTANT)
    evidence_id: Mapped[UUID | None] = mapped_column(Uuid)
