"""What a sheet was understood as, before anything is issued: its columns, its first rows, and every mistake."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.issuing.sheets.cells import Wrong, read_date
from app.issuing.sheets.check_draft import NOTES
from app.issuing.sheets.drafts import Draft, load_draft
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import IGNORED, UNKNOWN, ColumnMap
from app.issuing.sheets.parts import Part, open_part
from app.issuing.sheets.rows import SheetRepository
from app.issuing.sheets.tables import TableRow
from app.platform.context import Context

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column of the file, at a position from 1, and what it was taken for."""

    position: int
    heading: str
    column: str | None
    is_ignored: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row by name of the column, with dates as 2026-11-23, and whether it can be issued."""

    number: int
    state: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, its columns, its first rows, and a page of what is wrong; `next_after` when there is more."""

    draft: Draft
    columns: tuple[PreviewColumn, ...]
    rows: tuple[PreviewRow, ...]
    findings: tuple[Finding, ...]
    next_after: int | None


async def load_preview(
    context: Context, organisation_id: UUID, batch_id: UUID, *, limit: int, after: int
) -> Preview:
    """The preview with at most `limit` findings after the first `after` of them. Raises NotFound."""
    draft = await load_draft(context, organisation_id, batch_id)
    parts = await load_parts(context, organisation_id, batch_id)
    found = list_findings(draft, parts)
    end = after + limit
    first = parts[0] if parts else Part(0, (), ())
    return Preview(
        draft,
        _columns(draft),
        tuple(_row(row, first.findings, draft.mapping) for row in first.rows[:SHOWN_ROWS]),
        tuple(found[after:end]),
        end if len(found) > end else None,
    )


async def load_parts(context: Context, organisation_id: UUID, batch_id: UUID) -> list[Part]:
    """Every row that is still kept, with its findings."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        stored = await SheetRepository(session, organisation_id).list_parts(batch_id)
    return [open_part(context.vault, organisation_id, batch_id, part) for part in stored]


def list_findings(draft: Draft, parts: Sequence[Part]) -> list[Finding]:
    """What is wrong with the headings, then with the rows, in order."""
    found = draft.map_faults if draft.header else []
    return [*found, *(item for part in parts for item in part.findings if item.code not in NOTES)]


def _columns(draft: Draft) -> tuple[PreviewColumn, ...]:
    return tuple(
        PreviewColumn(
            position + 1,
            draft.header[position] if position < len(draft.header) else "",
            None if name in (IGNORED, UNKNOWN) else name,
            name == IGNORED,
            position in draft.hidden.columns,
        )
        for position, name in enumerate(draft.mapping.columns)
    )


def _row(row: TableRow, findings: Sequence[Finding], mapping: ColumnMap) -> PreviewRow:
    codes = {item.code for item in findings if item.row == row.number}
    state = "faulty" if codes - NOTES else "repeated" if codes else "valid"
    positions = mapping.positions()
    cells = {
        name: _understood(name, row.cell(position), mapping)
        for name, position in positions.items()
        if row.cell(position)
    }
    return PreviewRow(row.number, state, cells)


def _understood(name: str, text: str, mapping: ColumnMap) -> str:
    if name in ("assessedOn", "validUntil") or name.startswith("evidenceDate"):
        try:
            return read_date(text, mapping.date_order).isoformat()
        except Wrong:
            return text
    return text
