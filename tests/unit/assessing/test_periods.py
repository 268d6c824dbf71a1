"""Months as people count them."""

from datetime import UTC, date, datetime

import pytest

from app.assessing.periods import add_months


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 18, date(2028, 6, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(begin: date, months: int, end: date) -> None:
    assert add_months(begin, months) == end


def test_the_time_of_day_stays() -> None:
    begin = datetime(2026, 5, 31, 23, 59, 59, 7, UTC)
    assert add_months(begin, 1) == datetime(2026, 6, 30, 23, 59, 59, 7, UTC)


@pytest.mark.parametrize(("begin", "months"), [(date(9999, 12, 1), 1), (date(1, 1, 1), -1)])
def test_there_are_no_years_outside_the_calendar(begin: date, months: int) -> None:
    with pytest.raises(ValueError, match="no such year"):
        add_months(begin, months)
