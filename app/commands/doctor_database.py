"""What `doctor` asks the database: migrations, role, settings, clock."""

from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from app.commands.findings import Finding
from app.platform.clock import SystemClock
from app.platform.database import TIMEOUTS, libpq_dsn
from app.settings import Settings
from app.web.readiness import newest_migration

MAX_SKEW: Final = timedelta(seconds=5)
SECONDS: Final = 5
OLDEST_SERVER: Final = 160_000
# What a commit that was acknowledged must survive: without these a power cut may take it back.
DURABLE: Final = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}


def examine_database(settings: Settings) -> list[Finding]:
    """Reachable, migrated, durable, with a clock that agrees, and a role that row-level security binds."""
    address = libpq_dsn(str(settings.database_url))
    options = " ".join(f"-c {name}={value}" for name, value in TIMEOUTS.items())
    try:
        with psycopg.connect(address, connect_timeout=SECONDS, options=options) as connection:
            return [
                _examine_migrations(connection),
                _examine_role(connection),
                _examine_settings(connection),
                _examine_clock(connection),
            ]
    except psycopg.Error as error:
        return [Finding("database", False, f"{type(error).__name__}; is the address right, is it migrated?")]


def _row(connection: psycopg.Connection[Any], query: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    return row or ()


def _examine_migrations(connection: psycopg.Connection[Any]) -> Finding:
    found, newest = _row(connection, "SELECT version_num FROM alembic_version"), newest_migration()
    is_newest = found == (newest,)
    return Finding("migrations", is_newest, f"at {newest}" if is_newest else "run `python -m app migrate`")


def _examine_role(connection: psycopg.Connection[Any]) -> Finding:
    query = (
        "SELECT rolsuper OR rolbypassrls OR has_schema_privilege(current_user, current_schema(), 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    is_bound = _row(connection, query) == (False,)
    detail = "bound by row-level security, without DDL" if is_bound else "may step around row-level security"
    return Finding("database role", is_bound, detail)


def _examine_settings(connection: psycopg.Connection[Any]) -> Finding:
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
    wanted = {**DURABLE, **{name: {str(value)} for name, value in TIMEOUTS.items()}}
    found = dict(connection.execute(query, [list(wanted)]).fetchall())
    wrong = [f"{name} is {found.get(name)}" for name in wanted if found.get(name) not in wanted[name]]
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        wrong.append(f"server {version // 10_000} is too old")
    detail = "; ".join(wrong) or f"PostgreSQL {version // 10_000}, durable, with time limits"
    return Finding("database settings", not wrong, detail)


def _examine_clock(connection: psycopg.Connection[Any]) -> Finding:
    found: datetime = _row(connection, "SELECT clock_timestamp()")[0]
    skew = abs(SystemClock().now() - found)
    return Finding("clock", skew < MAX_SKEW, f"{skew.total_seconds():.2f} s apart from the database")
