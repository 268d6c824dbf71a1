"""Systems of employers that register themselves."""

from alembic import op

revision = "0045_systems"
down_revision = "0044_holder_skills"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = '{}'"


def upgrade() -> None:
    """A system is seen by its own organisation, and by who has its link, its session or its address."""
    op.execute(
        """
        CREATE TABLE systems (
            organisation_id uuid NOT NULL, name text NOT NULL, email_sealed bytea NOT NULL,
            email_hash bytea NOT NULL, language text NOT NULL, created_at timestamptz NOT NULL,
            confirmed_at timestamptz, link_hash bytea, link_until timestamptz,
            session_hash bytea, session_until timestamptz,
            CONSTRAINT pk_systems PRIMARY KEY (organisation_id),
            CONSTRAINT uq_systems_email_hash UNIQUE (email_hash)
        )"""
    )
    op.execute("CREATE INDEX ix_systems_link_hash ON systems (link_hash)")
    op.execute("CREATE INDEX ix_systems_session_hash ON systems (session_hash)")
    op.execute("ALTER TABLE systems ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON systems USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(
        f"""CREATE POLICY capability ON systems FOR SELECT
            USING ({CAPABILITY} IN (email_hash, link_hash, session_hash))"""
    )
    is_old = f"{SWEEP.format('forget')} AND confirmed_at IS NULL AND created_at < now() - interval '23 hours'"
    for command in ("SELECT", "DELETE"):
        op.execute(f"CREATE POLICY forget_{command.lower()} ON systems FOR {command} USING ({is_old})")
    for command in ("SELECT", "UPDATE"):
        op.execute(
            f"CREATE POLICY rewrap_{command.lower()} ON systems FOR {command} TO skillspass_owner"
            f" USING ({SWEEP.format('rewrap')})"
        )
    op.execute(
        """GRANT SELECT, INSERT, DELETE,
           UPDATE (name, language, confirmed_at, link_hash, link_until, session_hash, session_until)
           ON systems TO skillspass_app"""
    )
    # By itself the service adds organisations that only verify; one that issues is the work of an operator.
    op.execute(
        """CREATE POLICY organisations_verifiers_only ON organisations AS RESTRICTIVE FOR INSERT TO skillspass_app
           WITH CHECK (kind = 'verifier' AND NOT is_test AND ended_at IS NULL AND successor_id IS NULL)"""
    )
    op.execute("GRANT INSERT ON organisations TO skillspass_app")


def downgrade() -> None:
    """Only operators add organisations."""
    op.execute("REVOKE INSERT ON organisations FROM skillspass_app")
    op.execute("DROP POLICY organisations_verifiers_only ON organisations")
    op.execute("DROP TABLE systems")
