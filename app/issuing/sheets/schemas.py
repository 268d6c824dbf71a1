"""What the routes of sheets read and answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.issuing.sheets.confirm import Rows
from app.issuing.sheets.tables import MOST_COLUMNS
from app.web.schemas import Body, ShortText, View

DateOrder = Literal["day-first", "month-first"]


class SheetColumnBody(Body):
    """Which column stands at a position of the file, from 1; null leaves it out on purpose."""

    position: Annotated[int, Field(ge=1, le=MOST_COLUMNS)]
    column: ShortText | None


class SheetMappingBody(Body):
    """Which column is which; columns that are not named stay as they were.

    `dateOrder` says how dates such as 05/03/26 are to be read.
    """

    columns: Annotated[list[SheetColumnBody], Field(max_length=MOST_COLUMNS)] = []
    date_order: DateOrder | None = None


class ConfirmBatchBody(Body):
    """`all` issues nothing while a row has a mistake; `valid` leaves those rows out."""

    rows: Rows


class DraftBatchView(View):
    """A sheet that stands as a draft, or what became of it; `validCount` rows can be issued."""

    id: UUID
    source: Literal["csv", "xlsx"]
    state: Literal["draft", "running", "done", "discarded"]
    row_count: int
    valid_count: int
    faulty_count: int
    repeated_count: int
    created_at: datetime


class SheetColumnView(View):
    """A column of the file and what it is taken for; null for none, ignored when it is hidden or somebody said so."""

    position: int
    heading: str
    column: str | None
    is_ignored: bool
    is_hidden: bool


class SheetRowView(View):
    """A row as it is understood, by name of the column; `repeated` was issued before and is left out."""

    row: int
    state: Literal["valid", "faulty", "repeated"]
    cells: dict[str, str]


class SheetErrorView(View):
    """What is wrong at a row and a column, and what to do, in one sentence with its place.

    `position` is that of the column in the file from 1, or null for the row as a whole.
    """

    row: int
    position: int | None
    column: str
    code: str
    detail: str


class DraftBatchPreviewView(DraftBatchView):
    """A draft: its columns, its first rows as understood, and what is wrong, a page at a time.

    What is hidden in the workbook is not used: `hiddenSheets` are passed over, hidden columns left out unless the
    mapping says what they hold, and a hidden row is a mistake.
    """

    header_row: int
    date_order: DateOrder | None
    columns: list[SheetColumnView]
    hidden_sheets: list[str]
    rows: list[SheetRowView]
    errors: list[SheetErrorView]
    next_cursor: str | None
