"""Recognitions, the history of the register, and who takes over from a partnership that ended."""

from alembic import op

revision = "0042_recognitions"
down_revision = "0041_hands"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
SCOPE = """
        issuer_did text NOT NULL, skill_set_uri text, skill_set_name text, highest_level smallint NOT NULL,
        recognised_from timestamptz NOT NULL, recognised_until timestamptz,"""
RULES = """
        CONSTRAINT ck_{table}_skill_set CHECK ((skill_set_uri IS NULL) = (skill_set_name IS NULL)),
        CONSTRAINT ck_{table}_level CHECK (highest_level BETWEEN 1 AND 4),
        CONSTRAINT ck_{table}_period CHECK (recognised_until > recognised_from),
        CONSTRAINT fk_{table}_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT fk_{table}_issuer_did_registered_issuers
            FOREIGN KEY (issuer_did) REFERENCES registered_issuers (did)"""
CREATE = (
    """
    ALTER TABLE organisations ADD COLUMN successor_id uuid,
        ADD CONSTRAINT fk_organisations_successor_id_organisations
            FOREIGN KEY (successor_id) REFERENCES organisations (id)""",
    """
    ALTER TABLE registered_issuers ADD COLUMN name_skeleton text, ADD COLUMN successor_did text,
        ADD CONSTRAINT fk_registered_issuers_successor_did_registered_issuers
            FOREIGN KEY (successor_did) REFERENCES registered_issuers (did)""",
    """
    CREATE UNIQUE INDEX uq_registered_issuers_name_skeleton ON registered_issuers (name_skeleton)
        WHERE organisation_id IS NULL""",
    """
    ALTER TABLE issuer_keys ADD COLUMN refused_at timestamptz, ADD COLUMN refused_by text,
        ADD CONSTRAINT ck_issuer_keys_refusal CHECK ((refused_at IS NULL) = (refused_by IS NULL))""",
    """
    CREATE TABLE issuer_events (
        did text NOT NULL, id uuid NOT NULL, happened_at timestamptz NOT NULL, action text NOT NULL,
        facts jsonb NOT NULL,
        CONSTRAINT pk_issuer_events PRIMARY KEY (did, id),
        CONSTRAINT fk_issuer_events_did_registered_issuers
            FOREIGN KEY (did) REFERENCES registered_issuers (did)
    )""",
    f"""
    CREATE TABLE recognition_drafts (
        organisation_id uuid NOT NULL, id uuid NOT NULL,{SCOPE}
        drafted_by text NOT NULL, drafted_at timestamptz NOT NULL,
        decided_by text, decided_at timestamptz, outcome text,
        CONSTRAINT pk_recognition_drafts PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_recognition_drafts_four_eyes CHECK (decided_by <> drafted_by OR outcome = 'discarded'),
        CONSTRAINT ck_recognition_drafts_outcome CHECK (outcome IN ('confirmed', 'discarded')),
        {RULES.format(table="recognition_drafts")}
    )""",
    f"""
    CREATE TABLE recognitions (
        id uuid NOT NULL, organisation_id uuid, recogniser_did text NOT NULL, recogniser_name text NOT NULL,{SCOPE}
        recorded_at timestamptz NOT NULL, statement text NOT NULL,
        CONSTRAINT pk_recognitions PRIMARY KEY (id),
        CONSTRAINT uq_recognitions_organisation_id_id UNIQUE (organisation_id, id),
        CONSTRAINT ck_recognitions_other CHECK (recogniser_did <> issuer_did),
        {RULES.format(table="recognitions")}
    )""",
    "CREATE INDEX ix_recognitions_issuer_did_recorded_at_id ON recognitions (issuer_did, recorded_at, id)",
    "CREATE INDEX ix_recognitions_recogniser_did_recorded_at_id ON recognitions (recogniser_did, recorded_at, id)",
    """
    CREATE TABLE recognition_withdrawals (
        recognition_id uuid NOT NULL, organisation_id uuid, withdrawn_at timestamptz NOT NULL,
        CONSTRAINT pk_recognition_withdrawals PRIMARY KEY (recognition_id),
        CONSTRAINT fk_recognition_withdrawals_recognition_id_recognitions
            FOREIGN KEY (recognition_id) REFERENCES recognitions (id),
        CONSTRAINT fk_recognition_withdrawals_organisation_id_recognitions
            FOREIGN KEY (organisation_id, recognition_id) REFERENCES recognitions (organisation_id, id)
    )""",
)
# What happened before there was a history: that the issuer came in.
HISTORY = """
    INSERT INTO issuer_events (did, id, happened_at, action, facts)
    SELECT did, gen_random_uuid(), registered_from, 'registered', jsonb_build_object('state', 'active')
    FROM registered_issuers"""
TABLES = ("recognition_withdrawals", "recognitions", "recognition_drafts", "issuer_events")
PUBLIC = ("recognitions", "recognition_withdrawals", "issuer_events")


def upgrade() -> None:
    """Everyone may read who recognises whom; a partnership adds its own, and nobody changes or deletes."""
    for statement in CREATE:
        op.execute(statement)
    op.execute(HISTORY)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    for table in PUBLIC:
        op.execute(f"CREATE POLICY {table}_public ON {table} FOR SELECT USING (true)")
        op.execute(
            f"CREATE POLICY {table}_operator ON {table} FOR INSERT TO skillspass_owner WITH CHECK (true)"
        )
        op.execute(f"GRANT SELECT ON {table} TO skillspass_app")
    for table in ("recognitions", "recognition_withdrawals"):
        op.execute(
            f"CREATE POLICY {table}_tenant ON {table} FOR INSERT TO skillspass_app WITH CHECK ({TENANT})"
        )
        op.execute(f"GRANT INSERT ON {table} TO skillspass_app")
    op.execute(
        f"CREATE POLICY recognition_drafts_tenant ON recognition_drafts USING ({TENANT}) WITH CHECK ({TENANT})"
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (decided_by, decided_at, outcome) ON recognition_drafts TO skillspass_app"
    )


def downgrade() -> None:
    """Drop the tables and columns."""
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE issuer_keys DROP COLUMN refused_at, DROP COLUMN refused_by")
    op.execute("ALTER TABLE registered_issuers DROP COLUMN name_skeleton, DROP COLUMN successor_did")
    op.execute("ALTER TABLE organisations DROP COLUMN successor_id")
