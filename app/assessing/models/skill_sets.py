"""Skill sets in versions, and which achievements each has."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class SkillSetRecord(Base):
    """One version; a draft changes with its revision, a published one never, and that is kept by a trigger."""

    __tablename__ = "skill_sets"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'superseded')", name="state"),
        Index("ix_skill_sets_code", "organisation_id", func.lower(text("code")), "version", unique=True),
        Index(
            "ix_skill_sets_draft",
            "organisation_id",
            "id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "ix_skill_sets_published",
            "organisation_id",
            "id",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index("ix_skill_sets_id", "id"),
        Index("ix_skill_sets_drafted", "organisation_id", "drafted_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    aligned: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    revision: Mapped[int] = mapped_column(Integer)
    drafted_by: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime] = mapped_column(INSTANT)
    edited_by: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime] = mapped_column(INSTANT)
    published_by: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(INSTANT)
    superseded_at: Mapped[datetime | None] = mapped_column(INSTANT)


class SkillSetAchievementRecord(Base):
    """To which skill set an achievement belongs; its version is that of the skill set."""

    __tablename__ = "skill_set_achievements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "skill_set_id", "version"],
            ["skill_sets.organisation_id", "skill_sets.id", "skill_sets.version"],
            name="fk_skill_set_achievements_skill_set",
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    achievement_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    skill_set_id: Mapped[UUID]
