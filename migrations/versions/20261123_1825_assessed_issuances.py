"""What a row of the ledger was measured by: the version of the levels, the mandates, the claim, the older credential."""

from alembic import op

revision = "0030_assessed_issuances"
down_revision = "0029_dossier_rules"
branch_labels = None
depends_on = None

COLUMNS = {
    "ladder_version": "integer",
    "assessor_mandate_id": "uuid",
    "second_mandate_id": "uuid",
    "claim_id": "uuid",
    "supersedes_id": "uuid",
}
INDEXES = {"ix_issuances_supersedes": "supersedes_id", "ix_issuances_claim": "claim_id"}

# Who knows the id of an older credential may know that there is a newer one; what it is, nobody asks this way.
SUCCESSOR = "supersedes_id = NULLIF(current_setting('app.public_id', true), '')::uuid AND state = 'signed'"


def upgrade() -> None:
    """Columns that older rows leave empty: no row is written again."""
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in COLUMNS.items())
    op.execute(f"ALTER TABLE issuances {added}")
    for name, column in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON issuances (organisation_id, {column}) WHERE {column} IS NOT NULL")
    op.execute(
        "CREATE INDEX ix_issuances_supersedes_id ON issuances (supersedes_id) WHERE supersedes_id IS NOT NULL"
    )
    op.execute(f"CREATE POLICY issuances_successor ON issuances FOR SELECT USING ({SUCCESSOR})")


def downgrade() -> None:
    """Forget by what rows were measured; the credentials themselves go on telling it."""
    op.execute("DROP POLICY issuances_successor ON issuances")
    op.execute("DROP INDEX ix_issuances_supersedes_id")
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    dropped = ", ".join(f"DROP COLUMN {name}" for name in COLUMNS)
    op.execute(f"ALTER TABLE issuances {dropped}")
