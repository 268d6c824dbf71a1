"""Writes CSV and XLSX files that are safe to open: a text is never taken for a formula (threat A36)."""

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from app.issuing.sheets.formulas import neutralise
from app.issuing.sheets.tables import column_letters


class FileFormat(StrEnum):
    """The two kinds of file that go in and out."""

    csv = "csv"
    xlsx = "xlsx"

    @property
    def media_type(self) -> str:
        """As it stands in the Content-Type header."""
        if self is FileFormat.csv:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180 with a semicolon and a mark for UTF-8, which is what Excel in the Netherlands opens as columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts with bold headings that stay in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(heading_cells(sheet, header))
    for row in rows:
        sheet.append([text_cell(sheet, neutralise(cell)) for cell in row])
    return save(book)


def heading_cells(sheet: Any, header: Sequence[str]) -> list[Any]:
    """Bold cells, and columns as wide as their headings."""
    cells = []
    for position, heading in enumerate(header):
        sheet.column_dimensions[column_letters(position)].width = max(14, len(heading) + 4)
        cell = text_cell(sheet, neutralise(heading))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cells.append(cell)
    return cells


def text_cell(sheet: Any, text: str) -> Any:
    """A cell that is text whatever stands in it, so that 007 stays 007."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def save(book: Any) -> bytes:
    """The workbook as bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
