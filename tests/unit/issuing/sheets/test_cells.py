"""Levels, dates, answers and numbers as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.issuing.sheets.cells import (
    Wrong,
    read_answer,
    read_date,
    read_level,
    read_mandate,
    read_reference,
    read_text,
)


def wrong(read: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Wrong) as found:
        read(*arguments)
    return found.value.code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)), ("23-11-2026", date(2026, 11, 23)), ("5-3-2026", date(2026, 3, 5)),
        ("05.03.2026", date(2026, 3, 5)), ("25/03/2026", date(2026, 3, 25)), ("03/25/2026", date(2026, 3, 25)),
        ("04/04/2026", date(2026, 4, 4)), ("5 maart 2026", date(2026, 3, 5)), ("5 mrt. 2026", date(2026, 3, 5)),
        ("5 March 2026", date(2026, 3, 5)), ("29-02-2028", date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_a_date_that_can_only_be_one_day_is_read(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("05/03/2026", "date_ambiguous"), ("05/03/26", "date_ambiguous"), ("5-3-26", "date_short_year"),
        ("31-02-2026", "no_such_day"), ("2026-13-01", "no_such_day"), ("46037", "date_is_number"),
        ("2026-01-15 10:30", "date_has_time"), ("gisteren", "date_unreadable"), ("5 smarch 2026", "date_unreadable"),
        ("5-3/2026", "date_unreadable"), ("٢٠٢٦-٠١-١٥", "date_unreadable"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_read_is_told_why(text: str, code: str) -> None:
    assert wrong(read_date, text) == code


def test_dates_in_two_ways_are_read_once_the_order_is_known() -> None:
    assert read_date("05/03/26", "day-first") == date(2026, 3, 5)
    assert read_date("05/03/26", "month-first") == date(2026, 5, 3)
    assert read_date("5-3-26", "month-first") == date(2026, 3, 5)


@pytest.mark.parametrize(("text", "level"), [("0", 0), ("4", 4), ("Niveau 3", 3), ("level 2", 2), (" 1 ", 1)])
def test_a_level_is_read_with_or_without_its_word(text: str, level: int) -> None:
    assert read_level(text) == level


@pytest.mark.parametrize(
    ("text", "code"),
    [("5", "unknown_level"), ("-1", "level_not_whole"), ("2.5", "level_not_whole"), ("drie", "level_not_whole"),
     ("9" * 30, "unknown_level"), ("²", "level_not_whole")],
)  # fmt: skip
def test_what_is_no_level_is_told(text: str, code: str) -> None:
    assert wrong(read_level, text) == code


def test_a_long_value_is_shown_in_part() -> None:
    with pytest.raises(Wrong) as found:
        read_level("x" * 500)
    assert len(found.value.values["value"]) == 41


def test_yes_and_no_are_read_in_two_languages() -> None:
    assert [read_answer(text) for text in ("Ja", "yes", "TRUE", "nee", "No", "0")] == [True] * 3 + [False] * 3
    assert wrong(read_answer, "misschien") == "not_yes_no"


def test_a_number_that_excel_shortened_and_a_mandate_that_is_none_are_told() -> None:
    assert wrong(read_reference, "1,23E+11") == wrong(read_reference, "1E5") == "scientific_number"
    assert read_reference("E12-7") == "E12-7"
    assert wrong(read_mandate, "12") == "not_a_mandate"


def test_texts_are_told_when_they_are_too_long_damaged_or_not_what_they_seem() -> None:
    assert read_text("regel 1\nregel 2", 20) == "regel 1 regel 2"
    assert wrong(read_text, "x" * 21, 20) == "too_long"
    assert wrong(read_text, "Ren\ufffd", 20) == "lost_character"
    assert wrong(read_text, "a\u202eb", 20) == "unsafe_character"
