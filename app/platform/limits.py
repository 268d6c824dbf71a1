"""How often somebody may ask: sliding windows in the process."""

import math
from collections import OrderedDict, deque

from app.platform.clock import Clock
from app.platform.errors import TooMany

MOST_KEYS = 100_000


class RateLimiter:
    """Counts hits per key in a sliding window; bounded in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    def hit(self, key: str, *, limit: int, window: float, count: int = 1) -> None:
        """Counts one, or `count` at once; `window` in seconds.

        Raises TooMany with the seconds to wait, and counts nothing, when more than `limit` would be in the window.
        """
        now = self._clock.monotonic()
        hits = self._hits.get(key)
        if hits is None:
            hits = self._hits[key] = deque()
            if len(self._hits) > MOST_KEYS:
                self._hits.popitem(last=False)
        while hits and hits[0] <= now - window:
            hits.popleft()
        if len(hits) + count > limit:
            # More at once than fit in an empty window never fit: then the window is as good as any other wait.
            last = len(hits) + count - limit - 1
            wait = max(1, math.ceil((hits[last] if last < len(hits) else now) + window - now))
            raise TooMany(f"Wait {wait} seconds and try again.", retry_after=wait)
        hits.extend([now] * count)
