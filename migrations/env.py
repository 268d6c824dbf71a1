"""Runs migrations as the owner of the tables, one transaction each, giving up quickly on a lock."""

import os

from alembic import context
from sqlalchemy import create_engine, text

from app.models import metadata
from app.platform.database import dsn


def run() -> None:
    """Runs on the connection or the address that the caller gave, else on the owner's address in the environment."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run_on(connection)
        return
    url = context.config.attributes.get("url") or os.environ["SKILLSPASS_OWNER_DATABASE_URL"]
    engine = create_engine(dsn(url))
    with engine.connect() as opened:
        _run_on(opened)
    engine.dispose()


def _run_on(connection) -> None:  # type: ignore[no-untyped-def]
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        include_name=_is_ours,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(name, kind, _parents) -> bool:  # type: ignore[no-untyped-def]
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


run()
