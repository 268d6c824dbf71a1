"""Time is aware and in UTC, and durations never go back."""

from datetime import UTC, datetime, timedelta

from app.platform.clock import FixedClock, SystemClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_clock_of_the_machine_tells_utc_and_its_durations_never_go_back() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    first, second = clock.monotonic(), clock.monotonic()
    assert first <= second


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    before = clock.monotonic()
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(minutes=1))
    assert clock.now() == NOON + timedelta(minutes=1)
    assert clock.monotonic() - before == 60
