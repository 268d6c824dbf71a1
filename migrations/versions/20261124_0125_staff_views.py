"""Which staff looked at somebody: for that person to read, for a year."""

from alembic import op

revision = "0046_staff_views"
down_revision = "0045_systems"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
# Only who the person is to the organisation decides; what the application may see of those two tables is theirs already.
THEIRS = " OR ".join(
    f"""EXISTS (SELECT FROM {table} known WHERE known.organisation_id = staff_views.organisation_id
        AND known.reference_hash = staff_views.person_hash AND known.holder_id = {HOLDER})"""
    for table in ("recipients", "candidates")
)
# The clock of the database is the second net: a sweep gone wrong cannot take what still counts.
OLD = "current_setting('app.sweep', true) = 'forget' AND viewed_at < now() - interval '365 days'"


def upgrade() -> None:
    """A partnership writes and, when it forgets somebody, deletes; the person reads; nobody changes."""
    op.execute(
        """
        CREATE TABLE staff_views (
            organisation_id uuid NOT NULL, person_hash bytea NOT NULL, hour timestamptz NOT NULL,
            actor text NOT NULL, what text NOT NULL, object_id uuid NOT NULL,
            id uuid NOT NULL, roles text[] NOT NULL, viewed_at timestamptz NOT NULL,
            CONSTRAINT pk_staff_views PRIMARY KEY (organisation_id, person_hash, hour, actor, what, object_id),
            CONSTRAINT fk_staff_views_organisation_id_organisations
                FOREIGN KEY (organisation_id) REFERENCES organisations (id)
        )"""
    )
    op.execute("CREATE INDEX ix_staff_views_viewed_at ON staff_views (viewed_at)")
    op.execute("ALTER TABLE staff_views ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY staff_views_tenant ON staff_views USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY staff_views_holder ON staff_views FOR SELECT USING ({THEIRS})")
    for command in ("SELECT", "DELETE"):
        op.execute(
            f"CREATE POLICY staff_views_forget_{command.lower()} ON staff_views FOR {command} USING ({OLD})"
        )
    op.execute("GRANT SELECT, INSERT, DELETE ON staff_views TO skillspass_app")


def downgrade() -> None:
    """Forget who looked."""
    op.execute("DROP TABLE staff_views")
