"""Rate limits, caches and cursors."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.platform.caching import Caches, TtlCache
from app.platform.clock import FixedClock
from app.platform.errors import InvalidInput, TooMany
from app.platform.limits import RateLimiter
from app.platform.pagination import decode_cursor, encode_cursor


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 1, tzinfo=UTC))


def test_the_window_slides_and_the_answer_says_how_long_to_wait(clock: FixedClock) -> None:
    limiter = RateLimiter(clock)
    for _ in range(3):
        limiter.hit("address", limit=3, window=60)
    clock.advance(timedelta(seconds=20))
    with pytest.raises(TooMany) as refusal:
        limiter.hit("address", limit=3, window=60)
    assert refusal.value.retry_after == 40
    limiter.hit("another", limit=3, window=60)
    clock.advance(timedelta(seconds=41))
    limiter.hit("address", limit=3, window=60)


def test_a_value_counts_until_its_time_is_up(clock: FixedClock) -> None:
    cache: TtlCache[str, int] = TtlCache(2, 10, clock)
    cache.put("key", 1)
    clock.advance(timedelta(seconds=1.9))
    assert cache.get("key") == 1
    clock.advance(timedelta(seconds=0.1))
    assert cache.get("key") is None


def test_the_oldest_value_leaves_a_full_cache(clock: FixedClock) -> None:
    cache: TtlCache[int, int] = TtlCache(60, 2, clock)
    for number in range(3):
        cache.put(number, number)
    assert [cache.get(number) for number in range(3)] == [None, 1, 2]
    cache.drop(1)
    assert cache.get(1) is None


async def test_who_asks_at_the_same_time_asks_once(clock: FixedClock) -> None:
    cache: TtlCache[str, int] = TtlCache(1, 10, clock)
    asked, answer = [], asyncio.Event()

    async def find() -> int:
        asked.append(len(asked))
        await answer.wait()
        return len(asked)

    waiting = [asyncio.create_task(cache.load("key", find)) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    clock.advance(timedelta(seconds=0.5))
    answer.set()
    assert await asyncio.gather(*waiting[1:]) == [1, 1, 1, 1]
    assert await cache.load("key", find) == 1
    clock.advance(timedelta(seconds=0.5))
    assert await cache.load("key", find) == 2  # a value is as old as the question


async def test_a_value_that_is_dropped_while_it_is_on_its_way_is_not_kept(clock: FixedClock) -> None:
    cache: TtlCache[str, int] = TtlCache(60, 10, clock)
    answer = asyncio.Event()

    async def find_old() -> int:
        await answer.wait()
        return 1

    async def find_new() -> int:
        return 2

    old = asyncio.create_task(cache.load("key", find_old))
    await asyncio.sleep(0)
    cache.drop("key")
    assert await cache.load("key", find_new) == 2
    answer.set()
    assert await old == 1
    assert cache.get("key") == 2


async def test_nothing_found_and_a_failure_are_not_remembered(clock: FixedClock) -> None:
    cache: TtlCache[str, int] = TtlCache(60, 10, clock)

    async def find_nothing() -> None:
        return None

    async def fail() -> int:
        raise ConnectionError

    async def find() -> int:
        return 1

    assert await cache.load("key", find_nothing) is None
    with pytest.raises(ConnectionError):
        await cache.load("key", fail)
    assert await cache.load("key", find) == 1


def test_caches_are_shared_by_name_and_forgotten_together(clock: FixedClock) -> None:
    caches = Caches(clock)
    caches.ttl("keys", ttl=1, size=5).put("a", 1)
    assert caches.ttl("keys", ttl=1, size=5).get("a") == 1
    caches.clear()
    assert caches.ttl("keys", ttl=1, size=5).get("a") is None


def test_a_cursor_comes_back_as_it_was() -> None:
    assert decode_cursor(encode_cursor("2026", "é"), 2) == ("2026", "é")


@pytest.mark.parametrize("cursor", ["", "!", "e30", "WzFd", encode_cursor("one"), "é", "bnVsbA"])
def test_a_cursor_of_somebody_else_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(cursor, 2)
