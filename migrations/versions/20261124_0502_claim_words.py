"""A claim may come with the worker's own words, which go when they withdraw, also with what was issued."""

from alembic import op

revision = "0050_claim_words"
down_revision = "0049_forgetting_invitations"
branch_labels = None
depends_on = None

GUARD = """
    CREATE OR REPLACE FUNCTION claims_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.state IN ('issued', 'withdrawn'){but} THEN
            RAISE EXCEPTION 'a claim that is % is final', OLD.state;
        END IF;
        IF NEW.round < OLD.round THEN RAISE EXCEPTION 'rounds only grow'; END IF;
        RETURN NEW; END $$"""
# What was decided stays as it is; what the worker said may only be taken away.
BUT_WORDS = """
           AND (to_jsonb(NEW) - 'words_sealed' <> to_jsonb(OLD) - 'words_sealed' OR NEW.words_sealed IS NOT NULL)"""


def upgrade() -> None:
    """None for every claim so far: until now nobody could say anything with it."""
    op.execute("ALTER TABLE claims ADD COLUMN words_sealed bytea")
    op.execute("GRANT UPDATE (words_sealed) ON claims TO skillspass_app")
    op.execute(GUARD.format(but=BUT_WORDS))


def downgrade() -> None:
    """Forget the words."""
    op.execute(GUARD.format(but=""))
    op.execute("ALTER TABLE claims DROP COLUMN words_sealed")
