"""Small caches in the process, bounded in size and age."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from functools import partial
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
        self._under_way: dict[K, asyncio.Task[V | None]] = {}

    def get(self, key: K) -> V | None:
        """The value, or None when there is none that still counts."""
        found = self._values.get(key)
        if found is None or self._clock.monotonic() - found[0] >= self._ttl:
            return None
        return found[1]

    async def load(self, key: K, find: Callable[[], Coroutine[Any, Any, V | None]]) -> V | None:
        """The value, or else what `find` answers, which is remembered from when it was asked unless None.

        Who asks while `find` is under way waits for the same answer: a busy process asks once, not once for
        each of its requests. An error of `find` is raised for all of them.
        """
        value = self.get(key)
        if value is not None:
            return value
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(find())
            task.add_done_callback(partial(self._arrive, key, self._clock.monotonic()))
        # One visitor who leaves must not take the answer from the others.
        return await asyncio.shield(task)

    def _arrive(self, key: K, asked_at: float, task: "asyncio.Task[V | None]") -> None:
        is_wanted = self._under_way.get(key) is task
        if is_wanted:
            del self._under_way[key]
        if task.cancelled() or task.exception() is not None:
            return
        value = task.result()
        if is_wanted and value is not None:
            self._put(key, value, asked_at)

    def put(self, key: K, value: V) -> None:
        """Remembers a value from now."""
        self._put(key, value, self._clock.monotonic())

    def _put(self, key: K, value: V, at: float) -> None:
        self._values.pop(key, None)
        self._values[key] = (at, value)
        while len(self._values) > self._size:
            self._values.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forgets one value, also the one that is under way."""
        self._values.pop(key, None)
        self._under_way.pop(key, None)


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
