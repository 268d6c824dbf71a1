"""Against guessing of share links: ten misses a minute from one address, then nothing for a minute."""

import math
from typing import Final

from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.logging import log

MISSES_A_MINUTE: Final = 10
ANONYMOUS_A_MINUTE: Final = 60
WINDOW_SECONDS: Final = 60.0
_MOST_ADDRESSES: Final = 100_000


def ensure_may_look(context: Context, address: str) -> None:
    """Refuse an address that missed too often, before anything is looked up. Raises TooMany."""
    blocked_until = _blocked(context).get(address)
    if blocked_until is not None:
        raise TooMany(retry_after=max(1, math.ceil(blocked_until - context.clock.monotonic())))


def count_miss(context: Context, address: str) -> None:
    """Count a share link that does not work. Raises TooMany from the eleventh in a minute."""
    log.info("share.miss")
    try:
        context.caches.limiter.hit(f"share-miss:{address}", limit=MISSES_A_MINUTE, window=WINDOW_SECONDS)
    except TooMany:
        _blocked(context).put(address, context.clock.monotonic() + WINDOW_SECONDS)
        raise


def count_anonymous(context: Context, address: str) -> None:
    """Count a verification without an API key. Raises TooMany from the sixty-first in a minute."""
    context.caches.limiter.hit(f"verify:{address}", limit=ANONYMOUS_A_MINUTE, window=WINDOW_SECONDS)


def _blocked(context: Context) -> TtlCache[str, float]:
    return context.caches.ttl("verifying.share_misses", ttl=WINDOW_SECONDS, size=_MOST_ADDRESSES)
