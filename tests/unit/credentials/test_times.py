"""Times are xsd:dateTimeStamp or they are nothing."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from app.credentials.errors import TimeInvalid
from app.credentials.times import ensure_numeric_date, format_time, numeric_date, parse_time
from tests.unit.credentials.cases import NOW


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-23T12:00:00Z", NOW),
        ("2026-11-23T13:00:00+01:00", NOW),
        ("2026-11-23T12:00:00.250Z", NOW + timedelta(milliseconds=250)),
        ("2026-11-23T12:00:00.123456789Z", NOW + timedelta(microseconds=123456)),
        ("2026-11-23T12:00:00-00:00", NOW),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_read(text: str, wanted: datetime) -> None:
    assert parse_time(text) == wanted


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T12:00:00",
        "2026-11-23",
        "2026-11-23 12:00:00Z",
        "2026-11-23T12:00Z",
        "2026-11-23T12:00:60Z",
        "2026-06-30T23:59:60Z",
        "2026-11-23T24:00:00Z",
        "2026-02-30T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-2026-11-23T12:00:00Z",
        "2026-11-23T12:00:00+15:00",
        "2026-11-23T12:00:00+14:30",
        "2026-11-23T12:00:00z",
        "2026-11-23T12:00:00,5Z",
        "2026-11-23T12:00:00.1234567890Z",
        "2026-11-23T12:00:00Z\n",
        "\u0662026-11-23T12:00:00Z",
        "20261123T120000Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        1795435200,
        None,
        True,
        ["2026-11-23T12:00:00Z"],
    ],
)
@pytest.mark.abuse("A42")
def test_anything_else_is_no_time(value: Any) -> None:
    with pytest.raises(TimeInvalid):
        parse_time(value)


def test_a_time_is_written_in_utc_and_whole_seconds() -> None:
    amsterdam = timezone(timedelta(hours=1))
    assert format_time(NOW.astimezone(amsterdam).replace(microsecond=7)) == "2026-11-23T12:00:00Z"
    assert format_time(NOW) == "2026-11-23T12:00:00Z"
    with pytest.raises(TimeInvalid):
        format_time(NOW.replace(tzinfo=None))


def test_a_numeric_date_is_whole_seconds_rounded_down() -> None:
    assert numeric_date(NOW + timedelta(milliseconds=999)) == 1795435200
    assert numeric_date(datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)) == -1


@pytest.mark.parametrize("value", [1795435200.0, "1795435200", True, None, 1e308, 1795435201])
def test_a_numeric_date_of_another_type_or_time_is_refused(value: Any) -> None:
    ensure_numeric_date(1795435200, NOW)
    with pytest.raises(TimeInvalid):
        ensure_numeric_date(value, NOW)
