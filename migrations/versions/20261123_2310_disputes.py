"""What holders say is not right, and what the partnership answers."""

from alembic import op

revision = "0039_disputes"
down_revision = "0038_ways_in"
branch_labels = None
depends_on = None

HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
ORGANISATION = "NULLIF(current_setting('app.organisation_id', true), '')::uuid"


def upgrade() -> None:
    """The holder sees their own; who issued the credential sees it too, and may answer. Nobody else."""
    op.execute(
        """
        CREATE TABLE disputes (
            holder_id uuid NOT NULL, id uuid NOT NULL, credential_id uuid NOT NULL, organisation_id uuid NOT NULL,
            reason text NOT NULL, words_sealed bytea, state text NOT NULL, created_at timestamptz NOT NULL,
            answer_sealed bytea, answered_by text, answered_at timestamptz, withdrawn_at timestamptz,
            CONSTRAINT pk_disputes PRIMARY KEY (holder_id, id),
            CONSTRAINT fk_disputes_credential FOREIGN KEY (holder_id, credential_id)
                REFERENCES passport_credentials (holder_id, credential_id) ON DELETE CASCADE,
            CONSTRAINT ck_disputes_state CHECK (state IN ('open', 'answered', 'withdrawn')),
            CONSTRAINT ck_disputes_answer CHECK ((state = 'answered') = (answered_at IS NOT NULL))
        )"""
    )
    op.execute(
        "CREATE UNIQUE INDEX uq_disputes_open ON disputes (holder_id, credential_id) WHERE state = 'open'"
    )
    op.execute("CREATE INDEX ix_disputes_issuer ON disputes (organisation_id, created_at, id)")
    op.execute("ALTER TABLE disputes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY holder ON disputes USING (holder_id = {HOLDER}) WITH CHECK (holder_id = {HOLDER})"
    )
    op.execute(f"CREATE POLICY issuer_reads ON disputes FOR SELECT USING (organisation_id = {ORGANISATION})")
    op.execute(
        f"""CREATE POLICY issuer_answers ON disputes FOR UPDATE
            USING (organisation_id = {ORGANISATION}) WITH CHECK (organisation_id = {ORGANISATION})"""
    )
    op.execute(
        """GRANT SELECT, INSERT, UPDATE (state, answer_sealed, answered_by, answered_at, withdrawn_at)
           ON disputes TO skillspass_app"""
    )


def downgrade() -> None:
    """Forget what was said."""
    op.execute("DROP TABLE disputes")
