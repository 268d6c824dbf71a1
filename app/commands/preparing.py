"""Brings the database of the settings to the newest shape, for what an operator does by hand."""

from app.main import complete_settings
from app.platform.migrating import upgrade
from app.settings import Settings


def prepare(settings: Settings, *, with_migration: bool = True) -> Settings:
    """The settings with a database and a key; where this process may, the database is migrated to the newest."""
    complete = complete_settings(settings)
    if with_migration and complete.owner_database_url is not None:
        upgrade(complete.owner_database_url)
    return complete


def migrate(settings: Settings) -> None:
    """Brings the database to the newest shape. Without an owner's address DATABASE_URL must be the owner's."""
    complete = complete_settings(settings)
    upgrade(complete.owner_database_url or str(complete.database_url))
