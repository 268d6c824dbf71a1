"""Runs the service: prepares the database, then answers requests, works off jobs, or both."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import psycopg
import uvicorn
from fastapi import FastAPI

from app.main import complete_settings, create_app, open_context
from app.platform.context import Context
from app.platform.database import libpq_dsn
from app.platform.logging import configure_logging
from app.platform.memory import give_back_freed_memory
from app.platform.queue import run_worker
from app.settings import Settings, load_settings
from app.web.readiness import newest_migration

LOOPBACK: Final = "127.0.0.1"
ANY: Final = "0.0.0.0"  # noqa: S104 - in a container, behind its proxy
# How long an idle connection stays, and how long requests under way may take at the end; both in seconds.
KEEP_ALIVE: Final = 15
GRACE: Final = 20
OPTIONS: Final[dict[str, Any]] = {
    "loop": "uvloop",
    "http": "httptools",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_keep_alive": KEEP_ALIVE,
    "timeout_graceful_shutdown": GRACE,
}
MIGRATE: Final = (sys.executable, "-m", "app", "migrate")


@dataclass(frozen=True, slots=True)
class Running:
    """A server in this process."""

    server: uvicorn.Server
    task: "asyncio.Task[None]"

    async def until_stopped(self) -> None:
        """Waits for the signal to stop."""
        await self.task


def free_port(wanted: int) -> int:
    """The port when nobody listens there, or else any free one."""
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    return wanted


@asynccontextmanager
async def running(settings: Settings, context: Context, *, port: int) -> AsyncIterator[Running]:
    """A server on this machine's own address, ready to answer; it ends with the block."""
    options = {**OPTIONS, "loop": "none"}
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings, context), host=LOOPBACK, port=port, **options)
    )
    task = asyncio.create_task(server.serve())
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn tells it by a flag only
            await asyncio.sleep(0.02)
        yield Running(server, task)
    finally:
        server.should_exit = True
        await task


def get_ready(settings: Settings) -> Settings:
    """The settings with a database and a key; where this process may, the database is migrated to the newest.

    That is left to another process, and only when it is needed, so that this one never carries what migrates.
    """
    complete = complete_settings(settings)
    if complete.owner_database_url is not None and not _is_migrated(complete.owner_database_url):
        done = subprocess.run(MIGRATE, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own command
        if done.returncode:
            raise SystemExit(done.returncode)
    return complete


def _is_migrated(owner_url: str) -> bool:
    with psycopg.connect(libpq_dsn(owner_url)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return False
    return row == (newest_migration(),)


def serve_forever(*, host: str, port: int, workers: int, with_worker: bool | None) -> None:
    """Prepares the database, then answers requests until told to stop; those under way are finished."""
    settings = get_ready(load_settings())
    factory = "make_app" if with_worker is None else f"make_app_{'with' if with_worker else 'without'}_worker"
    uvicorn.run(
        f"app.commands.serving:{factory}",
        factory=True,
        host=host or (ANY if settings.is_production else LOOPBACK),
        port=port,
        workers=workers if workers > 1 else None,
        **behind_proxy(settings),
    )


def behind_proxy(settings: Settings) -> dict[str, Any]:
    """The server's options when the proxies of the settings, and nobody else, say who the client is."""
    return {**OPTIONS, "proxy_headers": True, "forwarded_allow_ips": settings.trusted_proxies}


def make_app() -> FastAPI:
    """The application of one server process, as its environment describes it."""
    return _make_app(load_settings())


def make_app_with_worker() -> FastAPI:
    """The application, with the jobs in the same process."""
    return _make_app(replace(load_settings(), with_worker=True))


def make_app_without_worker() -> FastAPI:
    """The application, with the jobs left to others."""
    return _make_app(replace(load_settings(), with_worker=False))


def _make_app(settings: Settings) -> FastAPI:
    give_back_freed_memory()
    configure_logging(level=settings.log_level)
    return create_app(complete_settings(settings))


async def run_jobs() -> None:
    """Works off jobs until told to stop."""
    settings = await asyncio.to_thread(get_ready, load_settings())
    give_back_freed_memory()
    configure_logging(level=settings.log_level)
    async with open_context(settings) as context:
        worker = asyncio.create_task(run_worker(context))
        # An exception out of a signal could come in the midst of a query; cancelling lets the job end first.
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, worker.cancel)
        with suppress(asyncio.CancelledError):
            await worker
