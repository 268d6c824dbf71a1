"""Turns drafts and previews into what their routes answer."""

from typing import Any

from app.issuing.sheets.drafts import Draft
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.preview import Preview
from app.issuing.sheets.schemas import (
    DraftBatchPreviewView,
    DraftBatchView,
    SheetColumnView,
    SheetErrorView,
    SheetRowView,
)
from app.issuing.sheets.words import say
from app.platform.pagination import Page, decode_cursor, encode_cursor, foreign_cursor


def draft_view(draft: Draft) -> DraftBatchView:
    """A draft without its rows."""
    return DraftBatchView(**_counts(draft))


def preview_view(preview: Preview, language: str) -> DraftBatchPreviewView:
    """A draft with its first rows and a page of what is wrong, in a language (nl or en)."""
    draft = preview.draft
    return DraftBatchPreviewView(
        **_counts(draft),
        header_row=draft.header_row,
        date_order=draft.mapping.date_order or None,
        columns=[SheetColumnView.model_validate(column, from_attributes=True) for column in preview.columns],
        hidden_sheets=list(draft.hidden.sheets),
        rows=[SheetRowView(row=row.number, state=row.state, cells=row.cells) for row in preview.rows],
        errors=[error_view(finding, language) for finding in preview.findings],
        next_cursor=None if preview.next_after is None else encode_cursor(str(preview.next_after)),
    )


def error_view(finding: Finding, language: str) -> SheetErrorView:
    """One mistake in a sentence."""
    return SheetErrorView(
        row=finding.row,
        position=finding.position + 1 if finding.position >= 0 else None,
        column=finding.column,
        code=finding.code,
        detail=say(finding, language),
    )


def errors_after(page: Page) -> int:
    """How many mistakes were shown before this page. Raises InvalidInput for a foreign cursor."""
    if page.cursor is None:
        return 0
    [text] = decode_cursor(page.cursor, 1)
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise foreign_cursor()
    return int(text)


def _counts(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.batch_id,
        "source": draft.source,
        "state": draft.state,
        "row_count": draft.row_count,
        "valid_count": draft.valid_count,
        "faulty_count": draft.faulty_count,
        "repeated_count": draft.repeated_count,
        "created_at": draft.created_at,
    }
