"""Reads the values of an XLSX workbook that the guard has looked over; nothing in it is computed or followed."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

import openpyxl

from app.issuing.sheets.formulas import restore
from app.issuing.sheets.guard import SheetFacts, inspect_archive
from app.issuing.sheets.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Bounds,
    TableRow,
    UnreadableSheet,
    trim,
)

# Excel keeps 15 digits of a number and makes zeros of the rest (ECMA-376 18.3.1.96 stores an IEEE 754 double).
EXACT_BELOW: Final = 10**15
_PADDED: Final = re.compile(r"0{2,20}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet with its rows that hold something, and the positions of its hidden columns.

    A hidden sheet has no rows: they are not read.
    """

    name: str
    rows: tuple[TableRow, ...]
    hidden_columns: tuple[int, ...] = ()
    is_hidden: bool = False


def read_workbook(file: IO[bytes]) -> list[Sheet]:
    """The worksheets of the file. Raises UnreadableSheet."""
    facts = inspect_archive(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # What the library leaves out (drawings, lists to choose from) is nothing that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            try:
                bounds = Bounds()
                return [_read_sheet(sheet, facts, bounds) for sheet in book.worksheets]
            finally:
                book.close()
    except UnreadableSheet:
        raise
    except Exception as error:
        # The library tells a broken workbook by whatever its parts run into: KeyError, TypeError, ParseError.
        raise UnreadableSheet("broken_file") from error


def _read_sheet(sheet: Any, facts: dict[str, SheetFacts], bounds: Bounds) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, (), is_hidden=True)
    found = _facts_of(sheet, facts)
    hidden = tuple(sorted(column - 1 for column in found.hidden_columns if column <= found.last_column))
    return Sheet(sheet.title, tuple(_read_rows(sheet, found, bounds)), hidden)


def _facts_of(sheet: Any, facts: dict[str, SheetFacts]) -> SheetFacts:
    path = str(sheet._worksheet_path).lstrip("/")
    found = facts.get(path)
    if found is None:
        raise UnreadableSheet("broken_file")
    if found.last_row > MOST_ROWS + 20:
        raise UnreadableSheet("too_many_rows", most=str(MOST_ROWS))
    if found.last_column > MOST_COLUMNS:
        raise UnreadableSheet("too_many_columns", most=str(MOST_COLUMNS))
    return found


def _read_rows(sheet: Any, facts: SheetFacts, bounds: Bounds) -> Iterator[TableRow]:
    if not facts.last_row:
        return
    merged = _merged_cells(facts)
    rows = sheet.iter_rows(min_row=1, max_row=facts.last_row, max_col=facts.last_column)
    for number, cells in enumerate(rows, 1):
        faults: dict[int, str] = {}
        texts = [_read_cell(cell, position, faults) for position, cell in enumerate(cells)]
        kept = trim(texts)
        if not kept and not faults:
            continue
        faults |= dict.fromkeys(merged.get(number, ()), "merged")
        if number in facts.hidden_rows:
            faults[-1] = "hidden_row"
        yield bounds.count(TableRow(number, kept, faults))


def _merged_cells(facts: SheetFacts) -> dict[int, set[int]]:
    """Positions of merged cells by row, within the part that is read."""
    found: dict[int, set[int]] = {}
    for top, left, bottom, right in facts.merged:
        for row in range(top, min(bottom, facts.last_row) + 1):
            found.setdefault(row, set()).update(range(left - 1, min(right, facts.last_column)))
    return found


def _read_cell(cell: Any, position: int, faults: dict[int, str]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        faults[position] = "formula"
        return ""
    if cell.data_type == "e":
        faults[position] = "error_value"
        return ""
    if isinstance(value, str):
        return restore(value.strip())[: LONGEST_CELL + 1]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _read_number(value, str(cell.number_format), position, faults)
    return _read_date(value)


def _read_number(value: int | float, number_format: str, position: int, faults: dict[int, str]) -> str:
    if abs(value) >= EXACT_BELOW:
        faults[position] = "number_too_long"
        return ""
    if value != int(value):
        return repr(value)
    # A format such as 00000 shows leading zeros that the number itself does not have.
    width = len(number_format) if _PADDED.fullmatch(number_format) else 0
    return str(int(value)).zfill(width)


def _read_date(value: Any) -> str:
    """As 2026-11-23, with the time behind it when there is one. The library knows both epochs, 1900 and 1904."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, time | timedelta) else ""
