"""The memory of foreign status lists: public documents, so every row is for everyone."""

from alembic import op

revision = "0007_verifying"
down_revision = "0006_holding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE status_list_sightings (
            url_digest bytea NOT NULL, url text NOT NULL, highest_valid_from timestamptz NOT NULL,
            CONSTRAINT pk_status_list_sightings PRIMARY KEY (url_digest)
        )"""
    )
    op.execute("ALTER TABLE status_list_sightings ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE status_list_sightings FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY everyone ON status_list_sightings USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE (highest_valid_from) ON status_list_sightings TO skillspass_app")


def downgrade() -> None:
    op.execute("DROP TABLE status_list_sightings")
