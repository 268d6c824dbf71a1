"""What a process remembers is bounded in age and in size."""

from datetime import UTC, datetime, timedelta

from app.platform.caching import Caches, TtlCache
from app.platform.clock import FixedClock


def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, tzinfo=UTC))


def test_a_value_counts_until_its_time_is_over() -> None:
    time = clock()
    cache: TtlCache[str, int] = TtlCache(10.0, 5, time)
    cache.put("a", 1)
    time.advance(timedelta(seconds=9.9))
    assert cache.get("a") == 1
    time.advance(timedelta(seconds=0.1))
    assert cache.get("a") is None


def test_the_one_written_longest_ago_leaves_when_there_are_too_many() -> None:
    cache: TtlCache[str, int] = TtlCache(10.0, 2, clock())
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("a", 3)
    cache.put("c", 4)
    assert [cache.get(key) for key in "abc"] == [3, None, 4]


def test_what_is_dropped_is_gone_and_dropping_twice_is_no_error() -> None:
    cache: TtlCache[str, int] = TtlCache(10.0, 2, clock())
    cache.put("a", 1)
    cache.drop("a")
    cache.drop("a")
    assert cache.get("a") is None


def test_a_name_is_one_cache_until_all_is_forgotten() -> None:
    caches = Caches(clock())
    caches.ttl("one", ttl=10.0, size=5).put("a", 1)
    assert caches.ttl("one", ttl=99.0, size=9).get("a") == 1
    assert caches.ttl("two", ttl=10.0, size=5).get("a") is None
    caches.clear()
    assert caches.ttl("one", ttl=10.0, size=5).get("a") is None
