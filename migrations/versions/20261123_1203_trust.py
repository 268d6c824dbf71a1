"""Signing keys and the register of issuers."""

from alembic import op

revision = "0004_trust"
down_revision = "0003_ontologies"
branch_labels = None
depends_on = None

TENANT = "organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid"

CREATE = (
    """
    CREATE TABLE signing_keys (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        kid text NOT NULL,
        purpose text NOT NULL,
        algorithm text NOT NULL,
        public_jwk jsonb NOT NULL,
        private_key_sealed bytea NOT NULL,
        kek_version integer NOT NULL,
        created_at timestamptz NOT NULL,
        valid_from timestamptz NOT NULL,
        retired_at timestamptz,
        compromised_at timestamptz,
        CONSTRAINT pk_signing_keys PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_signing_keys_organisation_id_kid UNIQUE (organisation_id, kid),
        CONSTRAINT ck_signing_keys_purpose CHECK (purpose IN ('credential', 'status-list')),
        CONSTRAINT ck_signing_keys_algorithm CHECK (algorithm IN ('EdDSA', 'ES256')),
        CONSTRAINT fk_signing_keys_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    """
    CREATE TABLE registered_issuers (
        did text NOT NULL,
        organisation_id uuid,
        name text NOT NULL,
        website text,
        registered_by text NOT NULL,
        registered_from timestamptz NOT NULL,
        registered_until timestamptz,
        state text NOT NULL,
        CONSTRAINT pk_registered_issuers PRIMARY KEY (did),
        CONSTRAINT ck_registered_issuers_state CHECK (state IN ('active', 'suspended', 'ended')),
        CONSTRAINT fk_registered_issuers_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
)


def upgrade() -> None:
    """A key is of one organisation and is never deleted; the register is public and an operator's to write."""
    for statement in CREATE:
        op.execute(statement)
    for table in ("signing_keys", "registered_issuers"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY signing_keys_tenant ON signing_keys USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY registered_issuers_public ON registered_issuers FOR SELECT USING (true)")
    op.execute(
        "CREATE POLICY registered_issuers_operator ON registered_issuers TO skillspass_owner "
        "USING (true) WITH CHECK (true)"
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (retired_at, compromised_at, private_key_sealed, kek_version) "
        "ON signing_keys TO skillspass_app"
    )
    op.execute("GRANT SELECT ON registered_issuers TO skillspass_app")


def downgrade() -> None:
    """Drop both tables."""
    op.execute("DROP TABLE registered_issuers")
    op.execute("DROP TABLE signing_keys")
