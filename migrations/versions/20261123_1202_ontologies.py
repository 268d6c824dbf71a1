"""Vocabulary: skills frameworks and their skills."""

import sqlalchemy as sa
from alembic import op

revision = "0003_ontologies"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Public reference data: everyone reads it, only the owner of the tables writes it."""
    op.create_table(
        "frameworks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frameworks")),
    )
    op.create_table(
        "skills",
        sa.Column("framework_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("definition_nl", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("esco_uri", sa.Text(), nullable=False),
        sa.Column("esco_label", sa.Text(), nullable=False),
        sa.Column("match_type", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "match_type IN ('exact', 'close', 'broad', 'narrow')", name=op.f("ck_skills_match_type")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["frameworks.id"], name=op.f("fk_skills_framework_id_frameworks")
        ),
        sa.PrimaryKeyConstraint("framework_id", "id", name=op.f("pk_skills")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_skills_framework_id")),
        sa.UniqueConstraint("id", name=op.f("uq_skills_id")),
    )
    op.create_index(op.f("ix_skills_sector"), "skills", ["sector", "label_nl", "id"])
    op.execute("GRANT SELECT ON frameworks, skills TO skillspass_app")


def downgrade() -> None:
    """Drop the vocabulary."""
    op.drop_table("skills")
    op.drop_table("frameworks")
