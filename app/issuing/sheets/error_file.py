"""The rows with mistakes as a file to repair and send back: the columns as they came, and what is wrong in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.issuing.batches import list_batch_errors
from app.issuing.sheets.check_draft import NOTES
from app.issuing.sheets.columns import ERRORS_HEADING, ROW_HEADING, is_report
from app.issuing.sheets.drafts import load_draft
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.preview import load_parts
from app.issuing.sheets.words import say_briefly
from app.issuing.sheets.write_files import FileFormat, write_csv, write_xlsx
from app.platform.context import Context
from app.web.translations import translate

MOST_ERRORS: Final = 100_000


@dataclass(frozen=True, slots=True)
class ErrorFile:
    """A file to download."""

    content: bytes
    media_type: str
    name: str


async def write_error_file(
    context: Context, organisation_id: UUID, batch_id: UUID, file_format: FileFormat, language: str
) -> ErrorFile:
    """Rows that were refused, before or while issuing, in a file that can be uploaded again. Raises NotFound."""
    draft = await load_draft(context, organisation_id, batch_id)
    parts = await load_parts(context, organisation_id, batch_id)
    findings = [item for part in parts for item in part.findings if item.code not in NOTES]
    findings += await _failed(context, organisation_id, batch_id)
    wrong: dict[int, list[Finding]] = {}
    for finding in findings:
        wrong.setdefault(finding.row, []).append(finding)
    width = max(len(draft.header), len(draft.mapping.columns))
    header = [
        *_fit(draft.header, width),
        *(translate(text, language) for text in (ROW_HEADING, ERRORS_HEADING)),
    ]
    rows = [
        [*_fit(row.cells, width), str(row.number), _tell(wrong[row.number], language)]
        for part in parts
        for row in part.rows
        if row.number in wrong
    ]
    header, rows = _without_old_report(header, rows, draft.mapping.columns)
    name = f"fouten.{file_format}" if language == "nl" else f"errors.{file_format}"
    if file_format is FileFormat.csv:
        return ErrorFile(write_csv([header, *rows]), file_format.media_type, name)
    return ErrorFile(
        write_xlsx(translate(ERRORS_HEADING, language), header, rows), file_format.media_type, name
    )


async def _failed(context: Context, organisation_id: UUID, batch_id: UUID) -> list[Finding]:
    """What went wrong while issuing, such as a mandate that was revoked after the confirmation."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        errors = await list_batch_errors(session, organisation_id, batch_id, limit=MOST_ERRORS, after=(0, -1))
    return [
        Finding(error["row"], -1, error["column"], error["code"], {"detail": error["detail"]})
        for error in errors
    ]


def _fit(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _tell(findings: Sequence[Finding], language: str) -> str:
    return " ".join(say_briefly(finding, language) for finding in findings)


def _without_old_report(
    header: list[str], rows: list[list[str]], columns: Sequence[str]
) -> tuple[list[str], list[list[str]]]:
    """A file that was repaired once and has new mistakes is told those only."""
    kept = [
        position
        for position in range(len(header))
        if position >= len(columns) or not is_report(header[position])
    ]
    return [header[position] for position in kept], [[row[position] for position in kept] for row in rows]
