"""What the holder did with each credential of the passport."""

from alembic import op

revision = "0035_passport_states"
down_revision = "0034_former_coaches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was collected before this counts as accepted; what comes from now on is new, also by the version before."""
    op.execute(
        """
        ALTER TABLE passport_credentials
            ADD COLUMN state text NOT NULL DEFAULT 'accepted',
            ADD COLUMN state_changed_at timestamptz,
            ADD CONSTRAINT ck_passport_credentials_state CHECK (state IN ('new', 'accepted', 'refused', 'hidden'))"""
    )
    op.execute("ALTER TABLE passport_credentials ALTER COLUMN state SET DEFAULT 'new'")
    op.execute("GRANT UPDATE (state, state_changed_at) ON passport_credentials TO skillspass_app")


def downgrade() -> None:
    """Forget what was refused and hidden."""
    op.execute("REVOKE UPDATE (state, state_changed_at) ON passport_credentials FROM skillspass_app")
    op.execute("ALTER TABLE passport_credentials DROP COLUMN state_changed_at, DROP COLUMN state")
