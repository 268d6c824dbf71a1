"""Takes the rows about somebody who is erased out of drafts, of sheets with mistakes and of what still waits to be issued."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from app.assessing.reference_keys import hash_reference, load_reference_key
from app.issuing.batch_rows import BatchRepository
from app.issuing.batches import rows_context
from app.issuing.sheets.check_draft import NOTES
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import UNKNOWN
from app.issuing.sheets.parts import Part, open_part, seal_part
from app.issuing.sheets.rows import SheetRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.text import clean_text

REFERENCE = "workerReference"
_IsTheirs = Callable[[str], bool]


async def forget_rows(
    context: Context, session: Session, organisation_id: UUID, reference_hash: bytes
) -> None:
    """Every row with the reference of this hash, in the organisation's own transaction; the others stay as they are.

    Where the column of references is not known yet, a row goes when any cell of it is that reference.
    """
    key = await load_reference_key(context, session, organisation_id)

    def is_theirs(cell: str) -> bool:
        try:
            return hash_reference(key, clean_text(cell).strip()) == reference_hash
        except ValueError:
            return False

    # A sheet that is confirmed now has its rows in chunks: first what they come from, then the chunks.
    sheets = SheetRepository(session, organisation_id)
    for sheet in await sheets.lock_kept():
        await _forget_in_sheet(context, sheets, sheet, is_theirs)
    await _forget_in_chunks(context, BatchRepository(session, organisation_id), is_theirs)


async def _forget_in_sheet(
    context: Context, sheets: SheetRepository, sheet: dict[str, Any], is_theirs: _IsTheirs
) -> None:
    organisation_id, batch_id = sheets.organisation_id, sheet["batch_id"]
    gone: set[int] = set()
    findings: list[Finding] = []
    for stored in await sheets.list_parts(batch_id):
        part = open_part(context.vault, organisation_id, batch_id, stored)
        theirs = {row.number for row in part.rows if _is_named(sheet["columns"], row.cells, is_theirs)}
        if theirs:
            gone |= theirs
            findings += [item for item in part.findings if item.row in theirs]
            _, rows, told = seal_part(context.vault, organisation_id, batch_id, _without(part, theirs))
            await sheets.change_part(batch_id, part.position, rows, findings_sealed=told)
    if gone and sheet["state"] == "draft":
        faulty = {item.row for item in findings if item.code not in NOTES}
        repeated = {item.row for item in findings if item.code in NOTES} - faulty
        await sheets.count_less(batch_id, rows=len(gone), faulty=len(faulty), repeated=len(repeated))


def _is_named(columns: Sequence[str], cells: Sequence[str], is_theirs: _IsTheirs) -> bool:
    known = [cells[at] for at, name in enumerate(columns) if name == REFERENCE and at < len(cells)]
    if known or UNKNOWN not in columns:
        return any(map(is_theirs, known))
    return any(map(is_theirs, cells))


def _without(part: Part, numbers: set[int]) -> Part:
    rows = tuple(row for row in part.rows if row.number not in numbers)
    return replace(part, rows=rows, findings=tuple(item for item in part.findings if item.row not in numbers))


async def _forget_in_chunks(context: Context, batches: BatchRepository, is_theirs: _IsTheirs) -> None:
    for chunk in await batches.lock_waiting_chunks():
        place = rows_context(batches.organisation_id, chunk["batch_id"], chunk["position"])
        stored = orjson.loads(context.vault.open(chunk["rows_sealed"], context=place))
        kept = _order_without(stored, is_theirs)
        if kept != stored:
            sealed = context.vault.seal(orjson.dumps(kept), context=place)
            await batches.change_chunk(chunk["batch_id"], chunk["position"], sealed)


def _order_without(stored: Any, is_theirs: _IsTheirs) -> Any:
    """A roster names the cells of each row; the order of a sheet names its columns once."""
    if isinstance(stored, dict):
        rows = [row for row in stored["rows"] if not _is_named(stored["columns"], row[1], is_theirs)]
        return {**stored, "rows": rows}
    return [row for row in stored if not is_theirs(row[1].get(REFERENCE, ""))]
