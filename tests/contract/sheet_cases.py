"""Sheets for the tests: a workbook of good rows, and forty ways in which people get one wrong."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

HEADINGS = (
    "Kenmerk deelnemer", "Naam", "Vaardigheid", "Niveau", "Datum beoordeling", "Rol beoordelaar",
    "Geldig tot en met", "Soort onderbouwing", "Samenvatting onderbouwing", "Datum onderbouwing",
    "Soort onderbouwing 2", "Samenvatting onderbouwing 2", "Relatie bevestiger", "Variatie", "Mandaat beoordelaar",
)  # fmt: skip
NAMES = (
    "workerReference", "name", "achievement", "level", "assessedOn", "assessorRole", "validUntil", "evidenceKind",
    "evidenceSummary", "evidenceDate", "evidenceKind2", "evidenceSummary2", "confirmerRelation", "variation",
    "assessor",
)  # fmt: skip
BSN = "123456782"
UNKNOWN_MANDATE = "00000000-0000-4000-8000-00000000dead"
Change = Callable[[Any, int], None]


def good_row(number: int) -> list[Any]:
    """A row of level 1 that can be issued."""
    return [
        f"W-{number:05}", f"Werker {number}", "HEFTRUCK", 1, date(2026, 1, 15), "Praktijkopleider", None,
        "verklaring", "Heeft veilig gereden.", date(2026, 1, 14), None, None, "collega", None, None,
    ]  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """One way to get a row wrong; `column` is empty for the row as a whole. `advice` is part of what to do."""

    id: str
    column: str
    code: str
    advice: str
    change: Change


def put(name: str, value: Any, *, number_format: str | None = None) -> Change:
    """Puts a value in a column."""

    def change(sheet: Any, row: int) -> None:
        cell = sheet.cell(row, NAMES.index(name) + 1)
        cell.value = value
        if isinstance(value, str) and not value.startswith("#"):
            cell.data_type = "s"
        if number_format:
            cell.number_format = number_format

    return change


def both(*changes: Change) -> Change:
    """Several changes in one row."""

    def change(sheet: Any, row: int) -> None:
        for one in changes:
            one(sheet, row)

    return change


def write_formula(sheet: Any, row: int) -> None:
    sheet.cell(row, NAMES.index("name") + 1).value = '=HYPERLINK("https://example.org","x")'


def merge(sheet: Any, row: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=6, end_column=7)


def hide(sheet: Any, row: int) -> None:
    sheet.row_dimensions[row].hidden = True


def repeat_above(sheet: Any, row: int) -> None:
    for column in range(1, len(NAMES) + 1):
        sheet.cell(row, column).value = sheet.cell(row - 1, column).value


def other_name(sheet: Any, row: int) -> None:
    sheet.cell(row, 1).value = sheet.cell(row - 1, 1).value


MISTAKES: Sequence[Mistake] = (
    Mistake("a formula", "name", "formula", "Plak alleen de waarde", write_formula),
    Mistake("an error of Excel", "assessorRole", "error_value", "Typ de waarde zelf", put("assessorRole", "#N/A")),
    Mistake("merged cells", "assessorRole", "merged", "Splits ze", merge),
    Mistake("a hidden row", "", "hidden_row", "Maak de rij zichtbaar", hide),
    Mistake("a number too long for Excel", "workerReference", "number_too_long", "Maak er tekst van",
            put("workerReference", 1234567890123456789)),
    Mistake("a shortened number", "workerReference", "scientific_number", "Maak er tekst van",
            put("workerReference", "1,23E+11")),
    Mistake("a lost letter", "name", "lost_character", "Typ de tekst opnieuw", put("name", "Ren\ufffd")),
    Mistake("an invisible sign", "name", "unsafe_character", "typ de tekst opnieuw", put("name", "Jan\u200bsen")),
    Mistake("a name too long", "name", "too_long", "hoogstens 200 tekens", put("name", "x" * 201)),
    Mistake("a summary too long", "evidenceSummary", "too_long", "hoogstens 2000 tekens",
            put("evidenceSummary", "x" * 2001)),
    Mistake("a code too long", "achievement", "too_long", "hoogstens 64 tekens", put("achievement", "X" * 65)),
    Mistake("no reference", "workerReference", "missing", "Vul iets in", put("workerReference", None)),
    Mistake("no achievement", "achievement", "missing", "Vul iets in", put("achievement", None)),
    Mistake("no level", "level", "missing", "Vul iets in", put("level", None)),
    Mistake("no date", "assessedOn", "missing", "Vul iets in", put("assessedOn", None)),
    Mistake("no role", "assessorRole", "missing", "Vul iets in", put("assessorRole", "   ")),
    Mistake("a dash for an answer", "assessorRole", "placeholder", "Vul in wat er hoort", put("assessorRole", "-")),
    Mistake("a level that is not there", "level", "unknown_level", "Gebruik 0 tot en met 4", put("level", 5)),
    Mistake("half a level", "level", "level_not_whole", "Gebruik 0 tot en met 4", put("level", 2.5)),
    Mistake("a level in words", "level", "level_not_whole", "Gebruik 0 tot en met 4", put("level", "drie")),
    Mistake("a date in words", "assessedOn", "date_unreadable", "zoals 23-11-2026", put("assessedOn", "vorige week")),
    Mistake("a day that is not there", "assessedOn", "no_such_day", "Controleer dag en maand",
            put("assessedOn", "31-02-2026")),
    Mistake("a date in two ways", "assessedOn", "date_ambiguous", "zoals 23-11-2026", put("assessedOn", "05/03/26")),
    Mistake("a year of two digits", "assessedOn", "date_short_year", "met 4 cijfers", put("assessedOn", "15-1-26")),
    Mistake("a date with a time", "assessedOn", "date_has_time", "alleen de datum",
            put("assessedOn", datetime(2026, 1, 15, 10, 30))),
    Mistake("a date as a number", "assessedOn", "date_is_number", "Maak van de cel een datum",
            put("assessedOn", 46037, number_format="General")),
    Mistake("a day to come", "assessedOn", "date_in_future", "vandaag of een eerdere dag",
            put("assessedOn", date(2096, 1, 1))),
    Mistake("a day before our time", "assessedOn", "date_too_early", "na 1 januari 1950",
            put("assessedOn", date(1949, 1, 1))),
    Mistake("an end that has passed", "validUntil", "not_after_start", "Kies een latere dag",
            put("validUntil", date(2020, 1, 1))),
    Mistake("an end too far away", "validUntil", "date_too_late", "binnen 50 jaar", put("validUntil", date(2200, 1, 1))),
    Mistake("an end that is no date", "validUntil", "date_unreadable", "zoals 23-11-2026", put("validUntil", "altijd")),
    Mistake("a code nobody knows", "achievement", "unknown_achievement", "lijst van uw vaardigheden",
            put("achievement", "KRAAN")),
    Mistake("a BSN as reference", "workerReference", "unsafe_content", "Haal de 9 cijfers weg",
            put("workerReference", BSN)),
    Mistake("a BSN in a name", "name", "unsafe_content", "Haal de 9 cijfers weg", put("name", f"Jan {BSN}")),
    Mistake("a BSN in a summary", "evidenceSummary", "unsafe_content", "Haal de 9 cijfers weg",
            put("evidenceSummary", f"Gezien bij 1234.56.782 op het werk, {BSN}.")),
    Mistake("a kind without summary", "evidenceSummary2", "evidence_incomplete", "of geen van beide",
            put("evidenceKind2", "foto")),
    Mistake("a summary without kind", "evidenceKind2", "evidence_incomplete", "of geen van beide",
            put("evidenceSummary2", "Op de foto staat de heftruck.")),
    Mistake("level 1 without a date of what was seen", "evidenceSummary", "statement_required",
            "Vul samenvatting en datum in", put("evidenceDate", None)),
    Mistake("level 1 without who confirms", "confirmerRelation", "relation_required", "zoals collega of klant",
            put("confirmerRelation", None)),
    Mistake("neither yes nor no", "variation", "not_yes_no", "Vul ja of nee in", put("variation", "misschien")),
    Mistake("no number of a mandate", "assessor", "not_a_mandate", "Kopieer het", put("assessor", "mandaat van Piet")),
    Mistake("a mandate nobody knows", "assessor", "unknown_mandate", "Controleer het nummer",
            both(put("level", 2), put("assessor", UNKNOWN_MANDATE))),
    Mistake("the same row twice", "", "double_row", "Verwijder 1 van de twee", repeat_above),
    Mistake("two names for one reference", "name", "other_name", "Gebruik 1 naam", other_name),
)  # fmt: skip
FIRST_ROW = 100
STEP = 110


def row_of(mistake: Mistake) -> int:
    """Where in the workbook the mistake was made."""
    return FIRST_ROW + STEP * MISTAKES.index(mistake)


def write_book(rows: int, mistakes: Sequence[Mistake] = (), headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook of so many rows below the headings, with each mistake in a row of its own."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(headings))
    for number in range(2, rows + 2):
        sheet.append(good_row(number))
    for mistake in mistakes:
        mistake.change(sheet, row_of(mistake))
    return save(book)


def write_sheet(*rows: Sequence[Any]) -> bytes:
    """These rows below the headings."""
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(list(row))
    return save(book)


def save(book: Any) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def letter_of(name: str) -> str:
    """The letter of a column in these workbooks."""
    return get_column_letter(NAMES.index(name) + 1)


async def pieces(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    """A file as an upload brings it."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
