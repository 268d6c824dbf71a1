"""Lets invitations be forgotten a month after they stopped working."""

from alembic import op

revision = "0049_forgetting_invitations"
down_revision = "0048_forgetting_people"
branch_labels = None
depends_on = None

# The clock of the database is the second net: a sweep gone wrong cannot take what still counts.
OLD = "current_setting('app.sweep', true) = 'forget' AND expires_at < now() - interval '30 days'"


def upgrade() -> None:
    """Whoever accepted is a member by then; whoever did not is a stranger whose address nobody needs."""
    for command in ("SELECT", "DELETE"):
        op.execute(
            f"CREATE POLICY invitations_forget_{command.lower()} ON invitations FOR {command} USING ({OLD})"
        )
    op.execute("GRANT DELETE ON invitations TO skillspass_app")


def downgrade() -> None:
    """They stay."""
    op.execute("REVOKE DELETE ON invitations FROM skillspass_app")
    for command in ("select", "delete"):
        op.execute(f"DROP POLICY invitations_forget_{command} ON invitations")
