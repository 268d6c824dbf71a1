"""Mandates: who may judge what, up to which level, from when until when; ended early, never backwards."""

from alembic import op

revision = "0022_mandates"
down_revision = "0021_own_terms"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CREATE = (
    """
    CREATE TABLE mandates (
        organisation_id uuid NOT NULL, id uuid NOT NULL, person_id uuid NOT NULL,
        scope_kind text NOT NULL, scope_id uuid NOT NULL, highest_level smallint NOT NULL,
        valid_from timestamptz NOT NULL, valid_until timestamptz NOT NULL,
        granted_by text NOT NULL, granted_at timestamptz NOT NULL, revoked_by text, revoked_at timestamptz,
        CONSTRAINT pk_mandates PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_mandates_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT ck_mandates_scope_kind CHECK (scope_kind IN ('skill-set', 'achievement')),
        CONSTRAINT ck_mandates_highest_level CHECK (highest_level >= 0),
        CONSTRAINT ck_mandates_never_backwards CHECK (valid_from >= granted_at AND revoked_at >= granted_at),
        CONSTRAINT ck_mandates_period CHECK (
            valid_until > valid_from AND valid_until AT TIME ZONE 'UTC'
                <= (valid_from AT TIME ZONE 'UTC') + interval '18 months'),
        CONSTRAINT ck_mandates_not_to_oneself CHECK (granted_by <> 'person:' || person_id),
        CONSTRAINT ck_mandates_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    )""",
    "CREATE INDEX ix_mandates_valid_until ON mandates (organisation_id, valid_until, id)",
    "CREATE INDEX ix_mandates_person_id ON mandates (organisation_id, person_id)",
    """
    CREATE FUNCTION keep_mandate_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.revoked_at IS NOT NULL THEN
            RAISE EXCEPTION 'the end of a mandate never changes';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER mandates_keep_revocation BEFORE UPDATE ON mandates
        FOR EACH ROW EXECUTE FUNCTION keep_mandate_revocation()""",
)


def upgrade() -> None:
    """Nothing of a mandate changes but that it ends early, once."""
    for statement in CREATE:
        op.execute(statement)
    op.execute("ALTER TABLE mandates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY mandates_tenant ON mandates USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by) ON mandates TO skillspass_app")


def downgrade() -> None:
    """Drop mandates."""
    op.execute("DROP TABLE mandates")
    op.execute("DROP FUNCTION keep_mandate_revocation()")
