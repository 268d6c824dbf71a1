"""The database: transactions whose tenant the server itself enforces."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from psycopg.rows import dict_row
from sqlalchemy import DateTime, MetaData
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as Session
from sqlalchemy.orm import DeclarativeBase

__all__ = [
    "INSTANT",
    "Base",
    "Database",
    "Session",
    "driver_connection",
    "dsn",
    "enter",
    "enter_person",
    "fetch",
    "libpq_dsn",
]

# The type of every moment in a table: with its time zone.
INSTANT = DateTime(timezone=True)
NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
# Milliseconds. A request gives up before its client does; a lock that is held longer than this is an incident.
TIMEOUTS = {
    "statement_timeout": 20_000,
    "lock_timeout": 2_000,
    "idle_in_transaction_session_timeout": 15_000,
}
_DRIVER: Final = "driver_connection"
_PARAMETER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")
_ENTER: Final = (
    "SELECT set_config('app.organisation_id', :organisation, true), set_config('app.holder_id', :holder, true),"
    " set_config('app.capability', :capability, true)"
)
_ENTER_PERSON: Final = "SELECT set_config('app.person_id', :person, true)"


class Base(DeclarativeBase):
    """The tables of all rooms, with one way of naming constraints."""

    metadata = MetaData(naming_convention=NAMING)


def dsn(address: str) -> str:
    """A PostgreSQL address in the form SQLAlchemy wants, with psycopg 3 as its driver."""
    return make_url(address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def libpq_dsn(address: str) -> str:
    """A PostgreSQL address in the form libpq wants."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


async def enter(
    session: Session,
    *,
    organisation_id: UUID | None = None,
    holder_id: UUID | None = None,
    capability: bytes | None = None,
) -> None:
    """Says for the rest of the transaction whose rows exist; a capability is the SHA-256 of a secret."""
    await fetch(
        session,
        _ENTER,
        {
            "organisation": str(organisation_id or ""),
            "holder": str(holder_id or ""),
            "capability": capability.hex() if capability else "",
        },
    )


async def enter_person(session: Session, person_id: UUID) -> None:
    """Says for the rest of the transaction which member of staff is at work; whose tenant it is stays as it was."""
    await fetch(session, _ENTER_PERSON, {"person": str(person_id)})


async def driver_connection(session: Session) -> Any:
    """The psycopg connection on which the session's transaction runs."""
    transaction = session.sync_session.get_transaction()
    known = session.info.get(_DRIVER)
    if known is not None and known[0] is transaction:
        return known[1]
    raw = await (await session.connection()).get_raw_connection()
    session.info[_DRIVER] = (session.sync_session.get_transaction(), raw.driver_connection)
    return raw.driver_connection


async def fetch(session: Session, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of one statement in the session's transaction, straight from the driver: for hot paths.

    Parameters are written `:name`; whole columns are given as `columns.Column`. Raises psycopg.Error.
    """
    connection = await driver_connection(session)
    async with connection.cursor(binary=True, row_factory=dict_row) as cursor:
        await cursor.execute(_in_driver_style(sql), values)
        rows: list[dict[str, Any]] = [] if cursor.description is None else await cursor.fetchall()
    return rows


@lru_cache(maxsize=512)
def _in_driver_style(sql: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


class Database:
    """Connections as the application, and as the owner for an operator's acts."""

    def __init__(self, url: str, owner_url: str | None = None, *, pool_size: int = 20) -> None:
        self.url, self.owner_url = url, owner_url
        self._engine = _engine(url, pool_size)
        self._owner = _engine(owner_url, 4) if owner_url else None

    @property
    def engine(self) -> AsyncEngine:
        """The engine of the application's own role."""
        return self._engine

    @asynccontextmanager
    async def transaction(
        self,
        *,
        organisation_id: UUID | None = None,
        holder_id: UUID | None = None,
        capability: bytes | None = None,
    ) -> AsyncIterator[Session]:
        """One transaction as the application; commits at the end, rolls back on an error."""
        async with Session(self._engine, expire_on_commit=False) as session, session.begin():
            await enter(session, organisation_id=organisation_id, holder_id=holder_id, capability=capability)
            yield session

    @asynccontextmanager
    async def owner_transaction(self, *, organisation_id: UUID | None = None) -> AsyncIterator[Session]:
        """One transaction as the owner of the tables; row-level security holds for it too.

        Raises RuntimeError when this process was given no owner's address.
        """
        if self._owner is None:
            raise RuntimeError("set SKILLSPASS_OWNER_DATABASE_URL: only the owner may do this")
        async with Session(self._owner, expire_on_commit=False) as session, session.begin():
            await enter(session, organisation_id=organisation_id)
            yield session

    async def close(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()
        if self._owner is not None:
            await self._owner.dispose()


def _engine(url: str, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        dsn(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=False,
        hide_parameters=True,  # a logged error must not carry what people wrote
        connect_args={"options": _options(TIMEOUTS), "connect_timeout": 5},
    )


def _options(timeouts: Mapping[str, int]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in timeouts.items())
