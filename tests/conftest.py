"""What all tests share: the real PostgreSQL of the wheel, a context of the service, and a client of its routes."""

import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from httpx import ASGITransport, AsyncClient
from prometheus_client import CollectorRegistry

from app.main import create_app
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.embedded import EmbeddedPostgres, address, start_embedded
from app.platform.fetch import Fetcher
from app.platform.logging import configure_logging, log
from app.platform.migrating import upgrade
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings

PUBLIC_URL = "https://passport.example"
KEY = bytes(range(32))


class LogBook:
    """The lines that the service really wrote, as an operator gets them."""

    def __init__(self) -> None:
        self.stream = BytesIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue().decode()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Every line of this event so far."""
        found: list[dict[str, Any]] = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in found if line["event"] == event]

    def one(self, event: str, *absent: str) -> dict[str, Any]:
        """The only line of this event; the absent texts stand nowhere in the log."""
        [line] = self.lines(event)
        self.hide(*absent)
        return line

    def hide(self, *absent: str) -> None:
        """None of these texts stands in the log."""
        for text in absent:
            assert len(text) > 3
            assert text not in self.text, text

    def clear(self) -> None:
        """Forgets what was written."""
        self.stream.truncate(0)
        self.stream.seek(0)


@pytest.fixture
def log_book() -> Iterator[LogBook]:
    """The log of this test, with the processors of the service."""
    book = LogBook()
    configure_logging()
    # A logger that was used before keeps the stream it had then.
    vars(log).pop("bind", None)
    structlog.configure(
        logger_factory=structlog.BytesLoggerFactory(book.stream), cache_logger_on_first_use=False
    )
    yield book
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """A server of this test process alone, with every migration applied."""
    with tempfile.TemporaryDirectory(prefix="passport-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = start_embedded(Path(folder) / "postgres")
        upgrade(server.owner_url)
        yield server
        server.server.stop()


@pytest.fixture(scope="session")
def superuser(server: EmbeddedPostgres) -> Iterator[psycopg.Connection[tuple[str]]]:
    """A connection for which row-level security does not count, to look behind the curtain."""
    url = address(server.server.get_uri(), "postgres", "skillspass")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
async def context(
    server: EmbeddedPostgres, superuser: psycopg.Connection[tuple[str]], tmp_path: Path
) -> AsyncIterator[Context]:
    """The context of one process on an empty database, with a clock that stands still."""
    found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in found:
        if table != "alembic_version" and not table.startswith("procrastinate_"):
            superuser.execute(f'DELETE FROM "{table}"')
    # Nothing cascades here, and a backup with rows that point at nothing cannot be put back.
    for table in ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs"):
        superuser.execute(f"DELETE FROM {table}")
    database = Database(server.url, server.owner_url, pool_size=10)
    clock, randomness = FixedClock(datetime.now(UTC).replace(microsecond=0)), SystemRandomness()
    yield Context(
        settings=Settings(
            environment="test",
            public_url=PUBLIC_URL,
            upload_dir=tmp_path / "uploads",
            erasure_journal=tmp_path / "erasures.jsonl",
        ),
        database=database,
        clock=clock,
        randomness=randomness,
        vault=Vault({1: KEY}, 1, randomness),
        caches=Caches(clock),
        fetch=Fetcher(database, clock),
        metrics=CollectorRegistry(),
    )
    await database.close()


@pytest.fixture
async def client(context: Context) -> AsyncIterator[AsyncClient]:
    """A client of the whole application, in this process."""
    app = create_app(context.settings, context)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=PUBLIC_URL) as opened:
        yield opened


def pytest_configure() -> None:
    """No setting of the person's own machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("SKILLSPASS_") and name != "SKILLSPASS_AXE"]:
        del os.environ[name]
