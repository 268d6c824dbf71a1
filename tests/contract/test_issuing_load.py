"""What many rows and many issuers at once must not do: fill the memory, or lose to a deadlock."""

import asyncio
import tracemalloc
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from app.issuing.batches import receive_roster
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential, issue_many
from app.platform.context import Context
from app.platform.database import fetch
from app.platform.randomness import SystemRandomness
from tests.contract.issuing_cases import ROSTER_HEADER, Desk, open_desk

MEGABYTE = 1024 * 1024
ROWS = 4_800
MOST_MEMORY = 6 * MEGABYTE


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


async def large_roster() -> AsyncIterator[bytes]:
    """Almost as much as an upload may hold, made as it is read, in pieces that end anywhere."""
    yield f"{ROSTER_HEADER}\n".encode()
    summary = "Rijdt veilig. " * 115
    for first in range(0, ROWS, 40):
        lines = [
            f"R-{number},Piet {number},HEFTRUCK,2,2026-01-15,Rol,foto,{summary}"
            for number in range(first, first + 40)
        ]
        yield ("\n".join(lines) + "\n").encode()


async def test_a_large_roster_is_taken_in_constant_memory(context: Context, desk: Desk) -> None:
    size = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal size
        async for piece in large_roster():
            size += len(piece)
            yield piece

    tracemalloc.start()
    try:
        batch, _ = await receive_roster(context, desk.issuer, "large", counted())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert batch.row_count == ROWS
    assert size > 7 * MEGABYTE
    assert peak < MOST_MEMORY


class DrawnInTurn(SystemRandomness):
    """Draws these indexes first."""

    def __init__(self, *indexes: int) -> None:
        self.indexes = deque(indexes)

    def below(self, limit: int) -> int:
        return self.indexes.popleft() if self.indexes else super().below(limit)


async def add_entry(
    context: Context, issued: IssuedCredential, *indexes: int, holds: asyncio.Event, until: asyncio.Event
) -> None:
    """Another process: takes the first index, waits, takes the others, and gives all of them up again."""
    values = {"owner": issued.organisation_id, "list": issued.issuance.status_list_id}
    sql = "INSERT INTO status_entries (organisation_id, list_id, idx) VALUES (:owner, :list, :idx)"
    async with context.database.transaction(organisation_id=issued.organisation_id) as session:
        for index in indexes:
            await fetch(session, sql, {**values, "idx": index})
            holds.set()
            await until.wait()
        await session.rollback()


async def wait_for_a_lock(context: Context) -> None:
    """Returns when some transaction of this database waits for another."""
    sql = """
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with asyncio.timeout(10):
        waits = False
        while not waits:
            async with context.database.transaction() as session:
                waits = bool(await fetch(session, sql, {}))


async def test_two_who_take_indexes_in_opposite_order_both_go_on(context: Context, desk: Desk) -> None:
    first = await issue_credential(context, desk.issuer, desk.request("first"))
    low, high = [index for index in range(10, 13) if index != first.issuance.status_index][:2]
    holds, proceed = asyncio.Event(), asyncio.Event()
    other = asyncio.create_task(add_entry(context, first, high, low, holds=holds, until=proceed))
    await holds.wait()
    ours = replace(context, randomness=DrawnInTurn(low, high, 20_001, 20_002))
    requests = [desk.request(f"deadlock-{number}", worker=number) for number in (1, 2)]
    issuing = asyncio.create_task(issue_many(ours, desk.issuer, requests, context.clock.now()))
    await wait_for_a_lock(context)
    proceed.set()
    outcomes = await issuing
    await other
    issued = [outcome.issuance for outcome in outcomes if isinstance(outcome, IssuedCredential)]
    # The database ended our first attempt; nothing of it is left, and the second drew anew.
    assert {row.status_index for row in issued} == {20_001, 20_002}
    assert {row.state for row in issued} == {"signed"}
    assert await taken(context, desk.issuer.organisation_id) == {
        first.issuance.status_index,
        20_001,
        20_002,
    }


async def taken(context: Context, organisation_id: UUID) -> set[int]:
    """All indexes that were handed out."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = await fetch(session, "SELECT idx FROM status_entries", {})
    return {row["idx"] for row in rows}
