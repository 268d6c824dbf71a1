"""Nothing is issued while the clock runs behind the ledger: a credential may not say that it is older than it is.

What the ledger holds is asked once a minute for each organisation; in between, the moments at which this process
issued count too, so that a clock that is set back is noticed at the next credential.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.issuing.errors import ClockUntrusted
from app.issuing.ledger_rows import LedgerRepository
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.logging import log

TOLERANCE: Final = timedelta(seconds=5)
_FRESH_SECONDS: Final = 60.0
_CACHE_SIZE: Final = 1_000
_RETRY_SECONDS: Final = 60


@dataclass(slots=True)
class _Newest:
    at: datetime


async def ensure_clock_trusted(context: Context, organisation_id: UUID, now: datetime) -> None:
    """Raises ClockUntrusted when `now` lies more than TOLERANCE before the organisation's last issuance."""
    if not await is_clock_trusted(context, organisation_id, now):
        raise ClockUntrusted(retry_after=_RETRY_SECONDS)


async def is_clock_trusted(context: Context, organisation_id: UUID, now: datetime) -> bool:
    """Whether `now` is not before the organisation's last issuance, but for TOLERANCE; if it is, it is logged."""
    behind = await _find_lag(context, organisation_id, now)
    if behind > TOLERANCE:
        log.error("clock.jump", organisation=str(organisation_id), seconds=int(behind.total_seconds()))
    return behind <= TOLERANCE


async def _find_lag(context: Context, organisation_id: UUID, now: datetime) -> timedelta:
    known: TtlCache[UUID, _Newest] = context.caches.ttl(
        "issuing.newest", ttl=_FRESH_SECONDS, size=_CACHE_SIZE
    )
    newest = known.get(organisation_id)
    if newest is None:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            found = await LedgerRepository(session, organisation_id).find_newest()
        newest = _Newest(found or now)
        known.put(organisation_id, newest)
    behind = newest.at - now
    if behind <= TOLERANCE:
        newest.at = max(newest.at, now)
    return behind
