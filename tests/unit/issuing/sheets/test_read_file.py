"""A file is what its content says, and its sheet and headings are found."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from app.issuing.sheets.read_file import OLE2, read_table
from app.issuing.sheets.tables import UnreadableSheet

HEADER = ["Kenmerk deelnemer", "Niveau"]


def save(book: Any) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    return file


def refusal(content: bytes | io.BytesIO) -> str:
    with pytest.raises(UnreadableSheet) as refused:
        read_table(io.BytesIO(content) if isinstance(content, bytes) else content)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n;;\n", "empty"),
        (b"Kenmerk deelnemer;Niveau\n", "no_rows"),
        (OLE2 + bytes(600) + b"Workbook", "is_xls"),
        (OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "has_password"),
        (b"%PDF-1.7 x", "not_a_sheet"),
        (b"<html><table></table></html>", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "not_a_sheet"),
        (b"PK\x03\x04 and then nothing", "broken_file"),
    ],
)
def test_a_file_that_is_no_sheet_is_told_what_it_is(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_workbook_whatever_it_is_called_is_read_by_its_content() -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["W-1", 2])
    table = read_table(save(book))
    assert (table.source, table.header_row, table.header) == ("xlsx", 1, tuple(HEADER))
    assert read_table(io.BytesIO(b"Kenmerk deelnemer;Niveau\nW-1;2")).source == "csv"


def test_a_title_above_the_headings_is_passed_over() -> None:
    table = read_table(io.BytesIO(b"Lichting 2026\n\nKenmerk deelnemer;Niveau\nW-1;2"))
    assert (table.header_row, table.rows[0].number) == (3, 4)


def test_the_sheet_with_known_headings_is_chosen_and_two_of_them_are_asked_about() -> None:
    book = Workbook()
    book.active.append(["notes"])
    second = book.create_sheet("rows")
    second.append(HEADER)
    second.append(["W-1", 2])
    assert read_table(save(book)).rows[0].cells == ("W-1", "2")
    third = book.create_sheet("more")
    third.append(HEADER)
    assert refusal(save(book)) == "several_sheets"


def test_a_workbook_without_anything_in_it_is_empty() -> None:
    assert refusal(save(Workbook())) == "empty"
