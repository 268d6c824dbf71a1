"""Tables, row-level security, grants and guards of the issuing room."""

from alembic import op

revision = "0005_issuing"
down_revision = "0004_trust"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
PUBLIC_ID = "id = NULLIF(current_setting('app.public_id', true), '')::uuid"
CAPABILITY = "secret_hash = decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = 'on'"

CREATE = (
    """
    CREATE TABLE achievements (
        organisation_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL,
        code text NOT NULL, name jsonb NOT NULL, description jsonb NOT NULL, criteria jsonb NOT NULL,
        alignments jsonb NOT NULL, skill_id text, is_used boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_achievements PRIMARY KEY (organisation_id, id, version),
        CONSTRAINT uq_achievements_code_version UNIQUE (organisation_id, code, version),
        CONSTRAINT fk_achievements_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT ck_achievements_version CHECK (version > 0)
    )""",
    "CREATE INDEX ix_achievements_id ON achievements (id)",
    "CREATE INDEX ix_achievements_created ON achievements (organisation_id, created_at, id)",
    """
    CREATE TABLE recipients (
        organisation_id uuid NOT NULL, id uuid NOT NULL, reference_hash bytea NOT NULL,
        reference_sealed bytea NOT NULL, name_sealed bytea, data_key_wrapped bytea NOT NULL,
        holder_id uuid, created_at timestamptz NOT NULL,
        CONSTRAINT pk_recipients PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_recipients_reference UNIQUE (organisation_id, reference_hash),
        CONSTRAINT fk_recipients_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    """
    CREATE TABLE reference_keys (
        organisation_id uuid NOT NULL, key_sealed bytea NOT NULL,
        CONSTRAINT pk_reference_keys PRIMARY KEY (organisation_id),
        CONSTRAINT fk_reference_keys_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    """
    CREATE TABLE claim_links (
        organisation_id uuid NOT NULL, id uuid NOT NULL, recipient_id uuid NOT NULL,
        secret_hash bytea NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
        consumed_at timestamptz,
        CONSTRAINT pk_claim_links PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_claim_links_secret UNIQUE (organisation_id, secret_hash),
        CONSTRAINT fk_claim_links_recipient
            FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id)
    )""",
    "CREATE INDEX ix_claim_links_secret_hash ON claim_links (secret_hash)",
    """
    CREATE TABLE status_lists (
        organisation_id uuid NOT NULL, id uuid NOT NULL, version bigint NOT NULL,
        version_at timestamptz NOT NULL, created_at timestamptz NOT NULL, closed_at timestamptz,
        CONSTRAINT pk_status_lists PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_status_lists_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    "CREATE INDEX ix_status_lists_id ON status_lists (id)",
    """
    CREATE TABLE status_entries (
        organisation_id uuid NOT NULL, list_id uuid NOT NULL, idx integer NOT NULL,
        CONSTRAINT pk_status_entries PRIMARY KEY (organisation_id, list_id, idx),
        CONSTRAINT fk_status_entries_list
            FOREIGN KEY (organisation_id, list_id) REFERENCES status_lists (organisation_id, id),
        CONSTRAINT ck_status_entries_idx CHECK (idx >= 0 AND idx < 131072)
    )""",
    """
    CREATE TABLE credential_batches (
        organisation_id uuid NOT NULL, id uuid NOT NULL, idempotency_key text NOT NULL,
        request_digest bytea, upload_id uuid NOT NULL, source text NOT NULL, state text NOT NULL,
        actor text NOT NULL, row_count integer NOT NULL, issued_count integer NOT NULL,
        failed_count integer NOT NULL, created_at timestamptz NOT NULL, progressed_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT pk_credential_batches PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_credential_batches_key UNIQUE (organisation_id, idempotency_key),
        CONSTRAINT fk_credential_batches_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT ck_credential_batches_state CHECK (state IN ('receiving', 'running', 'done'))
    )""",
    "CREATE INDEX ix_credential_batches_created ON credential_batches (organisation_id, created_at, id)",
    """
    CREATE TABLE credential_batch_chunks (
        organisation_id uuid NOT NULL, batch_id uuid NOT NULL, position integer NOT NULL,
        rows_sealed bytea, row_count integer NOT NULL, done_at timestamptz,
        CONSTRAINT pk_credential_batch_chunks PRIMARY KEY (organisation_id, batch_id, position),
        CONSTRAINT fk_credential_batch_chunks_batch
            FOREIGN KEY (organisation_id, batch_id) REFERENCES credential_batches (organisation_id, id)
    )""",
    """
    CREATE TABLE credential_batch_errors (
        organisation_id uuid NOT NULL, batch_id uuid NOT NULL, "row" integer NOT NULL,
        position integer NOT NULL, "column" text NOT NULL, code text NOT NULL, detail text NOT NULL,
        CONSTRAINT pk_credential_batch_errors PRIMARY KEY (organisation_id, batch_id, "row", position),
        CONSTRAINT fk_credential_batch_errors_batch
            FOREIGN KEY (organisation_id, batch_id) REFERENCES credential_batches (organisation_id, id)
    )""",
    """
    CREATE TABLE issuances (
        organisation_id uuid NOT NULL, id uuid NOT NULL, idempotency_key text NOT NULL,
        request_digest bytea NOT NULL, profile_version integer NOT NULL, format text NOT NULL,
        tbs_sealed bytea NOT NULL, tbs_digest bytea NOT NULL, signature bytea, credential_digest bytea,
        key_id uuid NOT NULL, state text NOT NULL, recipient_id uuid NOT NULL, achievement_id uuid NOT NULL,
        achievement_version integer NOT NULL, level smallint NOT NULL, batch_id uuid,
        status_list_id uuid NOT NULL, status_index integer NOT NULL, issued_at timestamptz NOT NULL,
        valid_from timestamptz NOT NULL, valid_until timestamptz, signed_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_issuances PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_issuances_key UNIQUE (organisation_id, idempotency_key),
        CONSTRAINT uq_issuances_status UNIQUE (organisation_id, status_list_id, status_index),
        CONSTRAINT fk_issuances_recipient
            FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id),
        CONSTRAINT fk_issuances_achievement
            FOREIGN KEY (organisation_id, achievement_id, achievement_version)
            REFERENCES achievements (organisation_id, id, version),
        CONSTRAINT fk_issuances_status_entry
            FOREIGN KEY (organisation_id, status_list_id, status_index)
            REFERENCES status_entries (organisation_id, list_id, idx),
        CONSTRAINT fk_issuances_batch
            FOREIGN KEY (organisation_id, batch_id) REFERENCES credential_batches (organisation_id, id),
        CONSTRAINT ck_issuances_state CHECK (state IN ('reserved', 'signed', 'void')),
        CONSTRAINT ck_issuances_signed CHECK (
            (state = 'signed') = (signature IS NOT NULL AND credential_digest IS NOT NULL
                                  AND signed_at IS NOT NULL))
    )""",
    # Ciphertext does not shrink, so trying to compress it only costs time.
    "ALTER TABLE issuances ALTER COLUMN tbs_sealed SET STORAGE EXTERNAL",
    "ALTER TABLE credential_batch_chunks ALTER COLUMN rows_sealed SET STORAGE EXTERNAL",
    "CREATE INDEX ix_issuances_id ON issuances (id)",
    "CREATE INDEX ix_issuances_created ON issuances (organisation_id, created_at, id)",
    "CREATE INDEX ix_issuances_recipient ON issuances (organisation_id, recipient_id)",
    "CREATE INDEX ix_issuances_reserved ON issuances (organisation_id, created_at) WHERE state = 'reserved'",
    """
    CREATE TABLE status_events (
        organisation_id uuid NOT NULL, id uuid NOT NULL, list_id uuid NOT NULL, idx integer NOT NULL,
        version bigint NOT NULL, purpose text NOT NULL, is_set boolean NOT NULL, reason text NOT NULL,
        actor text NOT NULL, occurred_at timestamptz NOT NULL,
        CONSTRAINT pk_status_events PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_status_events_version UNIQUE (organisation_id, list_id, version),
        CONSTRAINT fk_status_events_entry
            FOREIGN KEY (organisation_id, list_id, idx)
            REFERENCES status_entries (organisation_id, list_id, idx),
        CONSTRAINT ck_status_events_purpose CHECK (purpose IN ('revocation', 'suspension')),
        CONSTRAINT ck_status_events_irreversible CHECK (purpose <> 'revocation' OR is_set)
    )""",
    "CREATE INDEX ix_status_events_entry ON status_events (organisation_id, list_id, idx)",
)

GRANTS = {
    "achievements": "SELECT, INSERT, UPDATE (is_used)",
    "recipients": "SELECT, INSERT, UPDATE (name_sealed, holder_id, data_key_wrapped)",
    "reference_keys": "SELECT, INSERT",
    "claim_links": "SELECT, INSERT, UPDATE (consumed_at)",
    "status_lists": "SELECT, INSERT, UPDATE (version, version_at, closed_at)",
    "status_entries": "SELECT, INSERT",
    "credential_batches": (
        "SELECT, INSERT, UPDATE (request_digest, upload_id, state, row_count, issued_count, failed_count,"
        " progressed_at, finished_at)"
    ),
    "credential_batch_chunks": "SELECT, INSERT, DELETE, UPDATE (rows_sealed, done_at)",
    "credential_batch_errors": "SELECT, INSERT",
    "issuances": "SELECT, INSERT, UPDATE (state, signature, credential_digest, signed_at, idempotency_key)",
    "status_events": "SELECT, INSERT",
}

EXTRA_POLICIES = (
    ("achievements", "achievements_public", "SELECT", PUBLIC_ID),
    ("status_lists", "status_lists_public", "SELECT", PUBLIC_ID),
    ("issuances", "issuances_public", "SELECT", f"{PUBLIC_ID} AND state = 'signed'"),
    ("issuances", "issuances_sweep", "SELECT", f"{SWEEP} AND state = 'reserved'"),
    ("credential_batches", "credential_batches_sweep", "SELECT", f"{SWEEP} AND state = 'running'"),
    ("claim_links", "claim_links_capability", "SELECT", CAPABILITY),
    ("claim_links", "claim_links_consume", "UPDATE", CAPABILITY),
)

GUARDS = {
    "achievements": (
        "UPDATE OR DELETE",
        """
        IF TG_OP = 'DELETE' THEN
            IF OLD.is_used THEN RAISE EXCEPTION 'a used achievement is immutable'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.is_used AND NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'a used achievement is immutable';
        END IF;
        RETURN NEW;""",
    ),
    "status_events": ("UPDATE OR DELETE", "RAISE EXCEPTION 'status events are append-only';"),
    "status_entries": ("UPDATE OR DELETE", "RAISE EXCEPTION 'a status index is never freed';"),
    "status_lists": (
        "UPDATE OR DELETE",
        """
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a status list is never deleted'; END IF;
        IF (NEW.version, NEW.version_at) IS DISTINCT FROM (OLD.version, OLD.version_at)
           AND (NEW.version <= OLD.version OR NEW.version_at < OLD.version_at) THEN
            RAISE EXCEPTION 'the version of a status list must strictly increase';
        END IF;
        RETURN NEW;""",
    ),
    "issuances": (
        "UPDATE OR DELETE",
        """
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the ledger is never deleted'; END IF;
        IF OLD.state <> 'reserved' THEN
            RAISE EXCEPTION 'a % issuance is final', OLD.state;
        END IF;
        IF (NEW.id, NEW.tbs_digest, NEW.tbs_sealed, NEW.status_list_id, NEW.status_index, NEW.key_id)
           IS DISTINCT FROM
           (OLD.id, OLD.tbs_digest, OLD.tbs_sealed, OLD.status_list_id, OLD.status_index, OLD.key_id) THEN
            RAISE EXCEPTION 'a reserved issuance keeps its bytes';
        END IF;
        IF NEW.idempotency_key <> OLD.idempotency_key AND NEW.state <> 'void' THEN
            RAISE EXCEPTION 'only a void issuance gives up its key';
        END IF;
        RETURN NEW;""",
    ),
}


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"REVOKE ALL ON {table} FROM skillspass_app")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
    for table, name, command, condition in EXTRA_POLICIES:
        op.execute(f"CREATE POLICY {name} ON {table} FOR {command} USING ({condition})")
    for table, (events, body) in GUARDS.items():
        op.execute(
            f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_guard BEFORE {events} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        )


def downgrade() -> None:
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
    for table in GUARDS:
        op.execute(f"DROP FUNCTION {table}_guard()")
