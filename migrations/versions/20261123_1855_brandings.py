"""How the pages of a partnership look: two colours and a small logo."""

from alembic import op

revision = "0031_brandings"
down_revision = "0030_assessed_issuances"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CREATE = """
    CREATE TABLE brandings (
        organisation_id uuid NOT NULL, colour text NOT NULL, text_colour text NOT NULL, logo bytea,
        revision integer NOT NULL, changed_by text NOT NULL, changed_at timestamptz NOT NULL,
        CONSTRAINT pk_brandings PRIMARY KEY (organisation_id),
        CONSTRAINT fk_brandings_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT ck_brandings_colours CHECK (
            colour ~ '^#[0-9a-f]{6}$' AND text_colour ~ '^#[0-9a-f]{6}$'),
        CONSTRAINT ck_brandings_logo CHECK (octet_length(logo) <= 65536),
        CONSTRAINT ck_brandings_revision CHECK (revision >= 1)
    )"""


def upgrade() -> None:
    """Everyone may see a brand, as everyone may read a name; only its organisation writes it."""
    op.execute(CREATE)
    op.execute("ALTER TABLE brandings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY brandings_public ON brandings FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY brandings_tenant ON brandings USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON brandings TO skillspass_app")


def downgrade() -> None:
    """Drop brandings."""
    op.execute("DROP TABLE brandings")
