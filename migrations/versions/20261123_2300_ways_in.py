"""The ways into a passport: addresses, codes, passkeys, recovery at a desk, a look together with a coach."""

from alembic import op

revision = "0038_ways_in"
down_revision = "0037_service_keys"
branch_labels = None
depends_on = None

HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
FORGET = "current_setting('app.sweep', true) = 'forget'"


def _of_holder(table: str) -> str:
    return f"""CONSTRAINT pk_{table} PRIMARY KEY (holder_id, id),
        CONSTRAINT fk_{table}_holder FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE"""


CREATE = (
    f"""
    CREATE TABLE holder_contacts (
        holder_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, address_sealed bytea NOT NULL,
        address_hash bytea NOT NULL, language text NOT NULL, created_at timestamptz NOT NULL,
        verified_at timestamptz, removed_at timestamptz, {_of_holder("holder_contacts")},
        CONSTRAINT ck_holder_contacts_kind CHECK (kind IN ('email', 'phone'))
    )""",
    """
    CREATE UNIQUE INDEX uq_holder_contacts_address ON holder_contacts (address_hash)
        WHERE verified_at IS NOT NULL AND removed_at IS NULL""",
    """
    CREATE TABLE entry_codes (
        id uuid NOT NULL, purpose text NOT NULL, address_hash bytea NOT NULL, browser_hash bytea NOT NULL,
        language text NOT NULL, holder_id uuid, contact_id uuid, replaces_id uuid, code_hash bytea,
        tries smallint NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT pk_entry_codes PRIMARY KEY (id),
        CONSTRAINT uq_entry_codes_browser_hash UNIQUE (browser_hash),
        CONSTRAINT ck_entry_codes_purpose CHECK (purpose IN ('sign-in', 'contact')),
        CONSTRAINT ck_entry_codes_contact CHECK ((purpose = 'contact') = (contact_id IS NOT NULL))
    )""",
    "CREATE INDEX ix_entry_codes_address_hash_created_at ON entry_codes (address_hash, created_at)",
    f"""
    CREATE TABLE holder_passkeys (
        holder_id uuid NOT NULL, id uuid NOT NULL, credential_id bytea NOT NULL, credential_hash bytea NOT NULL,
        public_key bytea NOT NULL, sign_count bigint NOT NULL, transports text[] NOT NULL, device text NOT NULL,
        created_at timestamptz NOT NULL, last_used_at timestamptz, {_of_holder("holder_passkeys")},
        CONSTRAINT uq_holder_passkeys_credential_hash UNIQUE (credential_hash)
    )""",
    f"""
    CREATE TABLE holder_events (
        holder_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, organisation_id uuid,
        occurred_at timestamptz NOT NULL, {_of_holder("holder_events")}
    )""",
    "CREATE INDEX ix_holder_events_occurred ON holder_events (holder_id, occurred_at, id)",
    f"""
    CREATE TABLE passport_recoveries (
        holder_id uuid NOT NULL, id uuid NOT NULL, organisation_id uuid NOT NULL, recipient_id uuid NOT NULL,
        actor text NOT NULL, code_hash bytea NOT NULL, stop_hash bytea NOT NULL, created_at timestamptz NOT NULL,
        opens_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, opened_at timestamptz,
        stopped_at timestamptz, {_of_holder("passport_recoveries")},
        CONSTRAINT uq_passport_recoveries_code_hash UNIQUE (code_hash),
        CONSTRAINT uq_passport_recoveries_stop_hash UNIQUE (stop_hash)
    )""",
    f"""
    CREATE TABLE helped_sessions (
        holder_id uuid NOT NULL, id uuid NOT NULL, code_hash bytea NOT NULL, token_hash bytea,
        organisation_id uuid, actor text, created_at timestamptz NOT NULL, opened_at timestamptz,
        expires_at timestamptz NOT NULL, ended_at timestamptz, {_of_holder("helped_sessions")},
        CONSTRAINT uq_helped_sessions_code_hash UNIQUE (code_hash),
        CONSTRAINT uq_helped_sessions_token_hash UNIQUE (token_hash),
        CONSTRAINT ck_helped_sessions_opened CHECK (
            (opened_at IS NULL) = (token_hash IS NULL) AND (opened_at IS NULL) = (organisation_id IS NULL)
            AND (opened_at IS NULL) = (actor IS NULL))
    )""",
)
# What happened stays as it was written, and no code or address is ever changed into another one.
GRANTS = {
    "holder_contacts": "SELECT, INSERT, DELETE, UPDATE (verified_at, removed_at)",
    "entry_codes": "SELECT, INSERT, DELETE, UPDATE (holder_id, code_hash, tries, used_at)",
    "holder_passkeys": "SELECT, INSERT, DELETE, UPDATE (sign_count, last_used_at)",
    "holder_events": "SELECT, INSERT",
    "passport_recoveries": "SELECT, INSERT, DELETE, UPDATE (opened_at, stopped_at)",
    "helped_sessions": (
        "SELECT, INSERT, DELETE, UPDATE (token_hash, organisation_id, actor, opened_at, expires_at, ended_at)"
    ),
}
# Who holds a secret, or knows an address by its keyed hash, finds the row that belongs to it.
FOUND_BY = (
    ("holder_contacts", "address_hash"),
    ("entry_codes", "address_hash"),
    ("holder_passkeys", "credential_hash"),
    ("passport_recoveries", "code_hash"),
    ("passport_recoveries", "stop_hash"),
    ("helped_sessions", "code_hash"),
    ("helped_sessions", "token_hash"),
)
# The clock of the database is the second net: a sweep gone wrong cannot take what still counts.
FORGOTTEN = {
    "holder_contacts": (
        "(verified_at IS NULL AND created_at < now() - interval '1 day')"
        " OR removed_at < now() - interval '30 days'"
    ),
    "entry_codes": "created_at < now() - interval '1 day'",
    "passport_recoveries": "expires_at < now() - interval '30 days'",
    "helped_sessions": "expires_at < now() - interval '1 day'",
}
PURPOSES = "'register', 'sign-in'"
MORE_PURPOSES = f"{PURPOSES}, 'holder-register', 'holder-sign-in'"


