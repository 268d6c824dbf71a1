"""Periods in whole months, as people agree on them: the same day of a later month, or its last day."""

from calendar import monthrange
from datetime import date
from typing import TypeVar

D = TypeVar("D", bound=date)


def add_months(at: D, months: int) -> D:
    """The same moment so many months later; 31 August and six months is the last day of February.

    PostgreSQL counts an interval of months in the same way. Raises ValueError beyond the year 9999.
    """
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("there is no such year")
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
