"""What is kept about somebody outside their own rows is found, to be forgotten with them."""

from alembic import op

revision = "0048_forgetting_people"
down_revision = "0047_under_sixteen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mail and kept answers name whom they are about by an id; a code to come in goes with the passport it opens."""
    op.execute("ALTER TABLE mails ADD COLUMN about uuid")
    op.execute("GRANT UPDATE (about) ON mails TO skillspass_app")
    op.execute("CREATE INDEX ix_mails_about ON mails (organisation_id, about) WHERE state = 'queued'")
    op.execute("ALTER TABLE idempotent_requests ADD COLUMN about uuid")
    op.execute(
        "CREATE INDEX ix_idempotent_requests_about ON idempotent_requests (about) WHERE about IS NOT NULL"
    )
    # Codes work for ten minutes: who waits for one asks again, and none is left of a passport that is gone.
    op.execute("ALTER TABLE entry_codes NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM entry_codes WHERE holder_id IS NOT NULL")
    op.execute("ALTER TABLE entry_codes FORCE ROW LEVEL SECURITY")
    op.execute(
        "ALTER TABLE entry_codes ADD CONSTRAINT fk_entry_codes_holder FOREIGN KEY (holder_id)"
        " REFERENCES holders (id) ON DELETE CASCADE"
    )
    op.execute("CREATE INDEX ix_entry_codes_holder_id ON entry_codes (holder_id)")


def downgrade() -> None:
    """Nobody is named."""
    op.execute("DROP INDEX ix_entry_codes_holder_id")
    op.execute("ALTER TABLE entry_codes DROP CONSTRAINT fk_entry_codes_holder")
    op.execute("ALTER TABLE idempotent_requests DROP COLUMN about")
    op.execute("ALTER TABLE mails DROP COLUMN about")