def upgrade() -> None:
    """A way in is the holder's own: a partnership sees none of them, also not those that it made."""
    for statement in CREATE:
        op.execute(statement)
    for table, privileges in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT {privileges} ON {table} TO skillspass_app")
        if table != "entry_codes":
            op.execute(
                f"CREATE POLICY holder ON {table} USING (holder_id = {HOLDER}) WITH CHECK (holder_id = {HOLDER})"
            )
    op.execute(
        f"""CREATE POLICY entry_codes_browser ON entry_codes
            USING (browser_hash = {CAPABILITY}) WITH CHECK (browser_hash = {CAPABILITY})"""
    )
    for table, column in FOUND_BY:
        op.execute(f"CREATE POLICY {table}_{column} ON {table} FOR SELECT USING ({column} = {CAPABILITY})")
    for table, age in FORGOTTEN.items():
        for command in ("SELECT", "DELETE"):
            op.execute(
                f"CREATE POLICY {table}_forget_{command.lower()} ON {table} FOR {command}"
                f" USING ({FORGET} AND ({age}))"
            )
    _allow_purposes(MORE_PURPOSES)


def downgrade() -> None:
    """Drop the ways in, and challenges for them."""
    op.execute("TRUNCATE passkey_challenges")
    _allow_purposes(PURPOSES)
    for table in reversed(GRANTS):
        op.execute(f"DROP TABLE {table}")


def _allow_purposes(purposes: str) -> None:
    op.execute("ALTER TABLE passkey_challenges DROP CONSTRAINT ck_passkey_challenges_purpose")
    op.execute(
        f"ALTER TABLE passkey_challenges ADD CONSTRAINT ck_passkey_challenges_purpose CHECK (purpose IN ({purposes}))"
    )
