"""Reads a CSV file as Excel and other programs save it: any common encoding and separator."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Final

from app.issuing.sheets.formulas import restore
from app.issuing.sheets.tables import LONGEST_CELL, MOST_COLUMNS, Bounds, TableRow, UnreadableSheet

SAMPLE: Final = 64 * 1024
DELIMITERS: Final = (";", ",", "\t")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv_rows(file: IO[bytes]) -> Iterator[TableRow]:
    """Every row of the file with a number from 1, the empty ones left out. Raises UnreadableSheet."""
    encoding = find_encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _read(text)
    except UnicodeDecodeError as error:
        raise UnreadableSheet("unknown_encoding") from error
    finally:
        text.detach()


def find_encoding(file: IO[bytes]) -> str:
    """By its mark, else UTF-8 when the whole file is, else the code page of Windows in the Netherlands."""
    file.seek(0)
    start = file.read(4)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if len(start) > 1 and start[1] == 0:
        return "utf-16-le"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(SAMPLE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _read(text: io.TextIOWrapper) -> Iterator[TableRow]:
    first = text.readline(SAMPLE)
    delimiter, is_told = _find_delimiter(first)
    text.seek(0)
    bounds = Bounds()
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableSheet("broken_quotes", row=str(number)) from error
        if number == 1 and is_told:
            continue
        row = _row(number, cells)
        if row.cells:
            yield bounds.count(row)


def _find_delimiter(line: str) -> tuple[str, bool]:
    """The separator, and whether the file has a line of its own that tells it (`sep=;`, of Excel)."""
    told = line.strip("\ufeff\r\n\"' ").lower()
    if told.startswith("sep=") and len(told) == 5 and told[4] in DELIMITERS:
        return told[4], True
    if told == "sep=":
        return "\t", True
    return max(DELIMITERS, key=line.count), False


def _row(number: int, cells: list[str]) -> TableRow:
    texts = [restore(cell.strip())[: LONGEST_CELL + 1] for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    # A cell that begins with "=" would be computed by the next spreadsheet that opens the file.
    faults = {
        position: "formula" for position, cell in enumerate(texts[:MOST_COLUMNS]) if cell.startswith("=")
    }
    return TableRow(number, tuple(texts), faults)
