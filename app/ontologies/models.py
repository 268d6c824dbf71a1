"""Tables of the vocabulary: public reference data, the same for every organisation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class FrameworkRecord(Base):
    """A skills framework; loading it again replaces its facts."""

    __tablename__ = "frameworks"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    name_nl: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)


class SkillRecord(Base):
    """A skill; never deleted, because credentials name it: `withdrawn_at` says it is no longer offered."""

    __tablename__ = "skills"
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("framework_id", "code"),
        CheckConstraint("match_type IN ('exact', 'close', 'broad', 'narrow')", name="match_type"),
        Index(None, "sector", "label_nl", "id"),
    )

    framework_id: Mapped[str] = mapped_column(Text, ForeignKey("frameworks.id"), primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(Text)
    label_nl: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    definition_nl: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str] = mapped_column(Text)
    esco_uri: Mapped[str] = mapped_column(Text)
    esco_label: Mapped[str] = mapped_column(Text)
    match_type: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(INSTANT)
