"""Rosters as people make them: every mistake is found, named by row and column, and mendable."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.issuing.errors import UnreadableRoster
from app.issuing.rosters import (
    CellError,
    RosterRow,
    cell_errors,
    end_of_day,
    parse_date,
    parse_row,
    read_roster,
)
from app.platform.errors import FieldError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BATCH = UUID(int=7)
HEADER = (
    "workerReference,name,achievement,level,assessedOn,assessorRole,evidenceKind,evidenceSummary,validUntil"
)
GOOD = {
    "workerReference": "W-1",
    "name": "Jan Jansen",
    "achievement": "HEFTRUCK",
    "level": "2",
    "assessedOn": "2026-11-01",
    "assessorRole": "Praktijkopleider",
    "evidenceKind": "foto",
    "evidenceSummary": "Rijdt veilig",
    "validUntil": "2029-11-01",
}


async def rows(content: bytes, size: int = 7) -> list[RosterRow]:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    return [row async for row in read_roster(pieces())]


def errors_of(**cells: str) -> list[CellError]:
    return parse_row(RosterRow(2, GOOD | cells), batch_id=BATCH, now=NOW)[1]


def line(**cells: str) -> str:
    return ",".join((GOOD | cells).values())


async def test_a_good_roster_becomes_requests() -> None:
    [row] = await rows(f"{HEADER}\n{line()}\n".encode())
    request, errors = parse_row(row, batch_id=BATCH, now=NOW)
    assert errors == []
    assert request is not None
    assert request.key == f"batch/{BATCH}/2"
    assert (request.level, request.assessed_on) == (2, date(2026, 11, 1))
    assert request.valid_until == datetime(2029, 11, 1, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("size", [1, 2, 3, 64, 10_000])
async def test_pieces_may_break_anywhere(size: int) -> None:
    found = await rows(f"{HEADER}\n{line(name='Zoë Ünal')}\n".encode(), size)
    assert [row.cells["name"] for row in found] == ["Zoë Ünal"]


async def test_a_byte_order_mark_semicolons_and_windows_line_ends_are_fine() -> None:
    text = f"{HEADER}\r\n{line()}\r\n".replace(",", ";")
    [row] = await rows(b"\xef\xbb\xbf" + text.encode())
    assert row.cells == GOOD


async def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    [row] = await rows(
        f"{HEADER}\n{line(evidenceSummary=chr(34) + 'a,b' + chr(10) + 'c' + chr(34))}\n".encode()
    )
    assert row.cells["evidenceSummary"] == "a,b\nc"


async def test_empty_rows_are_skipped_and_still_counted() -> None:
    found = await rows(f"{HEADER}\n\n,,,,,,,,\n{line()}\n".encode())
    assert [row.number for row in found] == [4]


async def test_a_roster_without_a_last_line_break_is_read_whole() -> None:
    assert len(await rows(f"{HEADER}\n{line()}".encode())) == 1


async def test_columns_may_come_in_any_order_and_optional_ones_may_lack() -> None:
    header = "level,workerReference,assessorRole,achievement,assessedOn"
    [row] = await rows(f"{header}\n1,W-1,Rol,HEFTRUCK,2026-11-01\n".encode())
    request, errors = parse_row(row, batch_id=BATCH, now=NOW)
    assert errors == []
    assert request is not None
    assert request.recipient_name is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "missing"),
        (b"workerReference,name\n", "columns are missing"),
        (f"{HEADER},bsn\n".encode(), "Unknown column"),
        (f"{HEADER},name\n".encode(), "twice"),
        (f"{HEADER.lower()}\n".encode(), "missing"),
        (f"{HEADER}\n{line(name='Zoë')}\n".encode("cp1252"), "UTF-8"),
        (f"{HEADER}\n{line()}\n".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04\x14\x00\xff\xfe", "UTF-8"),
        (f'{HEADER}\n"W-1,Jan\n'.encode(), "never closed"),
        (f'{HEADER}\n"a"b"c",x\n'.encode() + b'"\n', "quotation mark"),
        (f"{HEADER}\n{'x' * 20_000}\n".encode(), "longer"),
        (f'{HEADER}\n"{"x" * 9_000}\n{"y" * 9_000}"\n'.encode(), "longer"),
        ("\n".join([HEADER.replace(",", "\t"), "x"]).encode(), "missing"),
    ],
)
async def test_a_file_that_is_no_roster_is_refused_as_a_whole(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableRoster) as caught:
        await rows(content)
    assert words in caught.value.detail


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"workerReference": ""}, "workerReference", "missing"),
        ({"achievement": ""}, "achievement", "missing"),
        ({"level": ""}, "level", "missing"),
        ({"assessedOn": ""}, "assessedOn", "missing"),
        ({"assessorRole": ""}, "assessorRole", "missing"),
        ({"level": "5"}, "level", "invalid"),
        ({"level": "-1"}, "level", "invalid"),
        ({"level": "2,0"}, "level", "invalid"),
        ({"level": "twee"}, "level", "invalid"),
        ({"level": "²"}, "level", "invalid"),
        ({"level": "٢"}, "level", "invalid"),
        ({"level": "02"}, "level", "invalid"),
        ({"assessedOn": "2026-13-01"}, "assessedOn", "invalid"),
        ({"assessedOn": "31-11-2026"}, "assessedOn", "invalid"),
        ({"assessedOn": "1-11-2026"}, "assessedOn", "invalid"),
        ({"assessedOn": "11/01/2026"}, "assessedOn", "invalid"),
        ({"assessedOn": "45962"}, "assessedOn", "invalid"),
        ({"assessedOn": "gisteren"}, "assessedOn", "invalid"),
        ({"assessedOn": "2026-11-01T10:00:00"}, "assessedOn", "invalid"),
        ({"validUntil": "2029-02-30"}, "validUntil", "invalid"),
        ({"validUntil": "voorlopig!"}, "validUntil", "invalid"),
        ({"evidenceKind": ""}, "evidenceKind", "missing"),
        ({"evidenceSummary": ""}, "evidenceSummary", "missing"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"workerReference": "x" * 201}, "workerReference", "too_long"),
        ({"evidenceSummary": "x" * 2001}, "evidenceSummary", "too_long"),
        ({"name": "Jan\u202eJansen"}, "name", "unsafe_character"),
        ({"name": "Jan\x00"}, "name", "unsafe_character"),
        ({"name": "Jan\u200b"}, "name", "unsafe_character"),
        ({"assessorRole": "Rol\x1b[31m"}, "assessorRole", "unsafe_character"),
        ({"name": "Zo\ufffd"}, "name", "lost_character"),
    ],
)
def test_a_mistake_in_a_cell_is_named_with_its_row_and_column(
    cells: dict[str, str], column: str, code: str
) -> None:
    found = [error for error in errors_of(**cells) if error.column == column]
    assert [(error.row, error.code) for error in found] == [(2, code)]
    assert found[0].detail.endswith(".")
    assert not any(value and len(value) > 1 and value in found[0].detail for value in cells.values())


async def test_a_row_with_too_few_cells_is_told_apart() -> None:
    [row] = await rows(f"{HEADER}\nW-1,Jan\n".encode())
    assert [error.code for error in parse_row(row, batch_id=BATCH, now=NOW)[1]] == ["cell_count"]


def test_all_mistakes_of_a_row_are_told_together() -> None:
    found = errors_of(level="9", assessedOn="x", workerReference="")
    assert {error.column for error in found} == {"level", "assessedOn", "workerReference"}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+31 6", "-1", "@SUM(A1)", "<script>alert(1)</script>"])
def test_what_looks_like_a_formula_or_markup_is_data(text: str) -> None:
    assert errors_of(evidenceSummary=text) == []


@pytest.mark.parametrize("text", ["2026-11-01", "01-11-2026"])
def test_dates_may_be_in_iso_or_dutch_order(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 1)


def test_the_last_day_counts_whole_in_the_netherlands() -> None:
    assert end_of_day(date(2026, 7, 1)) == datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)


def test_faults_of_a_request_are_told_in_columns() -> None:
    [error] = cell_errors(5, [FieldError("/achievementCode", "unknown_achievement", "None.")])
    assert (error.row, error.column, error.code) == (5, "achievement", "unknown_achievement")
