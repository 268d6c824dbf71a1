"""Brings the database to the shape the code was written for."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(owner_url: str) -> Config:
    """The migration tool's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = owner_url
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Applies all migrations up to a revision, each in its own transaction."""
    command.upgrade(alembic_config(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Takes migrations back, down to a revision; `base` is an empty database."""
    command.downgrade(alembic_config(owner_url), revision)


def ensure_no_drift(owner_url: str) -> None:
    """Raises alembic's CommandError when the tables differ from the models."""
    command.check(alembic_config(owner_url))
