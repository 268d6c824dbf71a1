"""A process that seals again in pages of two rows, and is killed in the middle of its fourth page."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from app.commands.rewrapping import SEALED
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.randomness import SystemRandomness
from app.platform.rewrapping import rewrap
from app.platform.vault import Vault
from app.settings import Settings

ROWS_BEFORE_DEATH = 7


class Doomed(SystemRandomness):
    """Every ciphertext takes one nonce; the eighth kills."""

    asked = 0

    def token(self, length: int) -> bytes:
        self.asked += 1
        if self.asked > ROWS_BEFORE_DEATH:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().token(length)


async def rewrap_until_killed(url: str, owner_url: str, first: bytes, second: bytes) -> None:
    clock, randomness = FixedClock(datetime.now(UTC)), Doomed()
    database = Database(url, owner_url)
    context = Context(
        settings=Settings(environment="test"),
        database=database,
        clock=clock,
        randomness=randomness,
        vault=Vault({1: first, 2: second}, 2, randomness),
        caches=Caches(clock),
        fetch=Fetcher(database, clock),
        metrics=CollectorRegistry(),
    )
    for sealed in SEALED:
        await rewrap(context, sealed, page_rows=2)


if __name__ == "__main__":
    url, owner_url, first, second = sys.argv[1:]
    asyncio.run(rewrap_until_killed(url, owner_url, bytes.fromhex(first), bytes.fromhex(second)))
