"""Evidence files: what is on its way or kept, with a key of its own each; the bytes stand sealed on disk."""

from alembic import op

revision = "0026_evidence_files"
down_revision = "0025_dossiers"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CREATE = (
    """
    CREATE TABLE evidence_files (
        organisation_id uuid NOT NULL, id uuid NOT NULL, candidate_id uuid NOT NULL, dossier_id uuid NOT NULL,
        state text NOT NULL, announced bigint NOT NULL, received bigint NOT NULL,
        key_sealed bytea NOT NULL, label_sealed bytea, added_by text NOT NULL,
        started_at timestamptz NOT NULL, expires_at timestamptz,
        stored_as uuid, media_type text, size bigint, sha256 bytea, kept_at timestamptz,
        CONSTRAINT pk_evidence_files PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_evidence_files_dossier FOREIGN KEY (organisation_id, dossier_id)
            REFERENCES dossiers (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT fk_evidence_files_candidate FOREIGN KEY (organisation_id, candidate_id)
            REFERENCES candidates (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT ck_evidence_files_state CHECK (state IN ('receiving', 'kept')),
        CONSTRAINT ck_evidence_files_received CHECK (received BETWEEN 0 AND announced),
        CONSTRAINT ck_evidence_files_kept CHECK (
            (state = 'kept') = (stored_as IS NOT NULL AND media_type IS NOT NULL AND kept_at IS NOT NULL
                AND size > 0 AND octet_length(sha256) = 32 AND expires_at IS NULL)),
        CONSTRAINT ck_evidence_files_expires CHECK (state = 'kept' OR expires_at IS NOT NULL)
    )""",
    "CREATE INDEX ix_evidence_files_dossier ON evidence_files (organisation_id, dossier_id)",
    "CREATE INDEX ix_evidence_files_candidate ON evidence_files (organisation_id, candidate_id)",
    "CREATE INDEX ix_evidence_files_expires_at ON evidence_files (expires_at) WHERE state = 'receiving'",
    """
    CREATE TABLE evidence_file_parts (
        organisation_id uuid NOT NULL, file_id uuid NOT NULL, starts_at bigint NOT NULL, size integer NOT NULL,
        stored_as uuid NOT NULL,
        CONSTRAINT pk_evidence_file_parts PRIMARY KEY (organisation_id, file_id, starts_at),
        CONSTRAINT fk_evidence_file_parts_file FOREIGN KEY (organisation_id, file_id)
            REFERENCES evidence_files (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT ck_evidence_file_parts_size CHECK (size > 0 AND starts_at >= 0)
    )""",
    """
    CREATE FUNCTION evidence_files_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.state = 'kept' THEN
            RAISE EXCEPTION 'a file that is kept never changes';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER evidence_files_guard BEFORE UPDATE ON evidence_files
        FOR EACH ROW EXECUTE FUNCTION evidence_files_guard()""",
)
GRANTS = {
    "evidence_files": (
        "SELECT, INSERT, DELETE, UPDATE (state, announced, received, expires_at, stored_as, media_type, size, sha256,"
        " kept_at)"
    ),
    "evidence_file_parts": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    """A file goes with its dossier and its worker; what is kept never changes."""
    for statement in CREATE:
        op.execute(statement)
    for table, verbs in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT {verbs} ON {table} TO skillspass_app")
    op.execute(
        "CREATE POLICY evidence_files_sweep ON evidence_files FOR SELECT"
        " USING (current_setting('app.sweep', true) = 'evidence')"
    )


def downgrade() -> None:
    """Drop evidence files; those on disk are swept away."""
    op.execute("DROP TABLE evidence_file_parts")
    op.execute("DROP TABLE evidence_files")
    op.execute("DROP FUNCTION evidence_files_guard()")
