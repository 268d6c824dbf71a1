"""Lets the owner of the tables, and nobody else, seal again what older key-encryption keys sealed."""

from alembic import op

revision = "0008_rewrapping"
down_revision = "0007_verifying"
branch_labels = None
depends_on = None

SWEEP = "current_setting('app.sweep', true) = 'rewrap'"
TABLES = (
    "signing_keys",
    "recipients",
    "reference_keys",
    "credential_batch_chunks",
    "holders",
    "idempotent_requests",
)


def upgrade() -> None:
    for table in TABLES:
        for command in ("SELECT", "UPDATE"):
            op.execute(
                f"CREATE POLICY {table}_rewrap_{command.lower()} ON {table} FOR {command} TO skillspass_owner"
                f" USING ({SWEEP})"
            )


def downgrade() -> None:
    for table in TABLES:
        for command in ("select", "update"):
            op.execute(f"DROP POLICY {table}_rewrap_{command} ON {table}")
