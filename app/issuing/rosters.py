"""Rosters: CSV files of credentials to issue, read in pieces, with every mistake named by row and column."""

import codecs
import csv
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from app.issuing.errors import UnreadableRoster
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.issuing.roster_assessments import ASSESSMENT_COLUMNS, ASSESSMENT_POINTERS, read_assessment
from app.platform.errors import FieldError
from app.platform.text import clean_text

T = TypeVar("T")

COLUMNS = (
    "workerReference",
    "name",
    "achievement",
    "level",
    "assessedOn",
    "assessorRole",
    "evidenceKind",
    "evidenceSummary",
    "evidenceDate",
    "validUntil",
    *ASSESSMENT_COLUMNS,
)
REQUIRED = ("workerReference", "achievement", "level", "assessedOn", "assessorRole")
LIMITS = {"evidenceSummary": 2000, "reasons": 2000}
SHORT = 200
LONGEST_RECORD = 16_384
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
POINTER_COLUMNS = {
    "/recipient/reference": "workerReference",
    "/recipient/name": "name",
    "/achievementCode": "achievement",
    "/level": "level",
    "/assessedOn": "assessedOn",
    "/assessorRole": "assessorRole",
    "/evidence": "evidenceSummary",
    "/evidence/0/kind": "evidenceKind",
    "/evidence/0/summary": "evidenceSummary",
    "/validFrom": "assessedOn",
    "/validUntil": "validUntil",
    **ASSESSMENT_POINTERS,
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row by column name; `number` is the row number that a spreadsheet shows, 1 for the names."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell and how to mend it; never what stands in it."""

    row: int
    column: str
    code: str
    detail: str


async def read_roster(pieces: AsyncIterator[bytes]) -> AsyncIterator[RosterRow]:
    """The rows of a CSV file (UTF-8, comma or semicolon) as its bytes arrive, in constant memory.

    Raises UnreadableRoster when the file as a whole is not a roster, with what to do about it.
    """
    header: list[str] | None = None
    delimiter = ","
    number = 0
    async for record in _records(_lines(pieces)):
        number += 1
        if header is None:
            delimiter = ";" if record.count(";") > record.count(",") else ","
            header = _read_header(_split(record, delimiter, number))
            continue
        cells = _split(record, delimiter, number)
        if not any(cell.strip() for cell in cells):
            continue
        yield RosterRow(number, _name_cells(header, cells))
    if header is None:
        raise UnreadableRoster("The file is empty. The first row holds the column names.")


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    pending = ""
    try:
        async for piece in pieces:
            *lines, pending = (pending + decoder.decode(piece)).split("\n")
            for line in lines:
                yield line.removesuffix("\r")
            if len(pending) > LONGEST_RECORD:
                raise _too_long()
        pending += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableRoster("The file is not UTF-8. In Excel choose 'CSV UTF-8' when saving.") from error
    if pending:
        yield pending.removesuffix("\r")


async def _records(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """Joins lines while a quoted cell is open."""
    pending: list[str] = []
    size = quotes = 0
    async for line in lines:
        pending.append(line)
        size += len(line)
        quotes += line.count('"')
        if size > LONGEST_RECORD:
            raise _too_long()
        if quotes % 2 == 0:
            yield "\n".join(pending)
            pending, size, quotes = [], 0, 0
    if pending:
        raise UnreadableRoster("A quotation mark is opened and never closed. Close it, or remove it.")


def _too_long() -> UnreadableRoster:
    return UnreadableRoster("A row is longer than 16,384 characters. Is a quotation mark left open?")


def _split(record: str, delimiter: str, number: int) -> list[str]:
    try:
        return next(csv.reader([record], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise UnreadableRoster(
            f"Row {number} has a quotation mark inside a cell. Double it, or remove it."
        ) from error


def _read_header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    unknown = [str(position) for position, name in enumerate(names, 1) if name not in COLUMNS]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UnreadableRoster(f"These columns are missing: {', '.join(missing)}. Add them to the first row.")
    if unknown:
        raise UnreadableRoster(f"Unknown column at position {', '.join(unknown)}. Use: {', '.join(COLUMNS)}.")
    if len(set(names)) < len(names):
        raise UnreadableRoster("A column name is there twice. Keep one of them.")
    return names


def _name_cells(header: list[str], cells: list[str]) -> dict[str, str]:
    named = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    if len(cells) != len(header):
        named[""] = str(len(cells))
    return named


def parse_row(
    row: RosterRow, *, batch_id: UUID, now: datetime
) -> tuple[IssueRequest | None, list[CellError]]:
    """The request a row stands for, or everything that is wrong with its cells."""
    if "" in row.cells:
        detail = "This row has more or fewer cells than the first row. Check the separators and quotes."
        return None, [CellError(row.number, "", "cell_count", detail)]
    row, errors = _clean_cells(row)
    cells = row.cells
    told = {error.column for error in errors}
    errors += [
        CellError(row.number, name, "missing", f"Fill in {name}.")
        for name in REQUIRED
        if not cells.get(name) and name not in told
    ]
    faulty = {error.column for error in errors}
    level = _parse(row, "level", faulty, errors, parse_level, "Use a whole number from 0 to 4.")
    assessed_on = _parse(
        row, "assessedOn", faulty, errors, parse_date, "Use a date like 2026-11-23 or 23-11-2026."
    )
    until = _parse(row, "validUntil", faulty, errors, parse_date, "Use a date like 2029-11-23 or 23-11-2029.")
    seen_on = _parse(
        row, "evidenceDate", faulty, errors, parse_date, "Use a date like 2026-11-23 or 23-11-2026."
    )
    assessment, faults = read_assessment(cells)
    errors += [CellError(row.number, *fault) for fault in faults]
    kind, summary = cells.get("evidenceKind", ""), cells.get("evidenceSummary", "")
    for column, text in (("evidenceKind", kind), ("evidenceSummary", summary)):
        if bool(kind) != bool(summary) and not text and column not in told:
            detail = "Fill in both evidenceKind and evidenceSummary, or neither."
            errors.append(CellError(row.number, column, "missing", detail))
    if errors or level is None or assessed_on is None:
        return None, errors
    seen = EvidenceSummary(kind, summary, seen_on) if kind else None
    return replace(_request(row, batch_id, level, assessed_on, until, seen), assessment=assessment), []


def _request(
    row: RosterRow,
    batch_id: UUID,
    level: int,
    assessed_on: date,
    until: date | None,
    seen: EvidenceSummary | None,
) -> IssueRequest:
    cells = row.cells
    return IssueRequest(
        key=f"batch/{batch_id}/{row.number}",
        reference=cells["workerReference"],
        recipient_name=cells.get("name") or None,
        achievement_code=cells["achievement"],
        level=level,
        assessed_on=assessed_on,
        assessor_role=cells["assessorRole"],
        evidence=(seen,) if seen else (),
        valid_until=end_of_day(until) if until else None,
        batch_id=batch_id,
    )


def _parse(
    row: RosterRow,
    column: str,
    faulty: set[str],
    errors: list[CellError],
    parse: Callable[[str], T],
    detail: str,
) -> T | None:
    text = row.cells.get(column, "")
    if not text or column in faulty:
        return None
    try:
        return parse(text)
    except ValueError:
        errors.append(CellError(row.number, column, "invalid", detail))
        return None


def _clean_cells(row: RosterRow) -> tuple[RosterRow, list[CellError]]:
    """The row with its texts as they will be signed; a cell that cannot be is told and left out."""
    cells: dict[str, str] = {}
    errors: list[CellError] = []
    for column, raw in row.cells.items():
        text = raw.replace("\n", " ")
        fault = _find_length_fault(column, text)
        if fault is None and not (text.isascii() and text.isprintable()):
            text, fault = _clean(text)
        if fault is None:
            cells[column] = text
        else:
            errors.append(CellError(row.number, column, *fault))
    return RosterRow(row.number, cells), errors


def _find_length_fault(column: str, text: str) -> tuple[str, str] | None:
    longest = LIMITS.get(column, SHORT)
    return ("too_long", f"Use at most {longest} characters.") if len(text) > longest else None


def _clean(text: str) -> tuple[str, tuple[str, str] | None]:
    if "\ufffd" in text:
        detail = "A character was lost in this cell. Type it again and save the file as CSV UTF-8."
        return "", ("lost_character", detail)
    try:
        return clean_text(text), None
    except ValueError:
        detail = "This cell holds an invisible or control character. Type the text again."
        return "", ("unsafe_character", detail)


def parse_level(text: str) -> int:
    """A single digit; raises ValueError."""
    if len(text) != 1 or text not in "01234":
        raise ValueError("not a level")
    return int(text)


def parse_date(text: str) -> date:
    """ISO (2026-11-23) or Dutch (23-11-2026) order; raises ValueError for anything else."""
    if not text.isascii() or len(text) != 10:
        raise ValueError("not a date")
    if text[4] == text[7] == "-":
        return date.fromisoformat(text)
    if text[2] == text[5] == "-":
        return date.fromisoformat("-".join(reversed(text.split("-"))))
    raise ValueError("not a date")


def end_of_day(day: date) -> datetime:
    """The last second of a day in the Netherlands, in UTC."""
    return datetime.combine(day, time(23, 59, 59), AMSTERDAM).astimezone(UTC)


def cell_errors(row: int, errors: Iterable[FieldError]) -> list[CellError]:
    """Faults of a request, told in the columns of the roster."""
    return [
        CellError(row, POINTER_COLUMNS.get(error.pointer, ""), error.code, error.detail) for error in errors
    ]
