"""A worker that calls an address which never answers, in a process of its own, so that it can be killed."""

import asyncio
import sys
from functools import partial
from typing import Any

import httpx
from prometheus_client import CollectorRegistry

from app.main import JOBS
from app.platform import fetch
from app.platform.caching import Caches
from app.platform.clock import SystemClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.queue import run_worker
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings


async def _silence(_request: httpx.Request) -> httpx.Response:
    print("calling", flush=True)
    await asyncio.sleep(60)
    return httpx.Response(200)


async def _resolve(_name: str) -> str:
    return "9.9.9.9"


async def work(database_url: str, key: str) -> None:
    """Runs until it is killed."""
    replaced: Any = fetch
    replaced.resolve_public = _resolve
    replaced.httpx.AsyncClient = partial(httpx.AsyncClient, transport=httpx.MockTransport(_silence))
    database, clock, randomness = Database(database_url), SystemClock(), SystemRandomness()
    context = Context(
        settings=Settings(environment="test", public_url="https://passport.example"),
        database=database,
        clock=clock,
        randomness=randomness,
        vault=Vault({1: bytes.fromhex(key)}, 1, randomness),
        caches=Caches(clock),
        fetch=Fetcher(database, clock),
        metrics=CollectorRegistry(),
    )
    await run_worker(context)


if __name__ == "__main__":
    assert JOBS
    asyncio.run(work(*sys.argv[1:3]))
