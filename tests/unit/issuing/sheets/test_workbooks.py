"""A sheet that another process reads is the same table, and its faults are the same faults."""

import io

import openpyxl
import pytest

from app.issuing.sheets import workbooks
from app.issuing.sheets.read_file import read_table
from app.issuing.sheets.tables import UnreadableSheet
from app.issuing.sheets.workbooks import READ, Leaf, read_sheet, write_book
from app.issuing.sheets.worker import answer
from app.platform.workbench import Declined
from app.platform.workshops import Workshop

SHEET = (
    b"Kenmerk deelnemer;Naam;Niveau\nW-1;Zo\xc3\xab;2\n\nW-2;\xe6\x9d\x8e;3\n",
    b"Kenmerk deelnemer;Niveau\nW-1;2",
)


@pytest.mark.parametrize("content", SHEET)
def test_a_table_comes_through_unchanged(content: bytes) -> None:
    assert read_sheet(content) == read_table(io.BytesIO(content))


def test_faults_of_cells_come_through_with_their_positions() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kenmerk deelnemer", "Niveau"])
    book.active.append(["W-1", "=1+1"])
    file = io.BytesIO()
    book.save(file)
    read = read_sheet(file.getvalue())
    assert read == read_table(file)
    assert read.rows[0].faults == {1: "formula"}


def test_a_file_that_cannot_be_read_says_why_with_its_values() -> None:
    for content in (b"%PDF-1.7", b'Kenmerk deelnemer;Niveau\nW-1;"2'):
        with pytest.raises(UnreadableSheet) as here:
            read_table(io.BytesIO(content))
        with pytest.raises(UnreadableSheet) as there:
            read_sheet(content)
        assert (there.value.code, there.value.values) == (here.value.code, here.value.values)


def test_the_process_declines_a_file_that_is_no_sheet() -> None:
    with pytest.raises(Declined) as told:
        answer(READ + b"%PDF-1.7")
    assert told.value.reason == '{"code":"not_a_sheet","values":{}}'


def test_a_file_that_ends_the_process_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_DESK", Workshop("app.platform.nothing_of_the_sort", seconds=20))
    with pytest.raises(UnreadableSheet) as refused:
        read_sheet(SHEET[0])
    assert refused.value.code == "broken_file"


def test_leaves_become_sheets_with_bold_rows_texts_and_choices() -> None:
    leaf = Leaf("Een", [["A", "B"], ["007", "x"]], (20, 30), 1, (0,), True, {1: '"ja,nee"'}, 9)
    book = openpyxl.load_workbook(io.BytesIO(write_book([leaf, Leaf("Twee", [], ())])))
    sheet = book["Een"]
    assert [cell.font.bold for cell in (*sheet[1], *sheet[2])] == [True, True, False, False]
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet.freeze_panes) == ("007", "@", "A2")
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"ja,nee"', "B2:B9")
    assert book.sheetnames == ["Een", "Twee"]
