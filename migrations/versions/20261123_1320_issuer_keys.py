"""Keys of registered issuers elsewhere, as they were first seen."""

from alembic import op

revision = "0010_issuer_keys"
down_revision = "0009_forgetting_answers"
branch_labels = None
depends_on = None

CREATE = """
    CREATE TABLE issuer_keys (
        did text NOT NULL,
        kid text NOT NULL,
        thumbprint text NOT NULL,
        public_jwk jsonb NOT NULL,
        first_seen_at timestamptz NOT NULL,
        approved_at timestamptz,
        approved_by text,
        missing_since timestamptz,
        retired_at timestamptz,
        compromised_at timestamptz,
        CONSTRAINT pk_issuer_keys PRIMARY KEY (did, kid, thumbprint),
        CONSTRAINT ck_issuer_keys_approval CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
        CONSTRAINT fk_issuer_keys_did_registered_issuers FOREIGN KEY (did) REFERENCES registered_issuers (did)
    )"""


def upgrade() -> None:
    """Public facts: the service writes down what it sees, and only an operator approves a change."""
    op.execute(CREATE)
    op.execute("ALTER TABLE issuer_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY issuer_keys_public ON issuer_keys FOR SELECT USING (true)")
    op.execute("CREATE POLICY issuer_keys_seen ON issuer_keys FOR INSERT TO skillspass_app WITH CHECK (true)")
    op.execute(
        "CREATE POLICY issuer_keys_watched ON issuer_keys FOR UPDATE TO skillspass_app "
        "USING (true) WITH CHECK (true)"
    )
    op.execute(
        "CREATE POLICY issuer_keys_operator ON issuer_keys TO skillspass_owner USING (true) WITH CHECK (true)"
    )
    # Not approved_at: what was seen later never becomes trusted by the service itself.
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (missing_since, retired_at, compromised_at) "
        "ON issuer_keys TO skillspass_app"
    )


def downgrade() -> None:
    """Drop the table."""
    op.execute("DROP TABLE issuer_keys")
