"""Who coached a worker before: another coach may take over, and nobody becomes independent by that."""

from alembic import op

revision = "0034_former_coaches"
down_revision = "0033_sheets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty for every dossier so far: a coach could not change until now."""
    op.execute("ALTER TABLE dossiers ADD COLUMN former_coach_ids uuid[] NOT NULL DEFAULT '{}'")
    op.execute("GRANT UPDATE (former_coach_ids) ON dossiers TO skillspass_app")


def downgrade() -> None:
    """Forget who coached before."""
    op.execute("ALTER TABLE dossiers DROP COLUMN former_coach_ids")
