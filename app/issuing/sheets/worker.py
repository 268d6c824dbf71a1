"""The other end of `workbooks.py`: a process that reads sheets and writes workbooks."""

import io

import orjson
from pydantic import TypeAdapter

from app.issuing.sheets.read_file import read_table
from app.issuing.sheets.tables import UnreadableSheet
from app.issuing.sheets.workbooks import READ, Leaf
from app.issuing.sheets.write_book import write_book
from app.platform.workbench import Declined, work


def answer(request: bytes) -> bytes:
    """A table as JSON for a file, or a workbook for its leaves. Raises Declined with the fault of the file."""
    kind, content = request[:1], request[1:]
    if kind != READ:
        return write_book(TypeAdapter(list[Leaf]).validate_json(content))
    try:
        return orjson.dumps(read_table(io.BytesIO(content)), option=orjson.OPT_NON_STR_KEYS)
    except UnreadableSheet as fault:
        raise Declined(orjson.dumps({"code": fault.code, "values": fault.values}).decode()) from fault


if __name__ == "__main__":
    work(answer)
