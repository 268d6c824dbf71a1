"""Sheets: which file stands in a draft now, apart from the file that its key came with."""

from alembic import op

revision = "0036_sheet_files"
down_revision = "0035_passport_states"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of drafts that stand already it stays unknown: sent again, their file is another draft."""
    op.execute("ALTER TABLE credential_sheets ADD COLUMN file_digest bytea")
    op.execute("GRANT UPDATE (file_digest) ON credential_sheets TO skillspass_app")


def downgrade() -> None:
    """The newest file counts again."""
    op.execute("ALTER TABLE credential_sheets DROP COLUMN file_digest")
