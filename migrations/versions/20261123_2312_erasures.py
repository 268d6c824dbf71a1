"""Lets the service forget somebody: a holder with all that is theirs, a recipient, and which erasures were done."""

from alembic import op

revision = "0040_erasures"
down_revision = "0039_disputes"
branch_labels = None
depends_on = None

HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
CASCADES = (
    ("claim_links", "DELETE"),
    ("delivery_events", "DELETE"),
    ("holders", "DELETE"),
    ("recipients", "UPDATE (reference_hash, reference_sealed, erased_at)"),
)
UPGRADE = (
    "CREATE TABLE erasures (id uuid NOT NULL CONSTRAINT pk_erasures PRIMARY KEY, done_at timestamptz NOT NULL)",
    "REVOKE ALL ON erasures FROM skillspass_app",
    "GRANT SELECT, INSERT ON erasures TO skillspass_app",
    "ALTER TABLE recipients ADD COLUMN erased_at timestamptz",
    "CREATE INDEX ix_recipients_holder ON recipients (holder_id) WHERE holder_id IS NOT NULL",
    f"CREATE POLICY recipients_holder ON recipients FOR SELECT USING (holder_id = {HOLDER})",
)
DOWNGRADE = (
    "DROP POLICY recipients_holder ON recipients",
    "DROP INDEX ix_recipients_holder",
    "ALTER TABLE recipients DROP COLUMN erased_at",
    "DROP TABLE erasures",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)
    for table, right in CASCADES:
        op.execute(f"GRANT {right} ON {table} TO skillspass_app")


def downgrade() -> None:
    for table, right in CASCADES:
        if "erased_at" not in right:
            op.execute(f"REVOKE {right} ON {table} FROM skillspass_app")
    op.execute("REVOKE UPDATE (reference_hash, reference_sealed) ON recipients FROM skillspass_app")
    for statement in DOWNGRADE:
        op.execute(statement)
