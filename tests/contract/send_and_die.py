"""A worker that sends the mail of the outbox, in a process of its own, so that it can be killed."""

import asyncio
import sys
from dataclasses import replace

from prometheus_client import CollectorRegistry

from app.main import JOBS
from app.platform.caching import Caches
from app.platform.clock import SystemClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.queue import run_worker
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings


async def work(database_url: str, smtp_url: str, key: str) -> None:
    """Runs until it is killed."""
    database, clock, randomness = Database(database_url), SystemClock(), SystemRandomness()
    settings = Settings(environment="test", public_url="https://passport.example", smtp_url=smtp_url)
    context = Context(
        settings=replace(settings, mail_from="paspoort@post.example"),
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
    asyncio.run(work(*sys.argv[1:4]))
