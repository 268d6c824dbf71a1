"""Dossiers: candidates, claims, evidence, judgements by two people, appeals, and links by which others confirm."""

from alembic import op

revision = "0025_dossiers"
down_revision = "0024_mail"
branch_labels = None
depends_on = None

TENANT = "organisation_id = NULLIF(current_setting('app.organisation_id', true), '')::uuid"
CAPABILITY = "secret_hash = decode(NULLIF(current_setting('app.capability', true), ''), 'hex')"
HOLDER = "holder_id = NULLIF(current_setting('app.holder_id', true), '')::uuid"
SWEEP = "current_setting('app.sweep', true) = 'dossiers'"
REWRAP = "current_setting('app.sweep', true) = 'rewrap'"
CREATE = (
    """
    CREATE TABLE candidates (
        organisation_id uuid NOT NULL, id uuid NOT NULL, reference_hash bytea NOT NULL,
        reference_sealed bytea NOT NULL, name_sealed bytea, contact_sealed bytea, guardian_sealed bytea,
        language text NOT NULL, is_under_sixteen boolean NOT NULL, data_key_wrapped bytea NOT NULL,
        holder_id uuid, person_id uuid, created_at timestamptz NOT NULL,
        CONSTRAINT pk_candidates PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_candidates_reference UNIQUE (organisation_id, reference_hash),
        CONSTRAINT ck_candidates_language CHECK (language IN ('nl', 'en')),
        CONSTRAINT ck_candidates_guardian CHECK (NOT is_under_sixteen OR guardian_sealed IS NOT NULL),
        CONSTRAINT fk_candidates_organisation_id_organisations
            FOREIGN KEY (organisation_id) REFERENCES organisations (id)
    )""",
    "CREATE INDEX ix_candidates_holder ON candidates (holder_id) WHERE holder_id IS NOT NULL",
    """
    CREATE TABLE dossiers (
        organisation_id uuid NOT NULL, id uuid NOT NULL, candidate_id uuid NOT NULL, skill_set_id uuid NOT NULL,
        skill_set_version integer NOT NULL, opened_by text NOT NULL, coach_id uuid, state text NOT NULL,
        opened_at timestamptz NOT NULL, changed_at timestamptz NOT NULL, closed_at timestamptz,
        CONSTRAINT pk_dossiers PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_dossiers_state CHECK (state IN ('open', 'closed', 'withdrawn')),
        CONSTRAINT ck_dossiers_closed CHECK ((state = 'open') = (closed_at IS NULL)),
        CONSTRAINT fk_dossiers_candidate
            FOREIGN KEY (organisation_id, candidate_id) REFERENCES candidates (organisation_id, id)
    )""",
    "CREATE INDEX ix_dossiers_opened ON dossiers (organisation_id, opened_at, id)",
    "CREATE INDEX ix_dossiers_candidate ON dossiers (organisation_id, candidate_id)",
    "CREATE INDEX ix_dossiers_closed ON dossiers (closed_at) WHERE closed_at IS NOT NULL",
    "CREATE INDEX ix_dossiers_changed ON dossiers (changed_at) WHERE closed_at IS NULL",
    """
    CREATE TABLE claims (
        organisation_id uuid NOT NULL, id uuid NOT NULL, dossier_id uuid NOT NULL, achievement_id uuid NOT NULL,
        level_asked smallint NOT NULL, state text NOT NULL, round integer NOT NULL,
        added_at timestamptz NOT NULL, decided_at timestamptz,
        CONSTRAINT pk_claims PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_claims_achievement UNIQUE (organisation_id, dossier_id, achievement_id),
        CONSTRAINT ck_claims_state CHECK (state IN ('collecting', 'judging', 'second', 'validated', 'not-yet',
            'appealed', 'issued', 'withdrawn')),
        CONSTRAINT ck_claims_round CHECK (round > 0),
        CONSTRAINT fk_claims_dossier
            FOREIGN KEY (organisation_id, dossier_id) REFERENCES dossiers (organisation_id, id)
    )""",
    "CREATE INDEX ix_claims_state ON claims (organisation_id, state, added_at, id)",
    """
    CREATE TABLE evidence (
        organisation_id uuid NOT NULL, id uuid NOT NULL, dossier_id uuid NOT NULL, claim_id uuid, kind text NOT NULL,
        summary_sealed bytea NOT NULL, confirmer_sealed bytea, relation text, seen_on date NOT NULL, hours integer,
        digest bytea NOT NULL, file_id uuid, added_by text NOT NULL, added_at timestamptz NOT NULL,
        CONSTRAINT pk_evidence PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_evidence_kind CHECK (kind IN ('observation', 'photo', 'video', 'document', 'voice-note',
            'statement', 'hours', 'certificate')),
        CONSTRAINT ck_evidence_statement CHECK (kind <> 'statement' OR relation IS NOT NULL),
        CONSTRAINT ck_evidence_hours CHECK ((kind = 'hours') = (hours IS NOT NULL) AND hours BETWEEN 1 AND 20000),
        CONSTRAINT ck_evidence_digest CHECK (octet_length(digest) = 32),
        CONSTRAINT fk_evidence_dossier
            FOREIGN KEY (organisation_id, dossier_id) REFERENCES dossiers (organisation_id, id),
        CONSTRAINT fk_evidence_claim FOREIGN KEY (organisation_id, claim_id) REFERENCES claims (organisation_id, id)
    )""",
    "CREATE INDEX ix_evidence_dossier ON evidence (organisation_id, dossier_id, added_at, id)",
    """
    CREATE TABLE judgements (
        organisation_id uuid NOT NULL, id uuid NOT NULL, claim_id uuid NOT NULL, round integer NOT NULL,
        person_id uuid NOT NULL, mandate_id uuid NOT NULL, answers_sealed bytea NOT NULL, version integer NOT NULL,
        declared_no_conflict boolean NOT NULL, started_at timestamptz NOT NULL, saved_at timestamptz NOT NULL,
        handed_over_at timestamptz, outcome text, signed_at timestamptz,
        CONSTRAINT pk_judgements PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_judgements_person UNIQUE (organisation_id, id, person_id),
        CONSTRAINT uq_judgements_round UNIQUE (organisation_id, claim_id, round, person_id),
        CONSTRAINT ck_judgements_outcome CHECK (outcome IN ('met', 'not-yet')),
        CONSTRAINT ck_judgements_signed CHECK ((signed_at IS NULL) = (outcome IS NULL)),
        CONSTRAINT ck_judgements_no_conflict CHECK (
            signed_at IS NULL OR (declared_no_conflict AND handed_over_at IS NULL)),
        CONSTRAINT fk_judgements_claim FOREIGN KEY (organisation_id, claim_id) REFERENCES claims (organisation_id, id)
    )""",
    """
    CREATE UNIQUE INDEX ix_judgements_signed ON judgements (organisation_id, claim_id, round)
        WHERE signed_at IS NOT NULL""",
    "CREATE INDEX ix_judgements_not_yet ON judgements (signed_at) WHERE outcome = 'not-yet'",
    """
    CREATE TABLE second_judgements (
        organisation_id uuid NOT NULL, id uuid NOT NULL, claim_id uuid NOT NULL, judgement_id uuid NOT NULL,
        first_person_id uuid NOT NULL, coach_id uuid, person_id uuid NOT NULL, mandate_id uuid NOT NULL,
        declared_no_conflict boolean NOT NULL, decision text NOT NULL, reason_sealed bytea,
        role_sealed bytea NOT NULL, signed_at timestamptz NOT NULL,
        CONSTRAINT pk_second_judgements PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_second_judgements_judgement UNIQUE (organisation_id, judgement_id),
        CONSTRAINT ck_second_judgements_four_eyes CHECK (
            person_id <> first_person_id AND person_id IS DISTINCT FROM coach_id),
        CONSTRAINT ck_second_judgements_decision CHECK (decision IN ('agrees', 'sends-back')),
        CONSTRAINT ck_second_judgements_no_conflict CHECK (declared_no_conflict),
        CONSTRAINT ck_second_judgements_reason CHECK (decision = 'agrees' OR reason_sealed IS NOT NULL),
        CONSTRAINT fk_second_judgements_first
            FOREIGN KEY (organisation_id, judgement_id, first_person_id)
            REFERENCES judgements (organisation_id, id, person_id),
        CONSTRAINT fk_second_judgements_claim
            FOREIGN KEY (organisation_id, claim_id) REFERENCES claims (organisation_id, id)
    )""",
    """
    CREATE TABLE appeals (
        organisation_id uuid NOT NULL, id uuid NOT NULL, claim_id uuid NOT NULL, round integer NOT NULL,
        asked_by text NOT NULL, reason_sealed bytea NOT NULL, asked_at timestamptz NOT NULL,
        outcome text, decided_at timestamptz,
        CONSTRAINT pk_appeals PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_appeals_round UNIQUE (organisation_id, claim_id, round),
        CONSTRAINT ck_appeals_outcome CHECK (outcome IN ('met', 'not-yet', 'withdrawn')),
        CONSTRAINT ck_appeals_decided CHECK ((outcome IS NULL) = (decided_at IS NULL)),
        CONSTRAINT fk_appeals_claim FOREIGN KEY (organisation_id, claim_id) REFERENCES claims (organisation_id, id)
    )""",
    """
    CREATE TABLE co_sign_links (
        organisation_id uuid NOT NULL, id uuid NOT NULL, claim_id uuid NOT NULL, secret_hash bytea NOT NULL,
        observation_sealed bytea NOT NULL, seen_on date NOT NULL, created_by text NOT NULL,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, consumed_at timestamptz,
        withdrawn_at timestamptz, evidence_id uuid,
        CONSTRAINT pk_co_sign_links PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_co_sign_links_secret UNIQUE (organisation_id, secret_hash),
        CONSTRAINT ck_co_sign_links_once CHECK (consumed_at IS NULL OR withdrawn_at IS NULL),
        CONSTRAINT fk_co_sign_links_claim
            FOREIGN KEY (organisation_id, claim_id) REFERENCES claims (organisation_id, id)
    )""",
    "CREATE INDEX ix_co_sign_links_secret_hash ON co_sign_links (secret_hash)",
    "CREATE INDEX ix_co_sign_links_claim ON co_sign_links (organisation_id, claim_id)",
)
GRANTS = {
    "candidates": (
        "SELECT, INSERT, DELETE, UPDATE (name_sealed, contact_sealed, guardian_sealed, language, is_under_sixteen,"
        " holder_id, person_id, data_key_wrapped)"
    ),
    "dossiers": "SELECT, INSERT, DELETE, UPDATE (coach_id, state, changed_at, closed_at)",
    "claims": "SELECT, INSERT, DELETE, UPDATE (state, round, decided_at)",
    "evidence": "SELECT, INSERT, DELETE",
    "judgements": (
        "SELECT, INSERT, DELETE, UPDATE (answers_sealed, version, declared_no_conflict, saved_at, handed_over_at,"
        " mandate_id, outcome, signed_at)"
    ),
    "second_judgements": "SELECT, INSERT, DELETE",
    "appeals": "SELECT, INSERT, DELETE, UPDATE (outcome, decided_at)",
    "co_sign_links": "SELECT, INSERT, DELETE, UPDATE (consumed_at, withdrawn_at, evidence_id)",
}
POLICIES = (
    f"CREATE POLICY candidates_holder ON candidates FOR SELECT USING ({HOLDER})",
    f"CREATE POLICY co_sign_links_capability ON co_sign_links FOR SELECT USING ({CAPABILITY})",
    f"CREATE POLICY co_sign_links_consume ON co_sign_links FOR UPDATE USING ({CAPABILITY})",
    f"CREATE POLICY dossiers_sweep ON dossiers FOR SELECT USING ({SWEEP})",
    f"CREATE POLICY judgements_sweep ON judgements FOR SELECT USING ({SWEEP} AND outcome = 'not-yet')",
    f"CREATE POLICY candidates_rewrap_select ON candidates FOR SELECT TO skillspass_owner USING ({REWRAP})",
    f"CREATE POLICY candidates_rewrap_update ON candidates FOR UPDATE TO skillspass_owner USING ({REWRAP})",
)
GUARDS = {
    "judgements": """
        IF OLD.signed_at IS NOT NULL THEN RAISE EXCEPTION 'a signed judgement is final'; END IF;
        IF (NEW.id, NEW.claim_id, NEW.round, NEW.person_id) IS DISTINCT FROM
           (OLD.id, OLD.claim_id, OLD.round, OLD.person_id) THEN
            RAISE EXCEPTION 'a judgement keeps its place and its person';
        END IF;""",
    "claims": """
        IF OLD.state IN ('issued', 'withdrawn') THEN RAISE EXCEPTION 'a claim that is % is final', OLD.state; END IF;
        IF NEW.round < OLD.round THEN RAISE EXCEPTION 'rounds only grow'; END IF;""",
}


def upgrade() -> None:
    """Everything in a dossier is its organisation's; a person's own texts are sealed under that person's data key."""
    for statement in CREATE:
        op.execute(statement)
    for table, grant in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT {grant} ON {table} TO skillspass_app")
    for statement in POLICIES:
        op.execute(statement)
    for table, body in GUARDS.items():
        op.execute(
            f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        )


def downgrade() -> None:
    """Drop dossiers."""
    for table in reversed(list(GRANTS)):
        op.execute(f"DROP TABLE {table}")
    for table in GUARDS:
        op.execute(f"DROP FUNCTION {table}_guard()")
