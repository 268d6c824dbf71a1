"""Whose an API key is: two keys in one hand, or a person and her key, are one pair of eyes."""

from alembic import op

revision = "0041_hands"
down_revision = "0040_erasures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keys of before are each by themselves, as they were."""
    op.execute("ALTER TABLE api_keys ADD COLUMN hand text")


def downgrade() -> None:
    """Forget whose a key is."""
    op.execute("ALTER TABLE api_keys DROP COLUMN hand")
