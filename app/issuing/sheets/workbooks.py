"""Has sheets read, and workbooks written, by a process of its own: openpyxl is in no other, and a file stops no server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson
from pydantic import TypeAdapter

from app.issuing.sheets.tables import Table, UnreadableSheet
from app.platform.logging import log
from app.platform.workbench import Declined
from app.platform.workshops import WorkBroken, Workshop

READ, WRITE = b"R", b"W"
# A sheet of 10,000 rows takes a few seconds.
SECONDS: Final = 60.0
_DESK: Final = Workshop("app.issuing.sheets.worker", seconds=SECONDS)
_TABLE: Final = TypeAdapter(Table)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A worksheet to write: rows of texts, a bold row counted from 1, and which columns keep 007 as it is.

    `choices` gives by position of a column the formula of what there is to choose, down to row `last_choice`.
    """

    title: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    bold_row: int = 0
    text_columns: Sequence[int] = ()
    is_frozen: bool = False
    choices: dict[int, str] = field(default_factory=dict)
    last_choice: int = 0


def read_sheet(content: bytes) -> Table:
    """What `read_file.read_table` makes of a file; call it in a thread. Raises UnreadableSheet."""
    try:
        return _TABLE.validate_json(_DESK.ask(READ + content))
    except Declined as declined:
        told = orjson.loads(declined.reason)
        raise UnreadableSheet(told["code"], **told["values"]) from declined
    except WorkBroken as broken:
        log.warning("sheet.unreadable", error=str(broken))
        raise UnreadableSheet("broken_file") from broken


def write_book(leaves: Sequence[Leaf]) -> bytes:
    """The leaves as an XLSX workbook; call it in a thread. Raises WorkBroken."""
    return _DESK.ask(WRITE + orjson.dumps(leaves, option=orjson.OPT_NON_STR_KEYS))
