"""Skill sets: drafts, published versions that never change, and which achievements they have."""

from alembic import op

revision = "0028_skill_sets"
down_revision = "0027_delivery"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
PUBLIC_ID = "id = NULLIF(current_setting('app.public_id', true), '')::uuid"
CREATE = (
    """
    CREATE TABLE skill_sets (
        organisation_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL, code text NOT NULL,
        state text NOT NULL, content jsonb NOT NULL, aligned jsonb, revision integer NOT NULL,
        drafted_by text NOT NULL, drafted_at timestamptz NOT NULL,
        edited_by text NOT NULL, edited_at timestamptz NOT NULL,
        published_by text, published_at timestamptz, superseded_at timestamptz,
        CONSTRAINT pk_skill_sets PRIMARY KEY (organisation_id, id, version),
        CONSTRAINT fk_skill_sets_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT ck_skill_sets_version CHECK (version > 0 AND revision > 0),
        CONSTRAINT ck_skill_sets_state CHECK (state IN ('draft', 'published', 'superseded')),
        CONSTRAINT ck_skill_sets_four_eyes CHECK (
            state = 'draft' AND published_by IS NULL
            OR published_by IS NOT NULL AND published_by <> drafted_by AND published_by <> edited_by),
        CONSTRAINT ck_skill_sets_published CHECK (
            (published_by IS NULL) = (published_at IS NULL) AND (published_by IS NULL) = (aligned IS NULL)),
        CONSTRAINT ck_skill_sets_superseded CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
    )""",
    "CREATE UNIQUE INDEX ix_skill_sets_code ON skill_sets (organisation_id, lower(code), version)",
    "CREATE UNIQUE INDEX ix_skill_sets_draft ON skill_sets (organisation_id, id) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX ix_skill_sets_published ON skill_sets (organisation_id, id) WHERE state = 'published'",
    "CREATE INDEX ix_skill_sets_id ON skill_sets (id)",
    "CREATE INDEX ix_skill_sets_drafted ON skill_sets (organisation_id, drafted_at, id)",
    """
    CREATE TABLE skill_set_achievements (
        organisation_id uuid NOT NULL, achievement_id uuid NOT NULL, version integer NOT NULL,
        skill_set_id uuid NOT NULL,
        CONSTRAINT pk_skill_set_achievements PRIMARY KEY (organisation_id, achievement_id, version),
        CONSTRAINT fk_skill_set_achievements_skill_set FOREIGN KEY (organisation_id, skill_set_id, version)
            REFERENCES skill_sets (organisation_id, id, version)
    )""",
    """
    CREATE FUNCTION keep_published_skill_set() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> 'draft' AND NOT (
            OLD.state = 'published' AND NEW.state = 'superseded'
            AND (NEW.content, NEW.aligned, NEW.code, NEW.revision, NEW.edited_by, NEW.edited_at,
                 NEW.published_by, NEW.published_at)
                IS NOT DISTINCT FROM (OLD.content, OLD.aligned, OLD.code, OLD.revision, OLD.edited_by,
                                      OLD.edited_at, OLD.published_by, OLD.published_at))
        THEN
            RAISE EXCEPTION 'a published skill set never changes';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER skill_sets_keep_published BEFORE UPDATE ON skill_sets
        FOR EACH ROW EXECUTE FUNCTION keep_published_skill_set()""",
)
GRANTS = {
    "skill_sets": (
        "SELECT, INSERT, UPDATE (code, state, content, aligned, revision, edited_by, edited_at, published_by,"
        " published_at, superseded_at)"
    ),
    "skill_set_achievements": "SELECT, INSERT",
}


def upgrade() -> None:
    """Four eyes and unchanging versions are kept by the database itself; what is published anybody may read."""
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
    op.execute(
        f"CREATE POLICY skill_sets_public ON skill_sets FOR SELECT USING ({PUBLIC_ID} AND state <> 'draft')"
    )
    op.execute("ALTER TABLE achievements ADD COLUMN skill_set_id uuid, ADD COLUMN validity_months smallint")


def downgrade() -> None:
    """Drop skill sets."""
    op.execute("ALTER TABLE achievements DROP COLUMN skill_set_id, DROP COLUMN validity_months")
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION keep_published_skill_set()")
