"""Which column of a file is which: recognised by its heading, or as somebody said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.issuing.sheets.cells import shown
from app.issuing.sheets.columns import (
    COLUMNS,
    EVIDENCE,
    MOST_EVIDENCE,
    columns_by_name,
    find_column,
    is_report,
    suggest_column,
)
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.tables import Table, column_letters
from app.platform.errors import FieldError, InvalidInput

IGNORED: Final = "-"
UNKNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The name of the column at each position; `IGNORED` by choice or because it is empty, `UNKNOWN` undecided.

    `date_order` is `day-first` or `month-first` for dates such as 05/03/26, or empty when nobody said.
    """

    columns: tuple[str, ...]
    date_order: str = ""

    def positions(self) -> dict[str, int]:
        """The first position of every column that is there."""
        found: dict[str, int] = {}
        for position, name in enumerate(self.columns):
            if name not in (IGNORED, UNKNOWN):
                found.setdefault(name, position)
        return found


def recognise(table: Table) -> ColumnMap:
    """The map that the headings themselves give; a repeated column of evidence is the next piece.

    What is hidden is left out.
    """
    names: list[str] = []
    for position in range(_width(table)):
        heading = table.header[position] if position < len(table.header) else ""
        is_hidden = position in table.hidden.columns
        name = UNKNOWN if is_hidden else find_column(heading) or UNKNOWN
        if name in EVIDENCE:
            name = _next_free(name, names)
        if is_hidden or is_report(heading) or (not heading and not _has_data(table, position)):
            name = IGNORED
        names.append(name)
    return ColumnMap(tuple(names))


def change(current: ColumnMap, chosen: Mapping[int, str | None], date_order: str | None) -> ColumnMap:
    """The map with what somebody chose by position from 1; None leaves a column out on purpose.

    Raises InvalidInput for a position or a column that is not there.
    """
    names = list(current.columns)
    faults = []
    for index, (position, name) in enumerate(chosen.items()):
        if not 1 <= position <= len(names):
            faults.append(FieldError(f"/columns/{index}/position", "invalid", "The file has no such column."))
        elif name is not None and name not in columns_by_name():
            faults.append(FieldError(f"/columns/{index}/column", "invalid", "There is no such column."))
        else:
            names[position - 1] = IGNORED if name is None else name
    if faults:
        raise InvalidInput(errors=faults)
    return ColumnMap(tuple(names), current.date_order if date_order is None else date_order)


def find_map_faults(header_row: int, header: Sequence[str], mapping: ColumnMap) -> list[Finding]:
    """What is wrong with the headings, before any row is looked at."""
    findings = []
    seen: set[str] = set()
    for position, name in enumerate(mapping.columns):
        if name == UNKNOWN:
            findings.append(
                _unknown(header_row, position, header[position] if position < len(header) else "")
            )
        elif name != IGNORED and name in seen:
            findings.append(Finding(header_row, position, name, "double_column"))
        seen.add(name)
    missing = [column.name for column in COLUMNS if column.is_required and column.name not in seen]
    return [*findings, *(Finding(header_row, -1, name, "missing_column") for name in missing)]


def _unknown(header_row: int, position: int, heading: str) -> Finding:
    if not heading:
        return Finding(header_row, position, column_letters(position), "no_heading")
    suggestion = suggest_column(heading)
    if suggestion is None:
        return Finding(header_row, position, shown(heading), "unknown_column")
    return Finding(header_row, position, shown(heading), "maybe_column", {"suggestion": suggestion})


def _next_free(name: str, names: Sequence[str]) -> str:
    for number in range(1, MOST_EVIDENCE + 1):
        candidate = name if number == 1 else f"{name}{number}"
        if candidate not in names:
            return candidate
    return name


def _width(table: Table) -> int:
    return max(len(table.header), *(len(row.cells) for row in table.rows))


def _has_data(table: Table, position: int) -> bool:
    return any(row.cell(position) or position in row.faults for row in table.rows)
