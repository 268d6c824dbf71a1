"""Puts the service together: the context of the process, and the application that answers requests."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry

from app.accounts import api as accounts_api
from app.accounts import jobs as accounts_jobs
from app.accounts import pages as accounts_pages
from app.assessing import api as assessing_api
from app.assessing import jobs as assessing_jobs
from app.assessing import pages as assessing_pages
from app.following import api as following_api
from app.following import jobs as following_jobs
from app.holding import api as holding_api
from app.holding import jobs as holding_jobs
from app.holding import pages as holding_pages
from app.holding.erase import repeat_erasures
from app.issuing import api as issuing_api
from app.issuing import jobs as issuing_jobs
from app.issuing import pages as issuing_pages
from app.issuing.dependencies import NOTED, WATCHED
from app.issuing.reconcile import reconcile_issuances, restart_batches
from app.issuing.vc_api import void_left_documents
from app.ontologies import api as ontologies_api
from app.ontologies import pages as ontologies_pages
from app.platform import jobs as platform_jobs
from app.platform.caching import Caches
from app.platform.clock import SystemClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.embedded import start_embedded
from app.platform.fetch import Fetcher
from app.platform.logging import log
from app.platform.queue import run_worker
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings
from app.trust import api as trust_api
from app.trust import pages as trust_pages
from app.verifying import api as verifying_api
from app.verifying import jobs as verifying_jobs
from app.verifying import pages as verifying_pages
from app.web import pages as web_pages
from app.web.middleware import API_VERSION, Edge, figures_of
from app.web.problems import register_problems

_KEY_BYTES: Final = 32
# Importing these registers what the worker can do.
JOBS = (
    platform_jobs,
    accounts_jobs,
    assessing_jobs,
    issuing_jobs,
    holding_jobs,
    verifying_jobs,
    following_jobs,
)
ROUTERS = (
    *following_api.routers,
    *verifying_api.routers,
    *issuing_api.routers,
    *assessing_api.routers,
    *holding_api.routers,
    *accounts_api.routers,
    *trust_api.routers,
    *ontologies_api.routers,
)
VC_API = (issuing_api.vc_api, verifying_api.vc_api)
PAGES = (
    *verifying_pages.pages,
    *holding_pages.pages,
    *issuing_pages.pages,
    *assessing_pages.pages,
    *trust_pages.pages,
    *ontologies_pages.pages,
    *accounts_pages.pages,
    web_pages.pages,
)


@asynccontextmanager
async def open_context(settings: Settings) -> AsyncIterator[Context]:
    """Everything that one process shares, as `settings` describe it; closed at the end."""
    complete = await asyncio.to_thread(complete_settings, settings)
    clock, randomness = SystemClock(), SystemRandomness()
    database = Database(str(complete.database_url), complete.owner_database_url, pool_size=complete.pool_size)
    try:
        yield Context(
            settings=complete,
            database=database,
            clock=clock,
            randomness=randomness,
            vault=Vault(complete.key_encryption_keys, complete.key_encryption_key_version, randomness),
            caches=Caches(clock),
            fetch=Fetcher(database, clock),
            metrics=CollectorRegistry(),
        )
    finally:
        await database.close()


def complete_settings(settings: Settings) -> Settings:
    """What a machine without a database or a key gets by itself: the embedded server, and a key in a file.

    Production never comes here without either: its settings refuse that.
    """
    if settings.database_url is None:
        embedded = start_embedded(settings.data_dir / "postgres")
        settings = replace(settings, database_url=embedded.url, owner_database_url=embedded.owner_url)
    if not settings.key_encryption_keys:
        key = _local_key(settings.data_dir / "key-encryption-key")
        settings = replace(settings, key_encryption_keys={settings.key_encryption_key_version: key})
    return settings


def _local_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(base64.b64encode(SystemRandomness().token(_KEY_BYTES)))
    return base64.b64decode(path.read_bytes())


def create_app(settings: Settings, context: Context | None = None) -> FastAPI:
    """The application. With a `context` it uses that one, and the caller closes it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = (
                context if context is not None else await stack.enter_async_context(open_context(settings))
            )
            _share(app, opened)
            await repeat_erasures(opened)
            await reconcile_issuances(opened)
            await restart_batches(opened)
            await void_left_documents(opened)
            if settings.with_worker:
                await stack.enter_async_context(_worker(opened))
            log.info("service.started", version=API_VERSION)
            yield
            log.info("service.stopping")

    app = FastAPI(
        title="Skills passport",
        version=API_VERSION,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    if context is not None:
        _share(app, context)
    for router in (*ROUTERS, *(VC_API if settings.vc_api else ()), *PAGES, web_pages.router):
        app.include_router(router, dependencies=[NOTED] if _shows_people_to_staff(router) else [])
    register_problems(app)
    app.add_middleware(Edge, settings=settings)
    return app


def _shows_people_to_staff(router: APIRouter) -> bool:
    paths = [route.path for route in router.routes if isinstance(route, APIRoute)]
    of_staff = [path for path in paths if path.startswith(("/desk/{slug}", "/v1/organisations/"))]
    return any(f"{{{name}}}" in path for path in of_staff for name in WATCHED)


def _share(app: FastAPI, context: Context) -> None:
    if getattr(app.state, "context", None) is not context:
        app.state.context = context
        app.state.figures = figures_of(context.metrics)


@asynccontextmanager
async def _worker(context: Context) -> AsyncIterator[None]:
    """Runs the jobs in this process too, until the end."""
    task = asyncio.create_task(run_worker(context))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
