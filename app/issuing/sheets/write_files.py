"""Writes CSV and XLSX files that are safe to open: a text is never taken for a formula (threat A36)."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

from app.issuing.sheets.formulas import neutralise
from app.issuing.sheets.tables import column_letters

_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN: Final = "http://schemas.openxmlformats.org"
_MAIN: Final = f"{_OPEN}/spreadsheetml/2006/main"
_LINK: Final = f"{_OPEN}/officeDocument/2006/relationships"
_PACKAGE: Final = f"{_OPEN}/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Places among the formats of a cell in _STYLES: text, and text in bold at the top.
_TEXT: Final = 1
_HEADING: Final = 2
_FROZEN: Final = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
    ' state="frozen"/></sheetView></sheetViews>'
)
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>'
    '<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"'
    ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_WORKBOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets><sheet name="{{name}}" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{_LINK}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": _STYLES,
}


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
    """One sheet of texts with bold headings that stay in sight (ECMA-376 part 1, 18.3), made in memory only."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, f"{_XML}{content}")
        sheet = _text(title[:31])
        archive.writestr("xl/workbook.xml", f"{_XML}{_WORKBOOK.format(name=sheet)}")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in _write_sheet(header, rows):
                part.write(piece.encode())
    return file.getvalue()


def _write_sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}">{_FROZEN}<cols>'
    for position, heading in enumerate(header, 1):
        width = max(14, len(heading) + 4)
        yield f'<col min="{position}" max="{position}" width="{width}" style="{_TEXT}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, cells in enumerate((header, *rows), 1):
        yield f'<row r="{number}">'
        style = _HEADING if number == 1 else _TEXT
        for position, cell in enumerate(cells):
            place = f"{column_letters(position)}{number}"
            yield f'<c r="{place}" s="{style}" t="inlineStr"><is>'
            yield f'<t xml:space="preserve">{_text(neutralise(cell))}</t></is></c>'
        yield "</row>"
    yield "</sheetData></worksheet>"


def _text(text: str) -> str:
    """The text as XML; what XML 1.0 cannot hold, section 2.2, is shown as what is lost."""
    return escape(_NOT_XML.sub("\ufffd", text), {'"': "&quot;"})
