"""Against guessing of share links, and against verifying without end."""

from typing import Final

from app.platform.context import Context
from app.platform.guessing import WINDOW_SECONDS, count_wrong_guess, ensure_may_guess
from app.platform.logging import log

ANONYMOUS_A_MINUTE: Final = 60
BATCHED_A_MINUTE: Final = 20_000
_KIND: Final = "share-miss"


def ensure_may_look(context: Context, address: str) -> None:
    """Refuse an address that missed too often, before anything is looked up. Raises TooMany."""
    ensure_may_guess(context, _KIND, address)


def count_miss(context: Context, address: str) -> None:
    """Count a share link that does not work. Raises TooMany from the eleventh in a minute."""
    log.info("share.miss")
    count_wrong_guess(context, _KIND, address)


def count_anonymous(context: Context, address: str, count: int = 1) -> None:
    """Count verifications without an API key. Raises TooMany above sixty in a minute."""
    limit = ANONYMOUS_A_MINUTE
    context.caches.limiter.hit(f"verify:{address}", limit=limit, window=WINDOW_SECONDS, count=count)


def count_batch(context: Context, actor: str, count: int) -> None:
    """Count the items of a batch by a key. Raises TooMany above 20,000 in a minute."""
    context.caches.limiter.hit(
        f"verify-batch:{actor}", limit=BATCHED_A_MINUTE, window=WINDOW_SECONDS, count=count
    )
