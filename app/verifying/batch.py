"""Many verifications in one request: in the order they came, each by itself, and never so many that others wait."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from app.platform.context import Context
from app.platform.database import Database
from app.platform.errors import AppError, InvalidInput, Overloaded
from app.verifying.schemas import VerificationBody
from app.verifying.verify import Verification
from app.verifying.verify_request import verify_request

MOST_ITEMS: Final = 1_000
SECONDS: Final = 60.0
AT_ONCE: Final = 2
MOST_WAITING: Final = 4
_RETRY_SECONDS: Final = 10


@dataclass
class _Lane:
    """Two batches at once in a process; a few may wait."""

    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    waiting: int = 0


_LANES: WeakKeyDictionary[Database, _Lane] = WeakKeyDictionary()


async def verify_batch(
    context: Context, items: Sequence[Any], address: str, *, verifier: UUID | None = None
) -> list[Verification | AppError]:
    """A judgement for each item, or what is wrong with that item; one bad item changes nothing for the others.

    What is not reached within a minute is Overloaded. Raises Overloaded when too many batches wait already.
    """
    async with _admit(context):
        ends_at = context.clock.monotonic() + SECONDS
        return [await _verify_item(context, item, address, verifier, ends_at) for item in items]


async def _verify_item(
    context: Context, item: Any, address: str, verifier: UUID | None, ends_at: float
) -> Verification | AppError:
    left = ends_at - context.clock.monotonic()
    if left <= 0:
        return Overloaded(retry_after=_RETRY_SECONDS)
    # Between two items everybody else has a turn.
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(left):
            body = VerificationBody.model_validate(item)
            return await verify_request(context, body, address, verifier=verifier)
    except ValidationError:
        return InvalidInput("This item is no request to verify; see POST /v1/verifications.")
    except TimeoutError:
        return Overloaded(retry_after=_RETRY_SECONDS)
    except AppError as error:
        return error


@asynccontextmanager
async def _admit(context: Context) -> AsyncIterator[None]:
    lane = _LANES.setdefault(context.database, _Lane())
    if lane.turns.locked() and lane.waiting >= MOST_WAITING:
        raise Overloaded(retry_after=_RETRY_SECONDS)
    lane.waiting += 1
    try:
        await lane.turns.acquire()
    finally:
        lane.waiting -= 1
    try:
        yield
    finally:
        lane.turns.release()
