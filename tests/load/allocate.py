"""Takes status indexes as issuing does, by the hundreds; prints them in the order of drawing."""

from __future__ import annotations

import asyncio
import json
import sys
from uuid import UUID

from app.issuing.allocate import allocate_indexes, ensure_open_list
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import OpenList
from app.issuing.repository import is_deadlock, is_lock_timeout
from app.platform.context import Context
from tests.load.contexts import open_context

SLICE = 250
ATTEMPTS = 5


async def take(context: Context, organisation_id: UUID, open_list: OpenList, size: int) -> list[int]:
    """One slice; of two processes that drew each other's indexes the database may end one, or one waits too long."""
    for attempt in range(ATTEMPTS):
        try:
            async with context.database.transaction(organisation_id=organisation_id) as session:
                ledger = LedgerRepository(session, organisation_id)
                return await allocate_indexes(ledger, open_list, size, randomness=context.randomness)
        except Exception as error:
            if attempt == ATTEMPTS - 1 or not (is_lock_timeout(error) or is_deadlock(error)):
                raise
    raise AssertionError("unreachable")


async def main(organisation_id: UUID, count: int) -> None:
    """So many indexes for one organisation, each slice in a transaction of its own."""
    drawn: list[tuple[str, int]] = []
    async with open_context() as context:
        while len(drawn) < count:
            now = context.clock.now()
            open_list = await ensure_open_list(context, organisation_id, now=now)
            size = min(SLICE, count - len(drawn))
            taken = await take(context, organisation_id, open_list, size)
            drawn += [(str(open_list.list_id), index) for index in taken]
    print(json.dumps(drawn))


if __name__ == "__main__":
    asyncio.run(main(UUID(sys.argv[1]), int(sys.argv[2])))
