"""People, what they are in a partnership, and how they come in: invitations, links, passkeys, sessions."""

from alembic import op

revision = "0023_people"
down_revision = "0022_mandates"
branch_labels = None
depends_on = None

ORGANISATION = "NULLIF(current_setting('app.organisation_id', true), '')::uuid"
PERSON = "NULLIF(current_setting('app.person_id', true), '')::uuid"
CAPABILITY = "decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
SWEEP = "current_setting('app.sweep', true) = 'rewrap'"
FORGET = "current_setting('app.sweep', true) = 'forget'"

CREATE = (
    """
    CREATE TABLE address_keys (
        id smallint NOT NULL, key_sealed bytea NOT NULL,
        CONSTRAINT pk_address_keys PRIMARY KEY (id),
        CONSTRAINT ck_address_keys_one CHECK (id = 1)
    )""",
    """
    CREATE TABLE people (
        id uuid NOT NULL, name_sealed bytea NOT NULL, email_sealed bytea NOT NULL, email_hash bytea NOT NULL,
        language text NOT NULL, data_key_wrapped bytea NOT NULL, created_at timestamptz NOT NULL,
        CONSTRAINT pk_people PRIMARY KEY (id),
        CONSTRAINT uq_people_email_hash UNIQUE (email_hash),
        CONSTRAINT ck_people_language CHECK (language IN ('nl', 'en'))
    )""",
    """
    CREATE TABLE memberships (
        organisation_id uuid NOT NULL, person_id uuid NOT NULL, roles text[] NOT NULL,
        created_at timestamptz NOT NULL, ended_at timestamptz,
        CONSTRAINT pk_memberships PRIMARY KEY (organisation_id, person_id),
        CONSTRAINT ck_memberships_roles CHECK (cardinality(roles) > 0),
        CONSTRAINT fk_memberships_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT fk_memberships_person_id_people FOREIGN KEY (person_id) REFERENCES people (id)
    )""",
    "CREATE INDEX ix_memberships_person_id ON memberships (person_id)",
    """
    CREATE TABLE invitations (
        organisation_id uuid NOT NULL, id uuid NOT NULL, secret_hash bytea NOT NULL, email_sealed bytea NOT NULL,
        email_hash bytea NOT NULL, roles text[] NOT NULL, language text NOT NULL, invited_by text NOT NULL,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, accepted_at timestamptz,
        accepted_by uuid, withdrawn_at timestamptz,
        CONSTRAINT pk_invitations PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_invitations_organisation_id_secret_hash UNIQUE (organisation_id, secret_hash),
        CONSTRAINT ck_invitations_roles CHECK (cardinality(roles) > 0),
        CONSTRAINT ck_invitations_language CHECK (language IN ('nl', 'en')),
        CONSTRAINT fk_invitations_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id),
        CONSTRAINT fk_invitations_accepted_by_people FOREIGN KEY (accepted_by) REFERENCES people (id)
    )""",
    "CREATE INDEX ix_invitations_secret_hash ON invitations (secret_hash)",
    "CREATE INDEX ix_invitations_created ON invitations (organisation_id, created_at, id)",
    """
    CREATE TABLE sign_in_links (
        id uuid NOT NULL, email_hash bytea NOT NULL, browser_hash bytea NOT NULL, language text NOT NULL,
        person_id uuid, secret_hash bytea, code_hash bytea, tries smallint NOT NULL,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz,
        CONSTRAINT pk_sign_in_links PRIMARY KEY (id),
        CONSTRAINT uq_sign_in_links_browser_hash UNIQUE (browser_hash),
        CONSTRAINT ck_sign_in_links_language CHECK (language IN ('nl', 'en')),
        CONSTRAINT fk_sign_in_links_person_id_people FOREIGN KEY (person_id) REFERENCES people (id)
    )""",
    "CREATE INDEX ix_sign_in_links_secret_hash ON sign_in_links (secret_hash)",
    "CREATE INDEX ix_sign_in_links_email_hash_created_at ON sign_in_links (email_hash, created_at)",
    """
    CREATE TABLE staff_sessions (
        person_id uuid NOT NULL, id uuid NOT NULL, handle_hash bytea NOT NULL, secret_hash bytea NOT NULL,
        previous_hash bytea, device text NOT NULL, created_at timestamptz NOT NULL,
        rotated_at timestamptz NOT NULL, last_used_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_staff_sessions PRIMARY KEY (person_id, id),
        CONSTRAINT uq_staff_sessions_handle_hash UNIQUE (handle_hash),
        CONSTRAINT fk_staff_sessions_person_id_people FOREIGN KEY (person_id) REFERENCES people (id)
    )""",
    """
    CREATE TABLE passkeys (
        person_id uuid NOT NULL, id uuid NOT NULL, credential_id bytea NOT NULL, credential_hash bytea NOT NULL,
        public_key bytea NOT NULL, sign_count bigint NOT NULL, transports text[] NOT NULL,
        name_sealed bytea NOT NULL, created_at timestamptz NOT NULL, last_used_at timestamptz,
        CONSTRAINT pk_passkeys PRIMARY KEY (person_id, id),
        CONSTRAINT uq_passkeys_credential_hash UNIQUE (credential_hash),
        CONSTRAINT fk_passkeys_person_id_people FOREIGN KEY (person_id) REFERENCES people (id)
    )""",
    """
    CREATE TABLE passkey_challenges (
        challenge_hash bytea NOT NULL, purpose text NOT NULL, person_id uuid, created_at timestamptz NOT NULL,
        CONSTRAINT pk_passkey_challenges PRIMARY KEY (challenge_hash),
        CONSTRAINT ck_passkey_challenges_purpose CHECK (purpose IN ('register', 'sign-in'))
    )""",
)
GRANTS = {
    "address_keys": "SELECT, INSERT",
    "people": "SELECT, INSERT, UPDATE (name_sealed, email_sealed, email_hash, language)",
    "memberships": "SELECT, INSERT, UPDATE (roles, created_at, ended_at)",
    "invitations": "SELECT, INSERT, UPDATE (secret_hash, expires_at, accepted_at, accepted_by, withdrawn_at)",
    "sign_in_links": "SELECT, INSERT, DELETE, UPDATE (person_id, secret_hash, code_hash, tries, used_at)",
    "staff_sessions": (
        "SELECT, INSERT, DELETE, UPDATE (secret_hash, previous_hash, rotated_at, last_used_at, ended_at)"
    ),
    "passkeys": "SELECT, INSERT, DELETE, UPDATE (name_sealed, sign_count, last_used_at)",
    "passkey_challenges": "SELECT, INSERT, DELETE",
}
OF_A_MEMBER = f"""EXISTS (
    SELECT 1 FROM memberships WHERE memberships.person_id = people.id
    AND memberships.organisation_id = {ORGANISATION})"""
