"""Times in credentials: xsd:dateTimeStamp texts and NumericDate integers, read strictly."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from app.credentials.errors import TimeInvalid

_MAX_NUMERIC_DATE: Final = 253_402_300_799
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_DATE_TIME_STAMP: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def format_time(value: datetime) -> str:
    """Write an aware time as `YYYY-MM-DDThh:mm:ssZ`, dropping fractions; raises TimeInvalid if it is naive."""
    if value.tzinfo is None:
        raise TimeInvalid("The time has no zone.")
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_time(value: Any) -> datetime:
    """Read an xsd:dateTimeStamp (XML Schema 1.1 part 2, 3.4.28) as UTC; raises TimeInvalid.

    The zone is mandatory, the year is 0001 to 9999 and leap seconds and 24:00:00 are refused.
    """
    if type(value) is not str:
        raise TimeInvalid("A time is not a text.")
    return _parse_time(value)


@lru_cache(maxsize=1_024)
def _parse_time(value: str) -> datetime:
    if _DATE_TIME_STAMP.fullmatch(value) is None:
        raise TimeInvalid("A time is not an xsd:dateTimeStamp with a zone.")
    try:
        parsed = datetime.fromisoformat(value)
        return parsed if parsed.tzinfo is UTC else parsed.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeInvalid("A time does not exist.") from error


def numeric_date(value: datetime) -> int:
    """Whole seconds since 1970 (RFC 7519 section 2), rounded down."""
    return (value - _EPOCH) // _SECOND


def read_numeric_date(claims: Mapping[str, Any], name: str) -> datetime | None:
    """A NumericDate claim (RFC 7519 section 2) as UTC, None when absent; raises TimeInvalid unless an integer.

    The year is 1970 to 9999.
    """
    if name not in claims:
        return None
    value = claims[name]
    if type(value) is not int or not 0 <= value <= _MAX_NUMERIC_DATE:
        raise TimeInvalid("A time of the token is not a whole number of seconds.")
    return datetime.fromtimestamp(value, UTC)


def ensure_numeric_date(value: Any, expected: datetime) -> None:
    """Raise TimeInvalid unless the claim is a plain integer equal to the expected time."""
    if type(value) is not int or value != numeric_date(expected):
        raise TimeInvalid("A time of the token is not the time of the credential.")
