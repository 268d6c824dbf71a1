"""New mail addresses that people asked for, until a link that was mailed there is used."""

from alembic import op

revision = "0032_address_changes"
down_revision = "0031_brandings"
branch_labels = None
depends_on = None

PERSON = "NULLIF(current_setting('app.person_id', true), '')::uuid"
FORGET = "current_setting('app.sweep', true) = 'forget'"


def upgrade() -> None:
    """Only the person sees them: the link in the mail is worth nothing without the session."""
    op.execute(
        """
        CREATE TABLE address_changes (
            person_id uuid NOT NULL, id uuid NOT NULL, secret_hash bytea NOT NULL, email_sealed bytea NOT NULL,
            created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz,
            CONSTRAINT pk_address_changes PRIMARY KEY (person_id, id),
            CONSTRAINT fk_address_changes_person_id_people FOREIGN KEY (person_id) REFERENCES people (id)
        )"""
    )
    op.execute("ALTER TABLE address_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (ended_at) ON address_changes TO skillspass_app")
    op.execute(
        f"""CREATE POLICY address_changes_own ON address_changes
            USING (person_id = {PERSON}) WITH CHECK (person_id = {PERSON})"""
    )
    for command in ("SELECT", "DELETE"):
        op.execute(
            f"CREATE POLICY address_changes_forget_{command.lower()} ON address_changes FOR {command}"
            f" USING ({FORGET} AND created_at < now() - interval '1 day')"
        )


def downgrade() -> None:
    """Forget what was asked."""
    op.execute("DROP TABLE address_changes")
