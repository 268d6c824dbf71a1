"""A process that takes an upload, and is killed when its fourth part is on disk and its row does not say so yet."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from prometheus_client import CollectorRegistry

from app.assessing import file_store
from app.assessing.evidence_files import load_file_owner
from app.assessing.uploads import append
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings

KEY = bytes(range(32))
PARTS_BEFORE_DEATH = 3
written = 0
write_part = file_store.write_part


def write_and_die(*arguments: object) -> None:
    global written
    write_part(*arguments)  # type: ignore[arg-type]
    written += 1
    if written > PARTS_BEFORE_DEATH:
        os.kill(os.getpid(), signal.SIGKILL)


async def upload_until_killed(
    url: str, folder: str, organisation: str, dossier: str, upload: str, source: str
) -> None:
    clock, randomness = FixedClock(datetime.now(UTC)), SystemRandomness()
    database = Database(url)
    context = Context(
        settings=Settings(upload_dir=Path(folder)),
        database=database,
        clock=clock,
        randomness=randomness,
        vault=Vault({1: KEY}, 1, randomness),
        caches=Caches(clock),
        fetch=Fetcher(database, clock),
        metrics=CollectorRegistry(),
    )
    file_store.write_part = write_and_die
    async with database.transaction(organisation_id=UUID(organisation)) as session:
        owner = await load_file_owner(context, session, UUID(organisation), UUID(dossier))

    async def whole() -> AsyncIterator[bytes]:
        yield Path(source).read_bytes()

    await append(context, owner, UUID(upload), offset=0, stream=whole())


if __name__ == "__main__":
    asyncio.run(upload_until_killed(*sys.argv[1:]))
