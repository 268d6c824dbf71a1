"""What holders tell about themselves."""

from alembic import op

revision = "0044_holder_skills"
down_revision = "0043_following"
branch_labels = None
depends_on = None

HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"


def upgrade() -> None:
    """Seen by the holder, and by a visitor of a link only when the holder chose it."""
    op.execute(
        """
        CREATE TABLE holder_skills (
            holder_id uuid NOT NULL, id uuid NOT NULL, content_sealed bytea NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT pk_holder_skills PRIMARY KEY (holder_id, id),
            CONSTRAINT fk_holder_skills_holder FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE
        )"""
    )
    op.execute("CREATE INDEX ix_holder_skills_created ON holder_skills (holder_id, created_at, id)")
    op.execute("ALTER TABLE holder_skills ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"""CREATE POLICY holder ON holder_skills
            USING (holder_id = {HOLDER}) WITH CHECK (holder_id = {HOLDER})"""
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON holder_skills TO skillspass_app")


def downgrade() -> None:
    """Forget what was told."""
    op.execute("DROP TABLE holder_skills")
