"""CSV as Excel and others save it."""

from __future__ import annotations

import io

import pytest

from app.issuing.sheets.read_csv import find_encoding, read_csv_rows
from app.issuing.sheets.tables import MOST_ROWS, UnreadableSheet

TEXT = "Naam;Niveau\r\nRené;2\r\n"


def cells(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_csv_rows(io.BytesIO(content))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_every_common_encoding_is_read(encoding: str) -> None:
    content = ("\ufeff" if encoding == "utf-16-le" else "") + TEXT
    assert cells(content.encode(encoding)) == [(1, ("Naam", "Niveau")), (2, ("René", "2"))]


def test_utf_16_without_a_mark_is_known_by_its_zeros() -> None:
    assert find_encoding(io.BytesIO("Naam".encode("utf-16-le"))) == "utf-16-le"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_common_separator_is_read(separator: str) -> None:
    assert cells(f"a{separator}b\n1{separator}2".encode()) == [(1, ("a", "b")), (2, ("1", "2"))]


def test_the_line_of_excel_that_tells_the_separator_is_obeyed_and_counted() -> None:
    assert cells(b"sep=,\na;x,b\n1,2") == [(2, ("a;x", "b")), (3, ("1", "2"))]


def test_quotes_line_breaks_and_empty_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    assert cells(b'a;b\n"x;\ny";2\n;;\n\n"say ""hi""";3;;\n') == [
        (1, ("a", "b")),
        (2, ("x;\ny", "2")),
        (5, ('say "hi"', "3")),
    ]


def test_a_formula_is_told_and_a_neutralised_text_comes_back() -> None:
    [row] = read_csv_rows(io.BytesIO(b"=1+1;'+31;-"))
    assert (row.faults, row.cells) == ({0: "formula"}, ("=1+1", "+31", "-"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'a;b\n"x"y;2', "broken_quotes"),
        (b'a;b\n"open', "broken_quotes"),
        (b"\xff\xfea\x00\x00\xd8", "unknown_encoding"),
        (b";".join([b"x"] * 61), "too_many_columns"),
        (b"x\n" * (MOST_ROWS + 21), "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_code(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableSheet) as refused:
        cells(content)
    assert refused.value.code == code
