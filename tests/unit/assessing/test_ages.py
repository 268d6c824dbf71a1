"""From which moment somebody is sixteen, and which days nobody becomes it."""

from datetime import UTC, date, datetime

import pytest

from app.assessing.ages import find_day_faults, is_under_sixteen


@pytest.mark.parametrize(
    ("moment", "young"),
    [
        (datetime(2027, 1, 14, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 1, 14, 23, 0, tzinfo=UTC), False),
        (datetime(2027, 7, 14, 12, 0, tzinfo=UTC), False),
    ],
)
def test_sixteen_begins_at_midnight_in_the_netherlands(moment: datetime, young: bool) -> None:
    assert is_under_sixteen(date(2027, 1, 15), now=moment) is young


def test_in_summer_that_midnight_is_two_hours_before_that_of_utc() -> None:
    day = date(2027, 7, 15)
    assert is_under_sixteen(day, now=datetime(2027, 7, 14, 21, 59, tzinfo=UTC))
    assert not is_under_sixteen(day, now=datetime(2027, 7, 14, 22, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "day", [None, date(1990, 5, 1), date(2026, 11, 24), date(2042, 11, 24), date(2042, 12, 24)]
)
def test_no_day_a_day_that_has_been_and_one_within_sixteen_years_and_a_month_are_right(
    day: date | None,
) -> None:
    assert list(find_day_faults(day, "/sixteenOn", now=datetime(2026, 11, 24, 12, tzinfo=UTC))) == []


def test_nobody_who_is_born_becomes_sixteen_later_than_that() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    [fault] = find_day_faults(date(2042, 12, 25), "/sixteenOn", now=now)
    assert (fault.pointer, fault.code) == ("/sixteenOn", "sixteen_too_late")


def test_also_on_a_leap_day_there_is_an_answer() -> None:
    now = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert list(find_day_faults(date(2044, 2, 29), "/sixteenOn", now=now)) == []
