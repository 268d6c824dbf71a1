"""Guessing share links: ten misses a minute, then a minute of nothing, for this address only (A24)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.errors import TooMany
from app.platform.guessing import MISSES_A_MINUTE
from app.verifying.limits import (
    ANONYMOUS_A_MINUTE,
    count_anonymous,
    count_miss,
    ensure_may_look,
)

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def process() -> Any:
    """The part of a context that limits need."""
    clock = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))
    return SimpleNamespace(clock=clock, caches=Caches(clock))


def miss_too_often(process: Any) -> None:
    for _ in range(MISSES_A_MINUTE):
        count_miss(process, HERE)
    with pytest.raises(TooMany):
        count_miss(process, HERE)


def test_the_eleventh_miss_in_a_minute_blocks_the_address_before_anything_is_looked_up(process: Any) -> None:
    ensure_may_look(process, HERE)
    miss_too_often(process)
    with pytest.raises(TooMany) as refusal:
        ensure_may_look(process, HERE)
    assert refusal.value.retry_after == 60


def test_another_address_is_not_blocked(process: Any) -> None:
    miss_too_often(process)
    ensure_may_look(process, ELSEWHERE)
    count_miss(process, ELSEWHERE)


def test_the_block_ends_after_a_minute_and_tells_how_long_it_still_takes(process: Any) -> None:
    miss_too_often(process)
    process.clock.advance(timedelta(seconds=59.5))
    with pytest.raises(TooMany) as refusal:
        ensure_may_look(process, HERE)
    assert refusal.value.retry_after == 1
    process.clock.advance(timedelta(seconds=0.5))
    ensure_may_look(process, HERE)


def test_anonymous_checks_are_counted_apart_from_misses(process: Any) -> None:
    for _ in range(ANONYMOUS_A_MINUTE):
        count_anonymous(process, HERE)
    with pytest.raises(TooMany):
        count_anonymous(process, HERE)
    count_miss(process, HERE)
    ensure_may_look(process, HERE)
