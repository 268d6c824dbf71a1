"""Writes a workbook of several worksheets with openpyxl; on its way each stands in a file for a moment."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from app.issuing.sheets.tables import column_letters
from app.issuing.sheets.workbooks import Leaf


def write_book(leaves: Sequence[Leaf]) -> bytes:
    """The leaves in their order."""
    book = Workbook()
    book.remove(book.active)
    for leaf in leaves:
        _write_leaf(book.create_sheet(leaf.title), leaf)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_leaf(sheet: Any, leaf: Leaf) -> None:
    for row in leaf.rows:
        sheet.append(list(row))
    for position, width in enumerate(leaf.widths):
        dimension = sheet.column_dimensions[column_letters(position)]
        dimension.width = width
        # Cells of text keep 007 as it is, and 5-3-2026 as it was typed.
        if position in leaf.text_columns:
            dimension.number_format = "@"
            for number in range(1, len(leaf.rows) + 1):
                sheet.cell(number, position + 1).number_format = "@"
    if leaf.bold_row:
        for cell in sheet[leaf.bold_row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    if leaf.is_frozen:
        sheet.freeze_panes = "A2"
    for position, formula in leaf.choices.items():
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        letter = column_letters(position)
        rule.add(f"{letter}2:{letter}{leaf.last_choice}")
        sheet.add_data_validation(rule)
