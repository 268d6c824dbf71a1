"""The sheet that people fill in: headings in their language, lists to choose from, and an explanation."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from app.assessing.assessment import Vraak
from app.assessing.validation_levels import load_ladder
from app.issuing.achievements import list_achievements
from app.issuing.documents import AchievementSnapshot
from app.issuing.sheets.columns import (
    ASSESSMENT_COLUMNS,
    COLUMNS,
    EVIDENCE_COLUMNS,
    N_,
    Column,
    numbered,
)
from app.issuing.sheets.formulas import neutralise
from app.issuing.sheets.tables import MOST_ROWS, column_letters
from app.issuing.sheets.write_files import FileFormat, save, write_csv
from app.platform.context import Context
from app.web.translations import translate

PIECES: Final = 2
MOST_CODES: Final = 500
YES_NO: Final = (*Vraak.__dataclass_fields__, "noConflict")
SHEET: Final = N_("Bewijzen")
EXPLANATION: Final = N_("Uitleg")
CODES: Final = N_("Codes")
INTRODUCTION: Final = (
    N_("Vul op het blad Bewijzen 1 rij per bewijs in."),
    N_("U mag kolommen weglaten die niet nodig zijn. De volgorde maakt niet uit."),
    N_("Schrijf nooit een BSN op. Noem in een samenvatting geen namen."),
    N_("Gebruik geen formules, samengevoegde cellen of verborgen rijen."),
    N_("Uploaden geeft nog niets uit. U ziet eerst wat er gaat gebeuren."),
)
EXPLAINED: Final = (N_("Kolom"), N_("In de andere taal"), N_("In CSV"), N_("Nodig"), N_("Wat u invult"))
YES: Final = N_("ja")
NO: Final = N_("nee")


async def write_template(
    context: Context, organisation_id: UUID, file_format: FileFormat, language: str
) -> bytes:
    """The empty sheet of an organisation, with the codes of its own achievements to choose from."""
    if file_format is FileFormat.csv:
        return write_csv([[column.heading(language) for column in template_columns()]])
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await list_achievements(session, organisation_id, limit=MOST_CODES, before=None)
    return write_workbook(found, language)


def template_columns() -> list[Column]:
    """The columns of the template, with room for two pieces of evidence."""
    pieces = [numbered(column, number) for number in range(1, PIECES + 1) for column in EVIDENCE_COLUMNS]
    return [*COLUMNS, *pieces, *ASSESSMENT_COLUMNS]


def write_workbook(achievements: Sequence[AchievementSnapshot], language: str) -> bytes:
    """Three sheets: to fill in, to read, and the codes to choose from."""
    book = Workbook()
    sheet = book.active
    sheet.title = translate(SHEET, language)
    columns = template_columns()
    for position, column in enumerate(columns):
        heading = column.heading(language)
        cell = sheet.cell(1, position + 1, heading)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        dimension = sheet.column_dimensions[column_letters(position)]
        # Cells of text keep 007 as it is, and 5-3-2026 as it was typed.
        dimension.width, dimension.number_format = max(14, len(heading) + 2), "@"
    sheet.freeze_panes = "A2"
    _explain(book, columns, language)
    codes = _list_codes(book, achievements, language)
    _offer(sheet, columns, codes, language)
    return save(book)


def _explain(book: Any, columns: Sequence[Column], language: str) -> None:
    sheet = book.create_sheet(translate(EXPLANATION, language))
    for text in INTRODUCTION:
        sheet.append([translate(text, language)])
    sheet.append([])
    sheet.append([translate(text, language) for text in EXPLAINED])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for column in columns:
        needed = translate(YES if column.is_required else NO, language)
        other = column.heading("en" if language == "nl" else "nl")
        sheet.append([column.heading(language), other, column.name, needed, translate(column.help, language)])
    for letter, width in zip("ABCDE", (30, 30, 22, 8, 80), strict=True):
        sheet.column_dimensions[letter].width = width


def _list_codes(book: Any, achievements: Sequence[AchievementSnapshot], language: str) -> str:
    """A sheet of codes and names; the answer is where the codes stand, empty when there are none."""
    if not achievements:
        return ""
    title = translate(CODES, language)
    sheet = book.create_sheet(title)
    for achievement in achievements:
        sheet.append([achievement.code, neutralise(achievement.name[language])])
        sheet.cell(sheet.max_row, 1).number_format = "@"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
    return f"'{title}'!$A$1:$A${len(achievements)}"


def _offer(sheet: Any, columns: Sequence[Column], codes: str, language: str) -> None:
    levels = ",".join(str(level.number) for level in load_ladder().levels)
    answers = ",".join(translate(text, language) for text in (YES, NO))
    lists = {"achievement": codes, "level": f'"{levels}"'} | dict.fromkeys(YES_NO, f'"{answers}"')
    for position, column in enumerate(columns):
        if lists.get(column.name):
            rule = DataValidation(type="list", formula1=lists[column.name], allow_blank=True)
            letter = column_letters(position)
            rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(rule)
