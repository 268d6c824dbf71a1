"""Following a share: subscriptions of systems, what they are told, and by which webhooks."""

from alembic import op

revision = "0043_following"
down_revision = "0042_recognitions"
branch_labels = None
depends_on = None

HOLDER = "holder_id = NULLIF(current_setting('app.holder_id', true), '')::uuid"
TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = '{}'"
CREATE = (
    "ALTER TABLE share_views ADD COLUMN verifier_digest bytea",
    """
    CREATE TABLE share_followers (
        holder_id uuid NOT NULL, subscription_id uuid NOT NULL, share_link_id uuid NOT NULL,
        organisation_id uuid NOT NULL, name text NOT NULL, followed_at timestamptz NOT NULL, ended_at timestamptz,
        CONSTRAINT pk_share_followers PRIMARY KEY (holder_id, subscription_id),
        CONSTRAINT fk_share_followers_link FOREIGN KEY (holder_id, share_link_id)
            REFERENCES share_links (holder_id, id) ON DELETE CASCADE
    )""",
    """
    CREATE UNIQUE INDEX uq_share_followers_open ON share_followers (holder_id, share_link_id, organisation_id)
        WHERE ended_at IS NULL""",
    "CREATE INDEX ix_share_followers_subscription ON share_followers (organisation_id, subscription_id)",
    """
    CREATE TABLE share_subscriptions (
        organisation_id uuid NOT NULL, id uuid NOT NULL, share_link_id uuid NOT NULL,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz, end_reason text,
        CONSTRAINT pk_share_subscriptions PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_share_subscriptions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
        CONSTRAINT ck_share_subscriptions_reason
            CHECK (end_reason IN ('no_longer_shared', 'expired', 'unsubscribed'))
    )""",
    "CREATE INDEX ix_share_subscriptions_created ON share_subscriptions (organisation_id, created_at, id)",
    """
    CREATE TABLE followed_credentials (
        organisation_id uuid NOT NULL, subscription_id uuid NOT NULL, credential_id uuid NOT NULL,
        issuer_id uuid NOT NULL, credential_hash bytea NOT NULL, issuer_hash bytea NOT NULL, state text NOT NULL,
        CONSTRAINT pk_followed_credentials PRIMARY KEY (organisation_id, subscription_id, credential_id),
        CONSTRAINT fk_followed_credentials_subscription FOREIGN KEY (organisation_id, subscription_id)
            REFERENCES share_subscriptions (organisation_id, id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_followed_credentials_credential_hash ON followed_credentials (credential_hash)",
    "CREATE INDEX ix_followed_credentials_issuer_hash ON followed_credentials (issuer_hash)",
    """
    CREATE TABLE follow_positions (
        organisation_id uuid NOT NULL, last_position bigint NOT NULL,
        CONSTRAINT pk_follow_positions PRIMARY KEY (organisation_id)
    )""",
    """
    CREATE TABLE follow_events (
        organisation_id uuid NOT NULL, id uuid NOT NULL, position bigint NOT NULL, type text NOT NULL,
        happened_at timestamptz NOT NULL, subscription_id uuid NOT NULL, share_link_id uuid NOT NULL,
        credential_id uuid, state text NOT NULL,
        CONSTRAINT pk_follow_events PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_follow_events_position UNIQUE (organisation_id, position)
    )""",
    "CREATE INDEX ix_follow_events_happened_at ON follow_events (happened_at)",
    """
    CREATE TABLE webhook_endpoints (
        organisation_id uuid NOT NULL, id uuid NOT NULL, url text NOT NULL, secret_sealed bytea NOT NULL,
        previous_sealed bytea, previous_until timestamptz, state text NOT NULL, reason text,
        failing_since timestamptz, created_at timestamptz NOT NULL,
        CONSTRAINT pk_webhook_endpoints PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_webhook_endpoints_state CHECK (state IN ('active', 'disabled')),
        CONSTRAINT ck_webhook_endpoints_previous CHECK ((previous_sealed IS NULL) = (previous_until IS NULL))
    )""",
    """
    CREATE TABLE webhook_deliveries (
        organisation_id uuid NOT NULL, endpoint_id uuid NOT NULL, event_id uuid NOT NULL, state text NOT NULL,
        attempts smallint NOT NULL DEFAULT 0, first_at timestamptz NOT NULL, due_at timestamptz NOT NULL,
        leased_until timestamptz, settled_at timestamptz,
        CONSTRAINT pk_webhook_deliveries PRIMARY KEY (organisation_id, endpoint_id, event_id),
        CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('waiting', 'delivered', 'failed')),
        CONSTRAINT fk_webhook_deliveries_endpoint FOREIGN KEY (organisation_id, endpoint_id)
            REFERENCES webhook_endpoints (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT fk_webhook_deliveries_event FOREIGN KEY (organisation_id, event_id)
            REFERENCES follow_events (organisation_id, id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_webhook_deliveries_waiting ON webhook_deliveries (due_at) WHERE state = 'waiting'",
    """
    CREATE TABLE webhook_attempts (
        organisation_id uuid NOT NULL, id uuid NOT NULL, endpoint_id uuid NOT NULL, event_id uuid NOT NULL,
        attempted_at timestamptz NOT NULL, outcome text NOT NULL, status smallint,
        CONSTRAINT pk_webhook_attempts PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_webhook_attempts_delivery FOREIGN KEY (organisation_id, endpoint_id, event_id)
            REFERENCES webhook_deliveries (organisation_id, endpoint_id, event_id) ON DELETE CASCADE
    )""",
    """
    CREATE INDEX ix_webhook_attempts_attempted
        ON webhook_attempts (organisation_id, endpoint_id, attempted_at, id)""",
)
GRANTS = {
    "share_subscriptions": "SELECT, INSERT, UPDATE (ended_at, end_reason), DELETE",
    "followed_credentials": "SELECT, INSERT, UPDATE (state)",
    "follow_positions": "SELECT, INSERT, UPDATE (last_position)",
    "follow_events": "SELECT, INSERT, DELETE",
    "webhook_endpoints": "SELECT, INSERT, DELETE, "
    "UPDATE (secret_sealed, previous_sealed, previous_until, state, reason, failing_since)",
    "webhook_deliveries": "SELECT, INSERT, UPDATE (state, attempts, first_at, due_at, leased_until, settled_at)",
    "webhook_attempts": "SELECT, INSERT",
}
# The database itself keeps for its time what a system may still ask for.
FORGET = {
    "share_subscriptions": "ended_at < now() - interval '89 days'",
    "follow_events": "happened_at < now() - interval '89 days'",
}


def upgrade() -> None:
    """Everything is of one organisation; who follows a link its holder sees as well."""
    for statement in CREATE:
        op.execute(statement)
    for table, privileges in {"share_followers": "SELECT, INSERT, UPDATE (ended_at)", **GRANTS}.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT {privileges} ON {table} TO skillspass_app")
    op.execute(f"CREATE POLICY holder ON share_followers USING ({HOLDER}) WITH CHECK ({HOLDER})")
    op.execute(f"CREATE POLICY follower_reads ON share_followers FOR SELECT USING ({TENANT})")
    op.execute(
        f"CREATE POLICY follower_ends ON share_followers FOR UPDATE USING ({TENANT}) WITH CHECK ({TENANT})"
    )
    for table in GRANTS:
        op.execute(f"CREATE POLICY tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
    # Who knows the id of a credential or an issuer finds who follows it: the worker, when it changed.
    op.execute(
        f"""CREATE POLICY capability ON followed_credentials FOR SELECT
            USING (credential_hash = {CAPABILITY} OR issuer_hash = {CAPABILITY})"""
    )
    op.execute(
        f"""CREATE POLICY sweep ON webhook_deliveries FOR SELECT
            USING ({SWEEP.format("on")} AND state = 'waiting')"""
    )
    for table, is_old in FORGET.items():
        for command in ("SELECT", "DELETE"):
            op.execute(
                f"CREATE POLICY forget_{command.lower()} ON {table} FOR {command}"
                f" USING ({SWEEP.format('forget')} AND {is_old})"
            )
    for command in ("SELECT", "UPDATE"):
        op.execute(
            f"CREATE POLICY rewrap_{command.lower()} ON webhook_endpoints FOR {command} TO skillspass_owner"
            f" USING ({SWEEP.format('rewrap')})"
        )


def downgrade() -> None:
    """Nobody follows anything."""
    for table in reversed(GRANTS):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP TABLE share_followers")
    op.execute("ALTER TABLE share_views DROP COLUMN verifier_digest")
