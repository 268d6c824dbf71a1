"""The ledger of documents that were issued by the VC-API, and the challenges of its presentations."""

from alembic import op

revision = "0012_vc_api"
down_revision = "0011_envelopes"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
SWEEP = "current_setting('app.sweep', true) = 'on' AND state = 'reserved'"
KNOWN = "credential_digest = decode(NULLIF(current_setting('app.capability', true), ''), 'hex') AND state = 'signed'"
CAPABILITY = "challenge_hash = decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
# The clock of the database is the second net, as for other things that are forgotten.
FORGET = "current_setting('app.sweep', true) = 'forget' AND created_at < now() - interval '5 minutes'"

LEDGER = (
    """
    CREATE TABLE vc_api_issuances (
        organisation_id uuid NOT NULL, id uuid NOT NULL, credential_hash bytea NOT NULL,
        format text NOT NULL, cryptosuite text, tbs_digest bytea NOT NULL, credential_digest bytea,
        key_id uuid NOT NULL, state text NOT NULL, status_list_id uuid, status_index integer,
        created_at timestamptz NOT NULL, signed_at timestamptz,
        CONSTRAINT pk_vc_api_issuances PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_vc_api_issuances_status UNIQUE (organisation_id, status_list_id, status_index),
        CONSTRAINT fk_vc_api_issuances_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT fk_vc_api_issuances_status_entry
            FOREIGN KEY (organisation_id, status_list_id, status_index)
            REFERENCES status_entries (organisation_id, list_id, idx),
        CONSTRAINT ck_vc_api_issuances_state CHECK (state IN ('reserved', 'signed', 'void')),
        CONSTRAINT ck_vc_api_issuances_signed CHECK (
            (state = 'signed') = (credential_digest IS NOT NULL AND signed_at IS NOT NULL)),
        CONSTRAINT ck_vc_api_issuances_status CHECK ((status_list_id IS NULL) = (status_index IS NULL))
    )""",
    "CREATE INDEX ix_vc_api_issuances_credential ON vc_api_issuances (organisation_id, credential_hash)",
    "CREATE INDEX ix_vc_api_issuances_digest ON vc_api_issuances (credential_digest)",
    """
    CREATE INDEX ix_vc_api_issuances_reserved ON vc_api_issuances (organisation_id, created_at)
    WHERE state = 'reserved'""",
    "ALTER TABLE vc_api_issuances ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY vc_api_issuances_tenant ON vc_api_issuances USING ({TENANT}) WITH CHECK ({TENANT})",
    f"CREATE POLICY vc_api_issuances_public ON vc_api_issuances FOR SELECT USING ({KNOWN})",
    f"CREATE POLICY vc_api_issuances_sweep ON vc_api_issuances FOR SELECT USING ({SWEEP})",
    "REVOKE ALL ON vc_api_issuances FROM skillspass_app",
    """
    GRANT SELECT, INSERT, UPDATE (state, credential_digest, signed_at)
    ON vc_api_issuances TO skillspass_app""",
    """
    CREATE FUNCTION vc_api_issuances_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the ledger is never deleted'; END IF;
        IF OLD.state <> 'reserved' THEN RAISE EXCEPTION 'a % issuance is final', OLD.state; END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER vc_api_issuances_guard BEFORE UPDATE OR DELETE ON vc_api_issuances
    FOR EACH ROW EXECUTE FUNCTION vc_api_issuances_guard()""",
)
CHALLENGES = (
    """
    CREATE TABLE vc_api_challenges (
        challenge_hash bytea NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
        CONSTRAINT pk_vc_api_challenges PRIMARY KEY (challenge_hash),
        CONSTRAINT ck_vc_api_challenges_expires CHECK (expires_at <= created_at + interval '5 minutes')
    )""",
    "CREATE INDEX ix_vc_api_challenges_created_at ON vc_api_challenges (created_at)",
    "ALTER TABLE vc_api_challenges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    # Whoever knows a challenge reaches its row, and nobody can list them.
    f"""
    CREATE POLICY vc_api_challenges_capability ON vc_api_challenges
    USING ({CAPABILITY}) WITH CHECK ({CAPABILITY})""",
    f"CREATE POLICY vc_api_challenges_forget_select ON vc_api_challenges FOR SELECT USING ({FORGET})",
    f"CREATE POLICY vc_api_challenges_forget_delete ON vc_api_challenges FOR DELETE USING ({FORGET})",
    "REVOKE ALL ON vc_api_challenges FROM skillspass_app",
    "GRANT SELECT, INSERT, DELETE ON vc_api_challenges TO skillspass_app",
)


def upgrade() -> None:
    """Both belong to the optional mount of the VC-API; without it they stay empty."""
    for statement in (*LEDGER, *CHALLENGES):
        op.execute(statement)


def downgrade() -> None:
    """Drop both tables."""
    op.execute("DROP TABLE vc_api_challenges")
    op.execute("DROP TABLE vc_api_issuances")
    op.execute("DROP FUNCTION vc_api_issuances_guard()")
