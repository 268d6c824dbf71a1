"""What the pages on sheets show: files so far, what a file was understood as, and how far issuing is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.batches import Batch, list_batches, load_batch
from app.issuing.sheets.columns import columns_by_name, heading_of
from app.issuing.sheets.mapping import IGNORED
from app.issuing.sheets.preview import Preview, PreviewColumn, load_preview
from app.issuing.sheets.words import say
from app.platform.context import Context

MOST_BATCHES: Final = 20
MOST_MISTAKES: Final = 50
# The columns that tell a reader which row it is.
SHOWN: Final = ("workerReference", "name", "achievement", "level", "assessedOn")
ACTING: Final = ("email", "replaces")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A file in the list."""

    state: str
    row_count: int
    issued_count: int
    failed_count: int
    created_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class SheetList:
    """Template issuing/sheets.html."""

    lines: tuple[SheetLine, ...]
    action: str
    template_address: str
    key: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnOption:
    """What a column may be."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file, and what it was taken for."""

    position: int
    heading: str
    is_clear: bool
    options: tuple[ColumnOption, ...]


@dataclass(frozen=True, slots=True)
class RowLine:
    """One of the first rows."""

    number: int
    state: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Template issuing/sheet_draft.html."""

    row_count: int
    valid_count: int
    faulty_count: int
    repeated_count: int
    headings: tuple[str, ...]
    rows: tuple[RowLine, ...]
    hidden_columns: tuple[str, ...]
    hidden_sheets: tuple[str, ...]
    mistakes: tuple[str, ...]
    mistakes_address: str | None
    columns: tuple[ColumnLine, ...]
    has_unclear_columns: bool
    date_order: str
    address: str
    back: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """Template issuing/sheet_progress.html: a file that was confirmed or thrown away."""

    state: str
    row_count: int
    issued_count: int
    failed_count: int
    address: str
    people_address: str
    withdraw_address: str | None
    back: str


def sheets_address(member: Issuer) -> str:
    """The list of files."""
    return f"/desk/{member.slug}/sheets"


async def build_sheet_list(
    context: Context, member: Issuer, *, problems: tuple[FieldProblem, ...] = ()
) -> SheetList:
    """The newest files, and a form for another; its key makes a second press of the button the same file."""
    organisation_id, start = member.organisation_id, sheets_address(member)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await list_batches(session, organisation_id, limit=MOST_BATCHES, before=None)
    return SheetList(
        lines=tuple(
            SheetLine(
                batch.state,
                batch.row_count,
                batch.issued_count,
                batch.failed_count,
                batch.created_at,
                f"{start}/{batch.id}",
            )
            for batch in found
            if batch.source != "json"
        ),
        action=start,
        template_address=f"{start}/template",
        key=f"desk-{context.randomness.token(16).hex()}",
        problems=problems,
    )


async def find_sheet(context: Context, member: Issuer, batch_id: UUID) -> Batch:
    """How a file stands. Raises NotFound."""
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        return await load_batch(session, member.organisation_id, batch_id)


def build_progress(member: Issuer, batch: Batch) -> ProgressPage:
    """How far issuing is."""
    return ProgressPage(
        state=batch.state,
        row_count=batch.row_count,
        issued_count=batch.issued_count,
        failed_count=batch.failed_count,
        address=f"{sheets_address(member)}/{batch.id}",
        people_address=f"/desk/{member.slug}/recipients?show=waiting",
        withdraw_address=_withdraw_address(member, batch),
        back=sheets_address(member),
    )


def _withdraw_address(member: Issuer, batch: Batch) -> str | None:
    may = Scope.CREDENTIALS_REVOKE in member.scopes and batch.state == "done" and batch.issued_count > 0
    return f"{sheets_address(member)}/{batch.id}/withdraw" if may else None


async def build_draft(
    context: Context,
    member: Issuer,
    batch_id: UUID,
    *,
    language: str,
    after: int = 0,
    problems: tuple[FieldProblem, ...] = (),
) -> DraftPage:
    """What a file was understood as, with the mistakes after the first `after` of them. Raises NotFound."""
    preview = await load_preview(context, member.organisation_id, batch_id, limit=MOST_MISTAKES, after=after)
    address, draft = f"{sheets_address(member)}/{batch_id}", preview.draft
    more = preview.next_after
    return DraftPage(
        row_count=draft.row_count,
        valid_count=draft.valid_count,
        faulty_count=draft.faulty_count,
        repeated_count=draft.repeated_count,
        headings=tuple(heading_of(name, language) for name in _shown(preview)),
        rows=_rows(preview),
        hidden_columns=tuple(
            column.heading for column in preview.columns if column.is_hidden and column.heading
        ),
        hidden_sheets=draft.hidden.sheets,
        mistakes=tuple(say(finding, language) for finding in preview.findings),
        mistakes_address=None if more is None else f"{address}?after={more}",
        columns=tuple(_column(column, language) for column in preview.columns if not _is_empty(column)),
        has_unclear_columns=bool(draft.map_faults),
        date_order=draft.mapping.date_order,
        address=address,
        back=sheets_address(member),
        problems=problems,
    )


def _rows(preview: Preview) -> tuple[RowLine, ...]:
    shown = _shown(preview)
    return tuple(
        RowLine(row.number, row.state, tuple(row.cells.get(name, "") for name in shown))
        for row in preview.rows
    )


def _shown(preview: Preview) -> list[str]:
    """The columns that tell which row it is, and those that make something happen, as far as the file has them."""
    there = {column.column for column in preview.columns}
    return [*SHOWN, *(name for name in ACTING if name in there)]


def _is_empty(column: PreviewColumn) -> bool:
    return column.is_ignored and not column.heading


def _column(column: PreviewColumn, language: str) -> ColumnLine:
    chosen = IGNORED if column.is_ignored else column.column or ""
    named = [(name, heading_of(name, language)) for name in columns_by_name()]
    return ColumnLine(
        position=column.position,
        heading=column.heading,
        is_clear=column.is_ignored or column.column is not None,
        options=(
            *(ColumnOption(name, words, name == chosen) for name, words in named),
            ColumnOption(IGNORED, "", chosen == IGNORED),
        ),
    )
