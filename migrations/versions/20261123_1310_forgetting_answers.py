"""Lets answers that were kept for repeated requests be forgotten, found by their age."""

from alembic import op

revision = "0009_forgetting_answers"
down_revision = "0008_rewrapping"
branch_labels = None
depends_on = None

# The clock of the database is the second net: a sweep gone wrong cannot take an answer of today.
OLD = "current_setting('app.sweep', true) = 'forget' AND created_at < now() - interval '24 hours'"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_idempotent_requests_created_at ON idempotent_requests (created_at)")
    for command in ("SELECT", "DELETE"):
        op.execute(
            f"CREATE POLICY idempotent_requests_forget_{command.lower()} ON idempotent_requests"
            f" FOR {command} USING ({OLD})"
        )
    op.execute("GRANT DELETE ON idempotent_requests TO skillspass_app")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON idempotent_requests FROM skillspass_app")
    for command in ("select", "delete"):
        op.execute(f"DROP POLICY idempotent_requests_forget_{command} ON idempotent_requests")
    op.execute("DROP INDEX ix_idempotent_requests_created_at")
