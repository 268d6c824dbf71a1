"""Who is not sixteen yet, as their organisation tells; and the parent or guardian who says yes."""

from alembic import op

revision = "0047_under_sixteen"
down_revision = "0046_staff_views"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
HOLDER = "NULLIF(current_setting('app.holder_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
FORGET = "current_setting('app.sweep', true) = 'forget'"
# Only who the person is to the organisation decides; what the application may see of those two tables is theirs already.
THEIRS = " OR ".join(
    f"""EXISTS (SELECT FROM {table} known WHERE known.organisation_id = young_people.organisation_id
        AND known.reference_hash = young_people.person_hash AND known.holder_id = {HOLDER})"""
    for table in ("recipients", "candidates")
)
CREATE = (
    """
    CREATE TABLE young_people (
        organisation_id uuid NOT NULL, person_hash bytea NOT NULL, sixteen_on date NOT NULL,
        CONSTRAINT pk_young_people PRIMARY KEY (organisation_id, person_hash),
        CONSTRAINT fk_young_people_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    """
    CREATE TABLE guardians (
        holder_id uuid NOT NULL, language text NOT NULL, address_sealed bytea,
        ask_hash bytea, ask_expires_at timestamptz, stop_hash bytea,
        answer text, answered_at timestamptz, organisation_id uuid, actor text, forget_on date NOT NULL,
        CONSTRAINT pk_guardians PRIMARY KEY (holder_id),
        CONSTRAINT fk_guardians_holder FOREIGN KEY (holder_id) REFERENCES holders (id) ON DELETE CASCADE,
        CONSTRAINT uq_guardians_ask_hash UNIQUE (ask_hash),
        CONSTRAINT uq_guardians_stop_hash UNIQUE (stop_hash),
        CONSTRAINT ck_guardians_answer CHECK (answer IN ('yes', 'no', 'withdrawn')),
        CONSTRAINT ck_guardians_answered CHECK ((answer IS NULL) = (answered_at IS NULL)),
        CONSTRAINT ck_guardians_asked CHECK ((ask_hash IS NULL) = (address_sealed IS NULL)
            AND (ask_hash IS NULL) = (ask_expires_at IS NULL)),
        CONSTRAINT ck_guardians_paper CHECK ((organisation_id IS NULL) = (actor IS NULL))
    )""",
)
GRANTS = {
    "young_people": "SELECT, INSERT, DELETE, UPDATE (sixteen_on)",
    "guardians": (
        "SELECT, INSERT, DELETE, UPDATE (language, address_sealed, ask_hash, ask_expires_at, stop_hash, answer,"
        " answered_at, organisation_id, actor, forget_on)"
    ),
}
# The clock of the database is the second net: a sweep gone wrong cannot take what still counts.
FORGOTTEN = {"young_people": "sixteen_on < current_date", "guardians": "forget_on < current_date"}


def upgrade() -> None:
    """A partnership tells a day, of which the person's own passport learns; the guardian is the person's own."""
    for statement in CREATE:
        op.execute(statement)
    for table, privileges in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT {privileges} ON {table} TO skillspass_app")
        for command in ("SELECT", "DELETE"):
            op.execute(
                f"CREATE POLICY {table}_forget_{command.lower()} ON {table} FOR {command}"
                f" USING ({FORGET} AND {FORGOTTEN[table]})"
            )
    op.execute(f"CREATE POLICY young_people_tenant ON young_people USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY young_people_holder ON young_people FOR SELECT USING ({THEIRS})")
    op.execute(
        f"CREATE POLICY holder ON guardians USING (holder_id = {HOLDER}) WITH CHECK (holder_id = {HOLDER})"
    )
    for column in ("ask_hash", "stop_hash"):
        op.execute(
            f"CREATE POLICY guardians_{column} ON guardians FOR SELECT USING ({column} = {CAPABILITY})"
        )
    op.execute("CREATE INDEX ix_young_people_sixteen_on ON young_people (sixteen_on)")


def downgrade() -> None:
    """Forget who is young, and who said yes."""
    op.execute("DROP TABLE guardians")
    op.execute("DROP TABLE young_people")
