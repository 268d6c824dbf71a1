"""The template is a sheet that the service itself understands."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from app.issuing.documents import AchievementSnapshot
from app.issuing.sheets.mapping import UNKNOWN, find_map_faults, recognise
from app.issuing.sheets.read_file import read_table
from app.issuing.sheets.tables import UnreadableSheet
from app.issuing.sheets.template import template_columns, write_workbook
from app.issuing.sheets.write_files import write_csv, write_xlsx

ACHIEVEMENT = AchievementSnapshot(
    id=UUID(int=2), version=1, code="HEFTRUCK",
    name={"nl": "=Heftruck rijden", "en": "Drive a forklift"}, description={"nl": "x", "en": "x"}, criteria=(),
    alignments=(), skill_id=None, is_used=False, created_at=datetime(2026, 1, 1, tzinfo=UTC),
)  # fmt: skip


def fill(content: bytes, row: list[Any]) -> io.BytesIO:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_filled_template_is_recognised_in_full(language: str) -> None:
    content = write_workbook([ACHIEVEMENT], language)
    table = read_table(fill(content, ["W-1", "Jan"]))
    mapping = recognise(table)
    assert UNKNOWN not in mapping.columns
    assert list(mapping.columns) == [column.name for column in template_columns()]
    assert find_map_faults(table.header_row, table.header, mapping) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_empty_template_holds_no_rows(language: str) -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read_table(io.BytesIO(write_workbook([ACHIEVEMENT], language)))
    assert refused.value.code == "no_rows"


def test_the_template_offers_levels_answers_and_the_codes_of_the_organisation() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([ACHIEVEMENT], "nl")))
    lists = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert '"0,1,2,3,4"' in lists and '"ja,nee"' in lists and "'Codes'!$A$1:$A$1" in lists
    assert [sheet.title for sheet in book] == ["Bewijzen", "Uitleg", "Codes"]


@pytest.mark.abuse("A36")
def test_a_name_that_looks_like_a_formula_is_text_in_the_template() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([ACHIEVEMENT], "nl")))
    cell = book["Codes"].cell(1, 2)
    assert (cell.value, cell.data_type) == ("'=Heftruck rijden", "s")


def test_every_column_is_explained_in_both_languages() -> None:
    for language, word in (("nl", "Uitleg"), ("en", "Explanation")):
        book = openpyxl.load_workbook(io.BytesIO(write_workbook([], language)))
        explained = [row[2].value for row in book[word].iter_rows()]
        assert {column.name for column in template_columns()} <= set(explained)


@pytest.mark.abuse("A36")
def test_written_files_hold_texts_only() -> None:
    assert write_csv([["=a", 'b;"c']]).decode("utf-8-sig") == '\'=a;"b;""c"\r\n'
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx("x", ["+h"], [["=a", "007"]]))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["'+h", None], ["'=a", "007"]]
