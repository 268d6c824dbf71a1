"""What a row of the ledger was measured by: the version of the levels, the mandates, the claim, the older credential."""

from alembic import op

revision = "0026_assessed_issuances"
down_revision = "0025_dossiers"
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


def upgrade() -> None:
    """Columns that older rows leave empty: no row is written again."""
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in COLUMNS.items())
    op.execute(f"ALTER TABLE issuances {added}")
    for name, column in INDEXES.items():
        op.execute(
            f"CREATE INDEX {name} ON issuances (organisation_id, {column}) WHERE {column} IS NOT NULL"
        )


def downgrade() -> None:
    """Forget by what rows were measured; the credentials themselves go on telling it."""
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    dropped = ", ".join(f"DROP COLUMN {name}" for name in COLUMNS)
    op.execute(f"ALTER TABLE issuances {dropped}")
