"""Imported frameworks: releases side by side, their concepts, and rows to search in."""

from alembic import op

revision = "0020_concepts"
down_revision = "0012_vc_api"
branch_labels = None
depends_on = None

CREATE = (
    """
    CREATE TABLE framework_releases (
        id integer NOT NULL, framework_id text NOT NULL, version text NOT NULL, is_current boolean NOT NULL,
        concept_count integer NOT NULL, languages text[] NOT NULL, imported_at timestamptz NOT NULL,
        CONSTRAINT pk_framework_releases PRIMARY KEY (id),
        CONSTRAINT uq_framework_releases_framework_id UNIQUE (framework_id, version)
    )""",
    "CREATE UNIQUE INDEX ix_framework_releases_current ON framework_releases (framework_id) WHERE is_current",
    """
    CREATE TABLE framework_files (
        release_id integer NOT NULL, digest bytea NOT NULL, imported_at timestamptz NOT NULL,
        CONSTRAINT pk_framework_files PRIMARY KEY (release_id, digest),
        CONSTRAINT fk_framework_files_release_id_framework_releases
            FOREIGN KEY (release_id) REFERENCES framework_releases (id)
    )""",
    """
    CREATE TABLE concepts (
        release_id integer NOT NULL, position integer NOT NULL, id uuid NOT NULL, uri text NOT NULL,
        kind text NOT NULL, code text, reuse_level text, collections text[] NOT NULL,
        is_withdrawn boolean NOT NULL, withdrawn_at timestamptz,
        CONSTRAINT pk_concepts PRIMARY KEY (release_id, position),
        CONSTRAINT uq_concepts_release_id UNIQUE (release_id, uri),
        CONSTRAINT fk_concepts_release_id_framework_releases
            FOREIGN KEY (release_id) REFERENCES framework_releases (id)
    )""",
    "CREATE INDEX ix_concepts_id ON concepts (id)",
    "CREATE INDEX ix_concepts_uri ON concepts (uri)",
    """
    CREATE TABLE concept_texts (
        release_id integer NOT NULL, position integer NOT NULL, language text NOT NULL, label text NOT NULL,
        alternatives text[] NOT NULL, hidden text[] NOT NULL, definition text, scope_note text,
        CONSTRAINT pk_concept_texts PRIMARY KEY (release_id, position, language)
    )""",
    """
    CREATE TABLE concept_relations (
        release_id integer NOT NULL, source integer NOT NULL, relation text NOT NULL, target integer NOT NULL,
        CONSTRAINT pk_concept_relations PRIMARY KEY (release_id, source, relation, target)
    )""",
    "CREATE INDEX ix_concept_relations_target ON concept_relations (release_id, target)",
    """
    CREATE TABLE concept_mappings (
        release_id integer NOT NULL, source integer NOT NULL, match_type text NOT NULL, target_uri text NOT NULL,
        CONSTRAINT pk_concept_mappings PRIMARY KEY (release_id, source, match_type, target_uri),
        CONSTRAINT ck_concept_mappings_match_type CHECK (match_type IN ('exact', 'close', 'broad', 'narrow'))
    )""",
    "CREATE INDEX ix_concept_mappings_target_uri ON concept_mappings (target_uri)",
    # Compared byte by byte, so that a name's beginning is a range of the key.
    """
    CREATE TABLE concept_names (
        release_id integer NOT NULL, language text NOT NULL, name text COLLATE "C" NOT NULL,
        position integer NOT NULL, rank smallint NOT NULL,
        CONSTRAINT pk_concept_names PRIMARY KEY (release_id, language, name, position)
    )""",
    "CREATE INDEX ix_concept_names_position ON concept_names (release_id, position)",
    """
    CREATE TABLE concept_vectors (
        release_id integer NOT NULL, position integer NOT NULL, language text NOT NULL,
        names tsvector NOT NULL, stems tsvector NOT NULL,
        CONSTRAINT pk_concept_vectors PRIMARY KEY (release_id, position, language)
    )""",
    "CREATE INDEX ix_concept_vectors_names ON concept_vectors USING gin (names)",
    "CREATE INDEX ix_concept_vectors_stems ON concept_vectors USING gin (stems)",
    """
    CREATE TABLE word_grams (
        release_id integer NOT NULL, gram text NOT NULL, words text[] NOT NULL,
        CONSTRAINT pk_word_grams PRIMARY KEY (release_id, gram)
    )""",
)
TABLES = (
    "framework_releases",
    "framework_files",
    "concepts",
    "concept_texts",
    "concept_relations",
    "concept_mappings",
    "concept_names",
    "concept_vectors",
    "word_grams",
)


def upgrade() -> None:
    """Public reference data: everyone reads it, only the owner of the tables writes it."""
    for statement in CREATE:
        op.execute(statement)
    op.execute(f"GRANT SELECT ON {', '.join(TABLES)} TO skillspass_app")


def downgrade() -> None:
    """Drop the imported frameworks."""
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
