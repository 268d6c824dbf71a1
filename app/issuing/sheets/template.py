"""The sheet that people fill in: headings in their language, lists to choose from, and an explanation."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.assessing.assessment import Vraak
from app.assessing.validation_levels import load_ladder
from app.issuing.achievements import list_achievements
from app.issuing.documents import AchievementSnapshot
from app.issuing.sheets.columns import ASSESSMENT_COLUMNS, COLUMNS, EVIDENCE_COLUMNS, Column, numbered
from app.issuing.sheets.formulas import neutralise
from app.issuing.sheets.tables import MOST_ROWS
from app.issuing.sheets.workbooks import Leaf, write_book
from app.issuing.sheets.write_files import FileFormat, write_csv
from app.platform.context import Context
from app.web.catalogues import LANGUAGES
from app.web.marking import N_
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
    return await asyncio.to_thread(write_workbook, found, language)


def template_columns() -> list[Column]:
    """The columns of the template, with room for two pieces of evidence."""
    pieces = [numbered(column, number) for number in range(1, PIECES + 1) for column in EVIDENCE_COLUMNS]
    return [*COLUMNS, *pieces, *ASSESSMENT_COLUMNS]


def write_workbook(achievements: Sequence[AchievementSnapshot], language: str) -> bytes:
    """Three sheets: to fill in, to read, and the codes to choose from. Call it in a thread."""
    columns = template_columns()
    codes = _list_codes(achievements, language)
    form = _make_form(columns, codes, language)
    leaves = [form, _explain(columns, language)]
    return write_book(leaves if codes is None else [*leaves, codes])


def _make_form(columns: Sequence[Column], codes: Leaf | None, language: str) -> Leaf:
    headings = [column.heading(language) for column in columns]
    return Leaf(
        title=translate(SHEET, language),
        rows=[headings],
        widths=[max(14, len(heading) + 2) for heading in headings],
        bold_row=1,
        text_columns=tuple(range(len(columns))),
        is_frozen=True,
        choices=_offer(columns, codes, language),
        last_choice=MOST_ROWS + 1,
    )


def _explain(columns: Sequence[Column], language: str) -> Leaf:
    rows = [[translate(text, language)] for text in INTRODUCTION]
    rows += [[], [translate(text, language) for text in EXPLAINED]]
    bold_row = len(rows)
    for column in columns:
        needed = translate(YES if column.is_required else NO, language)
        other = column.heading("en" if language == "nl" else "nl")
        rows.append([column.heading(language), other, column.name, needed, translate(column.help, language)])
    return Leaf(translate(EXPLANATION, language), rows, (30, 30, 22, 8, 80), bold_row)


def _list_codes(achievements: Sequence[AchievementSnapshot], language: str) -> Leaf | None:
    """A sheet of codes and names, when there are any."""
    if not achievements:
        return None
    rows = [[achievement.code, neutralise(achievement.name[language])] for achievement in achievements]
    return Leaf(translate(CODES, language), rows, (24, 60), text_columns=(0,))


def _offer(columns: Sequence[Column], codes: Leaf | None, language: str) -> dict[int, str]:
    """What there is to choose from, by position of the column."""
    levels = ",".join(str(level.number) for level in load_ladder().levels)
    answers = ",".join(translate(text, language) for text in (YES, NO))
    known = ",".join(LANGUAGES)
    lists = {"level": f'"{levels}"', "language": f'"{known}"'} | dict.fromkeys(YES_NO, f'"{answers}"')
    if codes is not None:
        lists["achievement"] = f"'{codes.title}'!$A$1:$A${len(codes.rows)}"
    return {position: lists[column.name] for position, column in enumerate(columns) if column.name in lists}
