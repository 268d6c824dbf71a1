"""Hands out random status indexes that nobody had before and nobody gets again."""

from datetime import datetime
from uuid import UUID

from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import FULL_AT, LIST_SIZE, OpenList, memory_of
from app.issuing.status_rows import StatusRepository
from app.platform.context import Context
from app.platform.randomness import Randomness


async def ensure_open_list(context: Context, organisation_id: UUID, *, now: datetime) -> OpenList:
    """The list for new indexes; opens another when it is half full, so that draws stay few."""
    lists = memory_of(context).open_lists
    known = lists.get(organisation_id)
    if known is None or known.needs_count:
        known = lists[organisation_id] = await _count_open_list(context, organisation_id, now)
    return known


async def _count_open_list(context: Context, organisation_id: UUID, now: datetime) -> OpenList:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        status = StatusRepository(session, organisation_id)
        await status.lock_lists()
        found = await status.find_open_list()
        if found is not None and found[1] < FULL_AT:
            return OpenList(list_id=found[0], counted=found[1])
        if found is not None:
            await status.close_list(found[0], now=now)
        list_id = context.randomness.uuid()
        await status.add_list(list_id, first_version(now), now=now)
        return OpenList(list_id=list_id, counted=0)


def first_version(now: datetime) -> int:
    """Versions follow the clock in milliseconds, so that a restored backup does not repeat them."""
    return int(now.timestamp() * 1000)


async def allocate_indexes(
    ledger: LedgerRepository, open_list: OpenList, count: int, *, randomness: Randomness
) -> list[int]:
    """So many free indexes in the order in which they were drawn."""
    indexes: list[int] = []
    while len(indexes) < count:
        draws: dict[int, None] = {}
        while len(draws) < count - len(indexes):
            draws[randomness.below(LIST_SIZE)] = None
        free = await ledger.add_status_entries(open_list.list_id, list(draws))
        # In the order of drawing: the database's order would betray who was issued first.
        indexes += [index for index in draws if index in free]
    open_list.taken += count
    return indexes
