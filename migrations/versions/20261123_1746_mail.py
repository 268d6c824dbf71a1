"""The outbox: mail that waits to be sent, and for a month what became of it."""

from alembic import op

revision = "0024_mail"
down_revision = "0023_people"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
# Mail of the service itself, such as a link to sign in, belongs to no organisation.
SERVICE = (
    "organisation_id = '00000000-0000-0000-0000-000000000000'"
    " AND current_setting('app.service_mail', true) = 'on'"
)
RECIPIENT = "recipient_hash = decode(NULLIF(current_setting('app.mail_recipient', true), ''), 'hex')"
BOUNCE = "bounce_hash = decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = 'on' AND state = 'queued'"
# The clock of the database is the second net: a sweep gone wrong cannot take what is younger.
OLD = (
    "current_setting('app.sweep', true) = 'forget' AND state <> 'queued'"
    " AND created_at < now() - interval '28 days'"
)
REWRAP = "current_setting('app.sweep', true) = 'rewrap'"
GRANT = (
    "SELECT, INSERT, DELETE,"
    " UPDATE (state, letter_sealed, attempts, reason, due_at, leased_until, settled_at)"
)

CREATE = (
    """
    CREATE TABLE mails (
        organisation_id uuid NOT NULL, id uuid NOT NULL, purpose text NOT NULL, state text NOT NULL,
        letter_sealed bytea, recipient_hash bytea NOT NULL, bounce_hash bytea NOT NULL,
        is_paced boolean NOT NULL, attempts smallint NOT NULL DEFAULT 0, reason text,
        created_at timestamptz NOT NULL, due_at timestamptz NOT NULL, leased_until timestamptz,
        settled_at timestamptz,
        CONSTRAINT pk_mails PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_mails_state CHECK (state IN ('queued', 'sent', 'failed', 'bounced')),
        CONSTRAINT ck_mails_wiped CHECK ((state = 'queued') = (letter_sealed IS NOT NULL)),
        CONSTRAINT ck_mails_settled CHECK ((state = 'queued') = (settled_at IS NULL))
    )""",
    "ALTER TABLE mails ALTER COLUMN letter_sealed SET STORAGE EXTERNAL",
    "CREATE INDEX ix_mails_due ON mails (organisation_id, due_at)",
    "CREATE INDEX ix_mails_recipient ON mails (recipient_hash, due_at)",
    "CREATE INDEX ix_mails_bounce_hash ON mails (bounce_hash)",
    "CREATE INDEX ix_mails_created_at ON mails (created_at)",
    "CREATE INDEX ix_mails_queued ON mails (due_at) WHERE state = 'queued'",
    "ALTER TABLE mails ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE mails FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY mails_tenant ON mails USING ({TENANT}) WITH CHECK ({TENANT})",
    f"CREATE POLICY mails_service ON mails USING ({SERVICE}) WITH CHECK ({SERVICE})",
    f"CREATE POLICY mails_recipient ON mails FOR SELECT USING ({RECIPIENT})",
    f"CREATE POLICY mails_bounce ON mails FOR SELECT USING ({BOUNCE})",
    f"CREATE POLICY mails_sweep ON mails FOR SELECT USING ({SWEEP})",
    f"CREATE POLICY mails_forget_select ON mails FOR SELECT USING ({OLD})",
    f"CREATE POLICY mails_forget_delete ON mails FOR DELETE USING ({OLD})",
    f"CREATE POLICY mails_rewrap_select ON mails FOR SELECT TO skillspass_owner USING ({REWRAP})",
    f"CREATE POLICY mails_rewrap_update ON mails FOR UPDATE TO skillspass_owner USING ({REWRAP})",
    "REVOKE ALL ON mails FROM skillspass_app",
    f"GRANT {GRANT} ON mails TO skillspass_app",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE mails")
