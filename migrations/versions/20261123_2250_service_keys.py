"""Keys of the service itself, for what it signs in its own name."""

from alembic import op

revision = "0037_service_keys"
down_revision = "0036_sheet_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of nobody's organisation: the application reads them and makes the first, only the owner ends one."""
    op.execute(
        """
        CREATE TABLE service_keys (
            id uuid NOT NULL, kid text NOT NULL, public_jwk jsonb NOT NULL, private_key_sealed bytea NOT NULL,
            kek_version integer NOT NULL, valid_from timestamptz NOT NULL, retired_at timestamptz,
            compromised_at timestamptz,
            CONSTRAINT pk_service_keys PRIMARY KEY (id),
            CONSTRAINT uq_service_keys_kid UNIQUE (kid)
        )"""
    )
    op.execute("GRANT SELECT, INSERT ON service_keys TO skillspass_app")


def downgrade() -> None:
    """Forget the keys; receipts of theirs can no longer be checked."""
    op.execute("DROP TABLE service_keys")
