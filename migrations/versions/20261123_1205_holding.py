"""Tables, row-level security and grants of the passport: holders, their credentials and their share links."""

from alembic import op

revision = "0006_holding"
down_revision = "0005_issuing"
branch_labels = None
depends_on = None

HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"

CREATE = (
    """
    CREATE TABLE holders (
        id uuid NOT NULL, data_key_wrapped bytea NOT NULL, created_at timestamptz NOT NULL,
        CONSTRAINT pk_holders PRIMARY KEY (id)
    )""",
    """
    CREATE TABLE passport_credentials (
        holder_id uuid NOT NULL, credential_id uuid NOT NULL, organisation_id uuid NOT NULL,
        format text NOT NULL, secured_sealed bytea NOT NULL, received_at timestamptz NOT NULL,
        CONSTRAINT pk_passport_credentials PRIMARY KEY (holder_id, credential_id),
        CONSTRAINT fk_passport_credentials_holder
            FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE
    )""",
    """
    CREATE INDEX ix_passport_credentials_received
        ON passport_credentials (holder_id, received_at, credential_id)""",
    """
    CREATE TABLE holder_sessions (
        holder_id uuid NOT NULL, id uuid NOT NULL, token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz,
        CONSTRAINT pk_holder_sessions PRIMARY KEY (holder_id, id),
        CONSTRAINT uq_holder_sessions_token UNIQUE (holder_id, token_hash),
        CONSTRAINT fk_holder_sessions_holder
            FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_holder_sessions_token_hash ON holder_sessions (token_hash)",
    """
    CREATE TABLE share_links (
        holder_id uuid NOT NULL, id uuid NOT NULL, secret_hash bytea NOT NULL,
        details_sealed bytea NOT NULL, is_single_use boolean NOT NULL, created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL, used_at timestamptz, stopped_at timestamptz,
        CONSTRAINT pk_share_links PRIMARY KEY (holder_id, id),
        CONSTRAINT uq_share_links_secret UNIQUE (holder_id, secret_hash),
        CONSTRAINT fk_share_links_holder
            FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE,
        CONSTRAINT ck_share_links_expires CHECK (
            expires_at > created_at AND expires_at <= created_at + interval '8760 hours')
    )""",
    "CREATE INDEX ix_share_links_secret_hash ON share_links (secret_hash)",
    "CREATE INDEX ix_share_links_created ON share_links (holder_id, created_at, id)",
    """
    CREATE TABLE share_link_items (
        holder_id uuid NOT NULL, share_link_id uuid NOT NULL, position smallint NOT NULL,
        credential_id uuid NOT NULL,
        CONSTRAINT pk_share_link_items PRIMARY KEY (holder_id, share_link_id, position),
        CONSTRAINT uq_share_link_items_credential UNIQUE (holder_id, share_link_id, credential_id),
        CONSTRAINT fk_share_link_items_link
            FOREIGN KEY (holder_id, share_link_id) REFERENCES share_links (holder_id, id)
            ON DELETE CASCADE,
        CONSTRAINT fk_share_link_items_credential
            FOREIGN KEY (holder_id, credential_id)
            REFERENCES passport_credentials (holder_id, credential_id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_share_link_items_credential ON share_link_items (holder_id, credential_id)",
    """
    CREATE TABLE share_views (
        holder_id uuid NOT NULL, id uuid NOT NULL, share_link_id uuid NOT NULL,
        channel text NOT NULL, viewed_at timestamptz NOT NULL,
        CONSTRAINT pk_share_views PRIMARY KEY (holder_id, id),
        CONSTRAINT fk_share_views_link
            FOREIGN KEY (holder_id, share_link_id) REFERENCES share_links (holder_id, id)
            ON DELETE CASCADE,
        CONSTRAINT ck_share_views_channel CHECK (channel IN ('page', 'api'))
    )""",
    "CREATE INDEX ix_share_views_viewed ON share_views (holder_id, share_link_id, viewed_at, id)",
)
# A secret is only shown once, so nothing here lets the service change what a link shows or until when.
GRANTS = {
    "holders": "SELECT, INSERT",
    "passport_credentials": "SELECT, INSERT",
    "holder_sessions": "SELECT, INSERT, UPDATE (ended_at)",
    "share_links": "SELECT, INSERT, UPDATE (used_at, stopped_at)",
    "share_link_items": "SELECT, INSERT",
    "share_views": "SELECT, INSERT",
}
SECRETS = {"holder_sessions": "token_hash", "share_links": "secret_hash"}


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)
    for table, privileges in GRANTS.items():
        column = "id" if table == "holders" else "holder_id"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY holder ON {table} USING ({column} = {HOLDER}) WITH CHECK ({column} = {HOLDER})"
        )
        op.execute(f"GRANT {privileges} ON {table} TO skillspass_app")
    for table, column in SECRETS.items():
        op.execute(f"CREATE POLICY capability ON {table} FOR SELECT USING ({column} = {CAPABILITY})")


def downgrade() -> None:
    for table in reversed(GRANTS):
        op.execute(f"DROP TABLE {table}")
