"""What a file comes to once it is read: a row of headings, rows of texts, and cells that cannot be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 60
# More than any column takes, so that a cell that is too long is still seen to be.
LONGEST_CELL: Final = 4_000
MOST_CHARACTERS: Final = 24_000_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` is what the spreadsheet shows, `faults` a code by position of the cell.

    Position -1 stands for the row as a whole.
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

    def cell(self, position: int) -> str:
        """The text at a position; empty beyond the end."""
        return self.cells[position] if position < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a workbook hides, and therefore is not read: positions of columns, and names of sheets."""

    columns: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()


NOTHING_HIDDEN: Final = Hidden()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its headings, the row they stand in, and the rows below them that are not empty.

    One rule for what is hidden: it is not used, and whoever looks at the sheet is told. A hidden row is a mistake, a
    hidden column is left out unless somebody chooses what it holds, a hidden sheet is passed over.
    """

    source: str
    header_row: int
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    hidden: Hidden = NOTHING_HIDDEN


class UnreadableSheet(Exception):
    """The file as a whole is no sheet; `code` names a sentence of words.py, `values` fill it in."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def trim(cells: list[str]) -> tuple[str, ...]:
    """The cells without the blanks at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


class Bounds:
    """Counts rows and characters while a file is read. Raises UnreadableSheet beyond the limits."""

    def __init__(self) -> None:
        self.rows = 0
        self.characters = 0

    def count(self, row: TableRow) -> TableRow:
        """The row itself, if there is room for it."""
        self.rows += 1
        self.characters += sum(map(len, row.cells))
        # One more for the headings, and a few for a title above them.
        if self.rows > MOST_ROWS + 20:
            raise UnreadableSheet("too_many_rows", most=str(MOST_ROWS))
        if len(row.cells) > MOST_COLUMNS:
            raise UnreadableSheet("too_many_columns", most=str(MOST_COLUMNS))
        if self.characters > MOST_CHARACTERS:
            raise UnreadableSheet("too_much_text")
        return row


def column_letters(position: int) -> str:
    """How a spreadsheet calls the column at a position from 0: A, B, … AA."""
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
