"""Tables of the vocabulary: public reference data, the same for every organisation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
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


class FrameworkReleaseRecord(Base):
    """One imported version of a framework. Of each framework one is current: that one is searched."""

    __tablename__ = "framework_releases"
    __table_args__ = (
        UniqueConstraint("framework_id", "version"),
        Index(
            "ix_framework_releases_current", "framework_id", unique=True, postgresql_where=text("is_current")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    framework_id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool]
    concept_count: Mapped[int]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    imported_at: Mapped[datetime] = mapped_column(INSTANT)


class FrameworkFileRecord(Base):
    """A file that went into a release, by its SHA-256: bringing it again does nothing."""

    __tablename__ = "framework_files"

    release_id: Mapped[int] = mapped_column(ForeignKey("framework_releases.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    imported_at: Mapped[datetime] = mapped_column(INSTANT)


class ConceptRecord(Base):
    """A concept in one release; never deleted, because credentials name it."""

    __tablename__ = "concepts"
    __table_args__ = (UniqueConstraint("release_id", "uri"), Index(None, "id"), Index(None, "uri"))

    release_id: Mapped[int] = mapped_column(ForeignKey("framework_releases.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    uri: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    reuse_level: Mapped[str | None] = mapped_column(Text)
    collections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_withdrawn: Mapped[bool]
    withdrawn_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ConceptTextRecord(Base):
    """What a concept is called in one language, and what it means."""

    __tablename__ = "concept_texts"

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    alternatives: Mapped[list[str]] = mapped_column(ARRAY(Text))
    hidden: Mapped[list[str]] = mapped_column(ARRAY(Text))
    definition: Mapped[str | None] = mapped_column(Text)
    scope_note: Mapped[str | None] = mapped_column(Text)


class ConceptRelationRecord(Base):
    """From one concept of a release to another, by their positions."""

    __tablename__ = "concept_relations"
    __table_args__ = (Index("ix_concept_relations_target", "release_id", "target"),)

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    relation: Mapped[str] = mapped_column(Text, primary_key=True)
    target: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ConceptMappingRecord(Base):
    """From a concept to one of another framework, which need not be imported here."""

    __tablename__ = "concept_mappings"
    __table_args__ = (
        CheckConstraint("match_type IN ('exact', 'close', 'broad', 'narrow')", name="match_type"),
        Index(None, "target_uri"),
    )

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    match_type: Mapped[str] = mapped_column(Text, primary_key=True)
    target_uri: Mapped[str] = mapped_column(Text, primary_key=True)


class ConceptNameRecord(Base):
    """A name of a concept in a current release as searching sees it; rank 0 is the label."""

    __tablename__ = "concept_names"
    __table_args__ = (Index("ix_concept_names_position", "release_id", "position"),)

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(SmallInteger)


class ConceptVectorRecord(Base):
    """The words of a concept in a current release: those of its names as they are, and of all texts as stems."""

    __tablename__ = "concept_vectors"
    __table_args__ = (
        Index("ix_concept_vectors_names", "names", postgresql_using="gin"),
        Index("ix_concept_vectors_stems", "stems", postgresql_using="gin"),
    )

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    names: Mapped[str] = mapped_column(TSVECTOR)
    stems: Mapped[str] = mapped_column(TSVECTOR)


class WordGramRecord(Base):
    """The words of names in a current release that have three letters in a row: the way from a typing error."""

    __tablename__ = "word_grams"

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gram: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))


class OwnTermRecord(Base):
    """A term of one partnership; its words never change and it is never deleted, because achievements may name it."""

    __tablename__ = "own_terms"
    __table_args__ = (
        CheckConstraint("layer IN ('specific', 'transferable', 'knowledge')", name="layer"),
        Index("ix_own_terms_created", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(Text)
    label_nl: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str | None] = mapped_column(Text)
    definition_nl: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    retired_at: Mapped[datetime | None] = mapped_column(INSTANT)


class TermMappingRecord(Base):
    """From an own term to a concept: proposed by one, reviewed by another."""

    __tablename__ = "term_mappings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "term_id"],
            ["own_terms.organisation_id", "own_terms.id"],
            name="fk_term_mappings_term",
        ),
        CheckConstraint("match_type IN ('exact', 'close', 'broad', 'narrow')", name="match_type"),
        CheckConstraint("state IN ('proposed', 'approved', 'rejected')", name="state"),
        Index(
            "ix_term_mappings_open",
            "organisation_id",
            "term_id",
            "concept_uri",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'approved')"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    term_id: Mapped[UUID]
    match_type: Mapped[str] = mapped_column(Text)
    concept_uri: Mapped[str] = mapped_column(Text)
    framework_id: Mapped[str] = mapped_column(Text)
    framework_version: Mapped[str] = mapped_column(Text)
    concept_label: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(INSTANT)
    reviewed_by: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class DescribedConceptRecord(Base):
    """That a partnership describes a concept, by an own term or an achievement: public, and written by itself only."""

    __tablename__ = "described_concepts"
    __table_args__ = (
        CheckConstraint("source IN ('own-term', 'achievement')", name="source"),
        Index(None, "concept_uri"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    concept_uri: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    match_type: Mapped[str] = mapped_column(Text)
