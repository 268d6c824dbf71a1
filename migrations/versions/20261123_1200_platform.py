"""What every room stands on: jobs, the audit chain, answers kept for repeated requests, copies of public documents."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_platform"
down_revision = None
branch_labels = None
depends_on = None

TENANT = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid"
OWNER_OF_SCOPE = (
    "split_part(scope, ':', 1) IN (nullif(current_setting('app.organisation_id', true), ''),"
    " nullif(current_setting('app.holder_id', true), ''))"
)

CREATE = (
    """
    CREATE TABLE audit_heads (
        organisation_id uuid NOT NULL,
        position bigint NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_audit_heads PRIMARY KEY (organisation_id)
    )""",
    """
    CREATE TABLE audit_events (
        organisation_id uuid NOT NULL,
        position bigint NOT NULL,
        id uuid NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        facts jsonb NOT NULL,
        occurred_at timestamptz NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_audit_events PRIMARY KEY (organisation_id, position),
        CONSTRAINT ck_audit_events_position CHECK (position > 0)
    )""",
    """
    CREATE TABLE idempotent_requests (
        scope text NOT NULL,
        key text NOT NULL,
        digest bytea NOT NULL,
        status integer,
        body_sealed bytea,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_idempotent_requests PRIMARY KEY (scope, key)
    )""",
    """
    CREATE TABLE cached_documents (
        url_digest bytea NOT NULL,
        url text NOT NULL,
        body bytea NOT NULL,
        content_type text NOT NULL,
        fetched_at timestamptz NOT NULL,
        CONSTRAINT pk_cached_documents PRIMARY KEY (url_digest)
    )""",
)
POLICIES = {"audit_heads": TENANT, "audit_events": TENANT, "idempotent_requests": OWNER_OF_SCOPE}
JOBS = "procrastinate"


def upgrade() -> None:
    """Tables of the platform; the job tables carry ids only, so they have no owner."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO skillspass_app;"
        " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO skillspass_app;"
        " REVOKE ALL ON alembic_version FROM skillspass_app;"
        " GRANT SELECT ON alembic_version TO skillspass_app"
    )
    for statement in CREATE:
        op.execute(statement)
    for table, mine in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_owner ON {table} USING ({mine}) WITH CHECK ({mine})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON audit_heads, idempotent_requests TO skillspass_app")
    op.execute("GRANT SELECT, INSERT ON audit_events TO skillspass_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON cached_documents TO skillspass_app")


def downgrade() -> None:
    """Drops the tables, then all that the job library made."""
    op.execute("DROP TABLE cached_documents, idempotent_requests, audit_events, audit_heads")
    op.execute(
        """
        DO $$ DECLARE thing record; BEGIN
            FOR thing IN SELECT format('DROP TABLE IF EXISTS %I CASCADE', tablename) AS command FROM pg_tables
                WHERE schemaname = 'public' AND tablename LIKE 'procrastinate_%'
            LOOP EXECUTE thing.command; END LOOP;
            FOR thing IN SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) AS command
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'public' AND p.proname LIKE 'procrastinate_%'
            LOOP EXECUTE thing.command; END LOOP;
            FOR thing IN SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) AS command FROM pg_type
                WHERE typname LIKE 'procrastinate_%' AND typtype IN ('e', 'c')
            LOOP EXECUTE thing.command; END LOOP;
        END $$
        """
    )
