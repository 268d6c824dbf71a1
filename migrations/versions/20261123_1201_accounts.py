"""Organisations and their API keys."""

from alembic import op

revision = "0002_accounts"
down_revision = "0001_platform"
branch_labels = None
depends_on = None

TENANT = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid"
SELF = "id = nullif(current_setting('app.organisation_id', true), '')::uuid"
CAPABILITY = "key_hash = decode(nullif(current_setting('app.capability', true), ''), 'hex')"

CREATE = (
    """
    CREATE TABLE organisations (
        id uuid NOT NULL,
        slug text NOT NULL,
        name text NOT NULL,
        name_skeleton text NOT NULL,
        kind text NOT NULL,
        locale text NOT NULL,
        website text,
        phone text,
        is_test boolean NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_organisations PRIMARY KEY (id),
        CONSTRAINT uq_organisations_slug UNIQUE (slug),
        CONSTRAINT uq_organisations_name_skeleton UNIQUE (name_skeleton),
        CONSTRAINT ck_organisations_kind CHECK (kind IN ('partnership', 'verifier'))
    )""",
    """
    CREATE TABLE api_keys (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        key_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        last_used_on date,
        CONSTRAINT pk_api_keys PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_api_keys_organisation_id_key_hash UNIQUE (organisation_id, key_hash),
        CONSTRAINT fk_api_keys_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    "CREATE INDEX ix_api_keys_key_hash ON api_keys (key_hash)",
    "CREATE INDEX ix_api_keys_organisation_id_created_at_id ON api_keys (organisation_id, created_at, id)",
)


def upgrade() -> None:
    """Everyone may read who an organisation is; only an operator, acting for that one, writes it."""
    for statement in CREATE:
        op.execute(statement)
    for table in ("organisations", "api_keys"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY organisations_public ON organisations FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY organisations_operator ON organisations USING ({SELF}) WITH CHECK ({SELF})")
    op.execute(f"CREATE POLICY api_keys_tenant ON api_keys USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY api_keys_capability ON api_keys FOR SELECT USING ({CAPABILITY})")
    op.execute("GRANT SELECT ON organisations TO skillspass_app")
    op.execute("GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_on) ON api_keys TO skillspass_app")


def downgrade() -> None:
    """Drop both tables."""
    op.execute("DROP TABLE api_keys")
    op.execute("DROP TABLE organisations")
