"""Binds dossiers to published skill sets and judgements to mandates, and lets sweeps find what is due."""

from alembic import op

revision = "0029_dossier_rules"
down_revision = "0028_skill_sets"
branch_labels = None
depends_on = None

KEYS = (
    ("dossiers", "skill_set", "skill_set_id, skill_set_version", "skill_sets (organisation_id, id, version)"),
    ("judgements", "mandate", "mandate_id", "mandates (organisation_id, id)"),
    ("second_judgements", "mandate", "mandate_id", "mandates (organisation_id, id)"),
)


def upgrade() -> None:
    """What a dossier was opened on, and by which mandate somebody judged, can never be gone."""
    for table, name, columns, target in KEYS:
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_{name}"
            f" FOREIGN KEY (organisation_id, {columns}) REFERENCES {target}"
        )
    op.execute("ALTER TABLE dossiers ADD COLUMN files_erased_at timestamptz")
    op.execute("GRANT UPDATE (files_erased_at) ON dossiers TO skillspass_app")


def downgrade() -> None:
    """Loosen them again."""
    op.execute("ALTER TABLE dossiers DROP COLUMN files_erased_at")
    for table, name, _, _ in KEYS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT fk_{table}_{name}")
