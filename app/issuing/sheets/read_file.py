"""Tells by its content what an uploaded file is, reads it, and finds the sheet and the row of headings."""

from collections.abc import Iterable, Sequence
from typing import IO, Final

from app.issuing.sheets.columns import find_column
from app.issuing.sheets.read_csv import read_csv_rows
from app.issuing.sheets.read_xlsx import Sheet, read_workbook
from app.issuing.sheets.tables import MOST_ROWS, NOTHING_HIDDEN, Hidden, Table, TableRow, UnreadableSheet

OLE2: Final = bytes.fromhex("d0cf11e0a1b11ae1")
HEADER_WITHIN: Final = 10
FEWEST_NAMES: Final = 2


def read_table(file: IO[bytes]) -> Table:
    """The one sheet of an XLSX or CSV file, whatever its name says it is. Raises UnreadableSheet."""
    file.seek(0)
    start = file.read(4096)
    if not start.strip(b"\x00\r\n\t ;,"):
        raise UnreadableSheet("empty")
    if start.startswith(b"PK"):
        return _choose_sheet(read_workbook(file))
    if start.startswith(OLE2):
        raise UnreadableSheet("has_password" if _is_encrypted(file) else "is_xls")
    if start.lstrip().startswith((b"%PDF", b"<", b"{\\rtf")) or _is_binary(start):
        raise UnreadableSheet("not_a_sheet")
    return _to_table("csv", list(read_csv_rows(file)))


def _is_encrypted(file: IO[bytes]) -> bool:
    """A workbook with a password is an OLE file with a stream of this name ([MS-OFFCRYPTO] 1.3.1)."""
    file.seek(0)
    return "EncryptedPackage".encode("utf-16-le") in file.read()


def _is_binary(start: bytes) -> bool:
    is_utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[1:2] == b"\x00"
    return not is_utf16 and any(byte < 9 or 13 < byte < 32 for byte in start)


def _choose_sheet(sheets: Sequence[Sheet]) -> Table:
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise UnreadableSheet("empty")
    known = [sheet for sheet in filled if _find_header(sheet.rows) is not None]
    chosen = known or filled
    if len(chosen) > 1:
        raise UnreadableSheet("several_sheets")
    hidden = Hidden(chosen[0].hidden_columns, tuple(sheet.name for sheet in sheets if sheet.is_hidden))
    return _to_table("xlsx", chosen[0].rows, hidden)


def _find_header(rows: Iterable[TableRow]) -> int | None:
    """Where among the first rows the headings stand: at least two are known."""
    for index, row in enumerate(rows):
        if index == HEADER_WITHIN:
            break
        names = {find_column(cell) for cell in row.cells} - {None}
        if len(names) >= FEWEST_NAMES:
            return index
    return None


def _to_table(source: str, rows: Sequence[TableRow], hidden: Hidden = NOTHING_HIDDEN) -> Table:
    if not rows:
        raise UnreadableSheet("empty")
    index = _find_header(rows) or 0
    header, below = rows[index], tuple(rows[index + 1 :])
    if not below:
        raise UnreadableSheet("no_rows")
    if len(below) > MOST_ROWS:
        raise UnreadableSheet("too_many_rows", most=str(MOST_ROWS))
    return Table(source, header.number, header.cells, below, hidden)
