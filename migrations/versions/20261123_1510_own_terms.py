"""A partnership's own terms, their reviewed mappings, and which concepts each partnership describes."""

from alembic import op

revision = "0021_own_terms"
down_revision = "0020_concepts"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CREATE = (
    """
    CREATE TABLE own_terms (
        organisation_id uuid NOT NULL, id uuid NOT NULL, layer text NOT NULL, label_nl text NOT NULL,
        label_en text, definition_nl text NOT NULL, definition_en text,
        created_at timestamptz NOT NULL, retired_at timestamptz,
        CONSTRAINT pk_own_terms PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_own_terms_layer CHECK (layer IN ('specific', 'transferable', 'knowledge')),
        CONSTRAINT fk_own_terms_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    "CREATE INDEX ix_own_terms_created ON own_terms (organisation_id, created_at, id)",
    """
    CREATE TABLE term_mappings (
        organisation_id uuid NOT NULL, id uuid NOT NULL, term_id uuid NOT NULL, match_type text NOT NULL,
        concept_uri text NOT NULL, framework_id text NOT NULL, framework_version text NOT NULL,
        concept_label text NOT NULL, language text NOT NULL, state text NOT NULL, proposed_by text NOT NULL,
        proposed_at timestamptz NOT NULL, reviewed_by text, reviewed_at timestamptz,
        CONSTRAINT pk_term_mappings PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_term_mappings_match_type CHECK (match_type IN ('exact', 'close', 'broad', 'narrow')),
        CONSTRAINT ck_term_mappings_state CHECK (state IN ('proposed', 'approved', 'rejected')),
        CONSTRAINT ck_term_mappings_four_eyes CHECK (
            (state NOT IN ('approved', 'rejected') OR reviewed_by IS NOT NULL)
            AND reviewed_by IS DISTINCT FROM proposed_by),
        CONSTRAINT fk_term_mappings_term
            FOREIGN KEY (organisation_id, term_id) REFERENCES own_terms (organisation_id, id)
    )""",
    """
    CREATE UNIQUE INDEX ix_term_mappings_open ON term_mappings (organisation_id, term_id, concept_uri)
        WHERE state IN ('proposed', 'approved')""",
    """
    CREATE TABLE described_concepts (
        organisation_id uuid NOT NULL, concept_uri text NOT NULL, source_id uuid NOT NULL,
        source text NOT NULL, name text NOT NULL, match_type text NOT NULL,
        CONSTRAINT pk_described_concepts PRIMARY KEY (organisation_id, concept_uri, source_id),
        CONSTRAINT ck_described_concepts_source CHECK (source IN ('own-term', 'achievement')),
        CONSTRAINT fk_described_concepts_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    "CREATE INDEX ix_described_concepts_concept_uri ON described_concepts (concept_uri)",
)
GRANTS = {
    "own_terms": "SELECT, INSERT, UPDATE (retired_at)",
    "term_mappings": "SELECT, INSERT, UPDATE (state, reviewed_by, reviewed_at)",
    "described_concepts": "SELECT, INSERT, DELETE, UPDATE (name, match_type)",
}


def upgrade() -> None:
    """Terms and mappings are their organisation's; that it describes a concept is public, as its achievements are."""
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
    op.execute("CREATE POLICY described_concepts_public ON described_concepts FOR SELECT USING (true)")


def downgrade() -> None:
    """Drop own terms."""
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
