"""How what was issued reaches people: their mail address, reminders, and what happened to each."""

from alembic import op

revision = "0027_delivery"
down_revision = "0026_evidence_files"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
UNSUBSCRIBE = "unsubscribe_hash = decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = 'on' AND remind_at IS NOT NULL"
CONTACT = "email_sealed, language, delivery, mailed_at, remind_at, unsubscribed_at"
TIMELINE = "organisation_id, recipient_id, occurred_at, id"

UPGRADE = (
    """
    ALTER TABLE recipients
        ADD COLUMN email_sealed bytea, ADD COLUMN language text,
        ADD COLUMN delivery text NOT NULL DEFAULT 'none', ADD COLUMN mailed_at timestamptz,
        ADD COLUMN remind_at timestamptz, ADD COLUMN unsubscribed_at timestamptz,
        ADD CONSTRAINT ck_recipients_delivery
            CHECK (delivery IN ('none', 'queued', 'sent', 'failed', 'bounced'))""",
    "CREATE INDEX ix_recipients_created ON recipients (organisation_id, created_at, id)",
    "CREATE INDEX ix_recipients_remind ON recipients (remind_at) WHERE remind_at IS NOT NULL",
    f"CREATE POLICY recipients_remind ON recipients FOR SELECT USING ({SWEEP})",
    f"GRANT UPDATE ({CONTACT}) ON recipients TO skillspass_app",
    "ALTER TABLE claim_links ADD COLUMN unsubscribe_hash bytea",
    "CREATE INDEX ix_claim_links_unsubscribe_hash ON claim_links (unsubscribe_hash)",
    f"CREATE POLICY claim_links_unsubscribe ON claim_links FOR SELECT USING ({UNSUBSCRIBE})",
    "CREATE INDEX ix_claim_links_recipient ON claim_links (organisation_id, recipient_id)",
    """
    CREATE TABLE delivery_events (
        organisation_id uuid NOT NULL, id uuid NOT NULL, recipient_id uuid NOT NULL, kind text NOT NULL,
        mail_id uuid, reason text, occurred_at timestamptz NOT NULL,
        CONSTRAINT pk_delivery_events PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_delivery_events_mail UNIQUE (organisation_id, mail_id, kind),
        CONSTRAINT fk_delivery_events_recipient
            FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id)
    )""",
    f"CREATE INDEX ix_delivery_events_recipient ON delivery_events ({TIMELINE})",
    "ALTER TABLE delivery_events ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE delivery_events FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY delivery_events_tenant ON delivery_events USING ({TENANT}) WITH CHECK ({TENANT})",
    "REVOKE ALL ON delivery_events FROM skillspass_app",
    "GRANT SELECT, INSERT ON delivery_events TO skillspass_app",
)
DOWNGRADE = (
    "DROP TABLE delivery_events",
    "DROP INDEX ix_claim_links_recipient",
    "DROP POLICY claim_links_unsubscribe ON claim_links",
    "ALTER TABLE claim_links DROP COLUMN unsubscribe_hash",
    "DROP POLICY recipients_remind ON recipients",
    "DROP INDEX ix_recipients_created",
    """
    ALTER TABLE recipients
        DROP COLUMN email_sealed, DROP COLUMN language, DROP COLUMN delivery, DROP COLUMN mailed_at,
        DROP COLUMN remind_at, DROP COLUMN unsubscribed_at""",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
