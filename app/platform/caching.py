"""Small caches in the process, bounded in size and age."""

from collections import OrderedDict
from typing import Any, Generic, TypeVar

from app.platform.clock import Clock
from app.platform.limits import RateLimiter

K = TypeVar("K")
V = TypeVar("V")


class TtlCache(Generic[K, V]):
    """Values that count for `ttl` seconds; the oldest leaves when there are more than `size`."""

    def __init__(self, ttl: float, size: int, clock: Clock) -> None:
        self._ttl, self._size, self._clock = ttl, size, clock
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, or None when there is none that still counts."""
        found = self._values.get(key)
        if found is None or self._clock.monotonic() - found[0] >= self._ttl:
            return None
        return found[1]

    def put(self, key: K, value: V) -> None:
        """Remembers a value from now."""
        self._values.pop(key, None)
        self._values[key] = (self._clock.monotonic(), value)
        while len(self._values) > self._size:
            self._values.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forgets one value."""
        self._values.pop(key, None)


class Caches:
    """The caches of this process, by name, and its rate limiter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._named: dict[str, TtlCache[Any, Any]] = {}
        self.limiter = RateLimiter(clock)

    def ttl(self, name: str, *, ttl: float, size: int) -> TtlCache[Any, Any]:
        """The cache of this name, made at first use. `ttl` in seconds."""
        cache = self._named.get(name)
        if cache is None:
            cache = self._named.setdefault(name, TtlCache(ttl, size, self._clock))
        return cache

    def clear(self) -> None:
        """Forgets everything, as a new process would."""
        self._named.clear()
        self.limiter = RateLimiter(self._clock)
