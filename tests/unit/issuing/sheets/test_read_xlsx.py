"""Cells of a workbook as texts: numbers, dates of both epochs, and what cannot be believed."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.issuing.sheets.read_xlsx import Sheet, read_workbook
from app.issuing.sheets.tables import UnreadableSheet


def read(book: Any) -> list[Sheet]:
    file = io.BytesIO()
    book.save(file)
    return read_workbook(file)


def read_cell(value: Any, number_format: str | None = None) -> tuple[str, str | None]:
    """The text of one cell, and why it cannot be believed."""
    book = Workbook()
    cell = book.active.cell(1, 1, value)
    if number_format:
        cell.number_format = number_format
    book.active.cell(1, 2, "end")
    [row] = read(book)[0].rows
    return row.cells[0], row.faults.get(0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Jan  ", "Jan"), (7, "7"), (7.0, "7"), (2.5, "2.5"), (-3, "-3"), (True, "true"),
        (date(2026, 3, 5), "2026-03-05"), (datetime(2026, 3, 5, 10, 30), "2026-03-05 10:30"),
        ("007", "007"), ("'+31 6", "+31 6"), (timedelta(hours=2), "2:00:00"),
    ],
)  # fmt: skip
def test_a_cell_becomes_the_text_that_people_see(value: Any, text: str) -> None:
    assert read_cell(value) == (text, None)


def test_leading_zeros_that_only_the_format_shows_are_kept() -> None:
    assert read_cell(42, "00000") == ("00042", None)
    assert read_cell(42, "0") == ("42", None)


def test_a_serial_number_shown_as_a_date_is_a_date_in_both_epochs() -> None:
    assert read_cell(46037, "dd-mm-yyyy") == ("2026-01-15", None)
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2026, 1, 15), "x"])
    assert read(book)[0].rows[0].cells[0] == "2026-01-15"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=1+1", "formula"),
        ("#REF!", "error_value"),
        (10**15, "number_too_long"),
        (-(10**18), "number_too_long"),
    ],
)
def test_a_value_that_cannot_be_believed_is_left_out(value: Any, code: str) -> None:
    assert read_cell(value) == ("", code)


def test_a_formula_is_refused_whatever_value_was_kept_with_it() -> None:
    book = Workbook()
    book.active.append(["a", '=IF(TODAY()>0,"x","y")'])
    assert read(book)[0].rows[0].faults == {1: "formula"}


def test_merged_cells_and_hidden_rows_are_seen() -> None:
    book = Workbook()
    for number in range(1, 5):
        book.active.append([f"a{number}", f"b{number}", "c"])
    book.active.merge_cells("A2:B3")
    book.active.row_dimensions[4].hidden = True
    rows = {row.number: row.faults for row in read(book)[0].rows}
    assert rows == {
        1: {},
        2: {0: "merged", 1: "merged"},
        3: {0: "merged", 1: "merged"},
        4: {-1: "hidden_row"},
    }


def test_blanks_at_the_end_and_empty_rows_are_left_out_and_numbers_stay() -> None:
    book = Workbook()
    book.active.append(["a", "b", None, ""])
    book.active.cell(4, 1, "c")
    book.active.cell(900, 40).number_format = "0.00"
    assert [(row.number, row.cells) for row in read(book)[0].rows] == [(1, ("a", "b")), (4, ("c",))]


def test_only_sheets_that_people_see_are_read() -> None:
    book = Workbook()
    book.active.append(["a"])
    book.create_sheet("hidden").append(["b"])
    book["hidden"].sheet_state = "hidden"
    assert [(sheet.name, len(sheet.rows), sheet.is_hidden) for sheet in read(book)] == [
        ("Sheet", 1, False),
        ("hidden", 0, True),
    ]


def test_hidden_columns_are_noted() -> None:
    book = Workbook()
    book.active.append(["a", "b", "c", "d"])
    book.active.column_dimensions["B"].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.active.column_dimensions["Q"].hidden = True
    [sheet] = read(book)
    assert sheet.hidden_columns == (1, 3)


def test_a_sheet_beyond_the_limits_is_refused() -> None:
    for row, column, code in ((10_021, 1, "too_many_rows"), (1, 61, "too_many_columns")):
        book = Workbook()
        book.active.cell(row, column, "x")
        with pytest.raises(UnreadableSheet) as refused:
            read(book)
        assert refused.value.code == code
