"""Envelopes: the same credential signed in other formats, each with a status index of its own."""

from alembic import op

revision = "0011_envelopes"
down_revision = "0010_issuer_keys"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
PUBLIC = "credential_id = NULLIF(current_setting('app.public_id', true), '')::uuid AND state = 'signed'"
SWEEP = "current_setting('app.sweep', true) = 'on' AND state = 'reserved'"

CREATE = (
    """
    CREATE TABLE envelopes (
        organisation_id uuid NOT NULL, id uuid NOT NULL, credential_id uuid NOT NULL,
        idempotency_key text NOT NULL, request_digest bytea NOT NULL, format text NOT NULL, cryptosuite text,
        tbs_sealed bytea NOT NULL, tbs_digest bytea NOT NULL, signature bytea, credential_digest bytea,
        key_id uuid NOT NULL, state text NOT NULL, status_list_id uuid NOT NULL, status_index integer NOT NULL,
        signed_at timestamptz, created_at timestamptz NOT NULL,
        CONSTRAINT pk_envelopes PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_envelopes_key UNIQUE (organisation_id, idempotency_key),
        CONSTRAINT uq_envelopes_status UNIQUE (organisation_id, status_list_id, status_index),
        CONSTRAINT fk_envelopes_credential
            FOREIGN KEY (organisation_id, credential_id) REFERENCES issuances (organisation_id, id),
        CONSTRAINT fk_envelopes_status_entry
            FOREIGN KEY (organisation_id, status_list_id, status_index)
            REFERENCES status_entries (organisation_id, list_id, idx),
        CONSTRAINT ck_envelopes_state CHECK (state IN ('reserved', 'signed', 'void')),
        CONSTRAINT ck_envelopes_signed CHECK (
            (state = 'signed') = (signature IS NOT NULL AND credential_digest IS NOT NULL
                                  AND signed_at IS NOT NULL))
    )""",
    "ALTER TABLE envelopes ALTER COLUMN tbs_sealed SET STORAGE EXTERNAL",
    "CREATE INDEX ix_envelopes_credential ON envelopes (organisation_id, credential_id, created_at, id)",
    "CREATE INDEX ix_envelopes_credential_id ON envelopes (credential_id)",
    "CREATE INDEX ix_envelopes_reserved ON envelopes (organisation_id, created_at) WHERE state = 'reserved'",
    "ALTER TABLE envelopes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY envelopes_tenant ON envelopes USING ({TENANT}) WITH CHECK ({TENANT})",
    f"CREATE POLICY envelopes_public ON envelopes FOR SELECT USING ({PUBLIC})",
    f"CREATE POLICY envelopes_sweep ON envelopes FOR SELECT USING ({SWEEP})",
    "REVOKE ALL ON envelopes FROM skillspass_app",
    """
    GRANT SELECT, INSERT, UPDATE (state, signature, credential_digest, signed_at, idempotency_key)
    ON envelopes TO skillspass_app""",
)

GUARD = """
    CREATE FUNCTION envelopes_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the ledger is never deleted'; END IF;
        IF OLD.state <> 'reserved' THEN RAISE EXCEPTION 'a % envelope is final', OLD.state; END IF;
        IF (NEW.id, NEW.credential_id, NEW.tbs_digest, NEW.tbs_sealed, NEW.status_list_id, NEW.status_index,
            NEW.key_id)
           IS DISTINCT FROM
           (OLD.id, OLD.credential_id, OLD.tbs_digest, OLD.tbs_sealed, OLD.status_list_id, OLD.status_index,
            OLD.key_id) THEN
            RAISE EXCEPTION 'a reserved envelope keeps its bytes';
        END IF;
        IF NEW.idempotency_key <> OLD.idempotency_key AND NEW.state <> 'void' THEN
            RAISE EXCEPTION 'only a void envelope gives up its key';
        END IF;
        RETURN NEW;
    END $$"""


def upgrade() -> None:
    """The ledger of envelopes follows the rules of the ledger of credentials; keys on P-256 get a purpose."""
    for statement in CREATE:
        op.execute(statement)
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER envelopes_guard BEFORE UPDATE OR DELETE ON envelopes"
        " FOR EACH ROW EXECUTE FUNCTION envelopes_guard()"
    )
    _allow_purposes("'credential', 'credential-p256', 'status-list'")


def downgrade() -> None:
    """Drop the table; keys on P-256 that were made keep it from going on."""
    _allow_purposes("'credential', 'status-list'")
    op.execute("DROP TABLE envelopes")
    op.execute("DROP FUNCTION envelopes_guard()")


def _allow_purposes(purposes: str) -> None:
    op.execute("ALTER TABLE signing_keys DROP CONSTRAINT ck_signing_keys_purpose")
    op.execute(
        f"ALTER TABLE signing_keys ADD CONSTRAINT ck_signing_keys_purpose CHECK (purpose IN ({purposes}))"
    )