# Who holds a secret, or knows an address by its keyed hash, finds the row that belongs to it.
POLICIES = (
    "CREATE POLICY address_keys_all ON address_keys USING (true) WITH CHECK (true)",
    f"CREATE POLICY people_own ON people USING (id = {PERSON}) WITH CHECK (id = {PERSON})",
    f"CREATE POLICY people_members ON people FOR SELECT USING ({OF_A_MEMBER})",
    f"CREATE POLICY people_address ON people FOR SELECT USING (email_hash = {CAPABILITY})",
    f"""CREATE POLICY memberships_tenant ON memberships
        USING (organisation_id = {ORGANISATION}) WITH CHECK (organisation_id = {ORGANISATION})""",
    f"CREATE POLICY memberships_own ON memberships FOR SELECT USING (person_id = {PERSON})",
    f"""CREATE POLICY invitations_tenant ON invitations
        USING (organisation_id = {ORGANISATION}) WITH CHECK (organisation_id = {ORGANISATION})""",
    f"CREATE POLICY invitations_secret ON invitations FOR SELECT USING (secret_hash = {CAPABILITY})",
    f"""CREATE POLICY sign_in_links_browser ON sign_in_links
        USING (browser_hash = {CAPABILITY}) WITH CHECK (browser_hash = {CAPABILITY})""",
    f"""CREATE POLICY sign_in_links_secret ON sign_in_links
        USING (secret_hash = {CAPABILITY}) WITH CHECK (secret_hash = {CAPABILITY})""",
    f"CREATE POLICY sign_in_links_address ON sign_in_links FOR SELECT USING (email_hash = {CAPABILITY})",
    f"CREATE POLICY staff_sessions_own ON staff_sessions USING (person_id = {PERSON}) WITH CHECK (person_id = {PERSON})",
    f"CREATE POLICY staff_sessions_handle ON staff_sessions FOR SELECT USING (handle_hash = {CAPABILITY})",
    f"CREATE POLICY passkeys_own ON passkeys USING (person_id = {PERSON}) WITH CHECK (person_id = {PERSON})",
    f"CREATE POLICY passkeys_credential ON passkeys FOR SELECT USING (credential_hash = {CAPABILITY})",
    f"""CREATE POLICY passkey_challenges_capability ON passkey_challenges
        USING (challenge_hash = {CAPABILITY}) WITH CHECK (challenge_hash = {CAPABILITY})""",
)
# The clock of the database is the second net: a sweep gone wrong cannot take what still counts.
FORGOTTEN = {
    "sign_in_links": "created_at < now() - interval '1 day'",
    "staff_sessions": "expires_at < now() - interval '30 days'",
    "passkey_challenges": "created_at < now() - interval '1 hour'",
}
REWRAPPED = ("address_keys", "people", "invitations")


def upgrade() -> None:
    """A person belongs to nobody: a partnership sees its members, and everybody sees themselves."""
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
    for policy in POLICIES:
        op.execute(policy)
    for table, age in FORGOTTEN.items():
        for command in ("SELECT", "DELETE"):
            op.execute(
                f"CREATE POLICY {table}_forget_{command.lower()} ON {table} FOR {command}"
                f" USING ({FORGET} AND {age})"
            )
    for table in REWRAPPED:
        for command in ("SELECT", "UPDATE"):
            op.execute(
                f"CREATE POLICY {table}_rewrap_{command.lower()} ON {table} FOR {command} TO skillspass_owner"
                f" USING ({SWEEP})"
            )


def downgrade() -> None:
    """Drop people and all that is theirs."""
    op.execute("DROP POLICY people_members ON people")
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
