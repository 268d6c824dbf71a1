"""JSON routes: sheets that stand as a draft until they are confirmed."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.accounts.dependencies import CurrentIssuer
from app.issuing.answers import batch_address, batch_view
from app.issuing.api.guards import GUARDED, ORGANISATION, CanIssue, CanRead
from app.issuing.batch_schemas import CredentialBatchView
from app.issuing.errors import BatchHasErrors, BatchNotADraft, UnreadableRoster
from app.issuing.sheets.answers import draft_view, errors_after, preview_view
from app.issuing.sheets.confirm import confirm_sheet
from app.issuing.sheets.drafts import (
    change_mapping,
    discard_sheet,
    load_draft,
    receive_sheet,
    replace_sheet,
)
from app.issuing.sheets.error_file import write_error_file
from app.issuing.sheets.preview import load_preview
from app.issuing.sheets.schemas import (
    ConfirmBatchBody,
    DraftBatchPreviewView,
    DraftBatchView,
    SheetMappingBody,
)
from app.issuing.sheets.template import write_template
from app.issuing.sheets.write_files import FileFormat
from app.platform.errors import PayloadTooLarge, UnsupportedMediaType
from app.platform.idempotency import IdempotencyInProgress
from app.web.dependencies import Ctx, IdempotencyKey, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, REPLAYED
from app.web.routing import Router

BATCHES = f"{ORGANISATION}/credential-batches"
BATCH = f"{BATCHES}/{{batchId}}"
TAG = "Credential batches"
XLSX = FileFormat.xlsx.media_type
ACCEPTED = ("text/csv", XLSX, "application/octet-stream")
SHEET_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ACCEPTED},
    }
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", XLSX)},
    }
}
UPLOAD_ERRORS = (UnreadableRoster, PayloadTooLarge, UnsupportedMediaType)

BatchId = Annotated[UUID, Path(alias="batchId")]
Language = Annotated[Literal["nl", "en"], Query(description="The language of the sentences.")]
Format = Annotated[FileFormat, Query(alias="format", description="The kind of file.")]

router = Router(refusal_event="issue.denied")


def ensure_sheet(request: Request) -> None:
    """Raises UnsupportedMediaType for what is announced as something else; the content itself decides later."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in ACCEPTED:
        raise UnsupportedMediaType(f"Send {', '.join(ACCEPTED)}.")


@router.post(
    f"{BATCHES}/_draft",
    status_code=201,
    operation_id="draftCredentialBatch",
    tags=[TAG],
    responses=problems(*GUARDED, *REPLAY_ERRORS, *UPLOAD_ERRORS),
    openapi_extra=SHEET_BODY,
)
async def post_draft(
    request: Request, ctx: Ctx, issuer: CanIssue, key: IdempotencyKey, response: Response
) -> DraftBatchView:
    """Upload a sheet (XLSX or CSV) as a draft; nothing is issued until it is confirmed."""
    ensure_sheet(request)
    draft, is_replay = await receive_sheet(ctx, issuer, key, request.stream())
    response.headers["Location"] = batch_address(issuer.organisation_id, draft.batch_id)
    if is_replay:
        response.headers[REPLAYED] = "true"
    return draft_view(draft)


@router.put(
    f"{BATCH}/file",
    operation_id="replaceCredentialBatchFile",
    tags=[TAG],
    responses=problems(*GUARDED, *UPLOAD_ERRORS, BatchNotADraft, IdempotencyInProgress),
    openapi_extra=SHEET_BODY,
)
async def put_file(request: Request, ctx: Ctx, issuer: CanIssue, batch_id: BatchId) -> DraftBatchView:
    """Put another file in the place of the one a draft was made of."""
    await load_draft(ctx, issuer.organisation_id, batch_id)
    ensure_sheet(request)
    return draft_view(await replace_sheet(ctx, issuer, batch_id, request.stream()))


@router.put(
    f"{BATCH}/mapping",
    operation_id="mapCredentialBatchColumns",
    tags=[TAG],
    responses=problems(*GUARDED, BatchNotADraft, IdempotencyInProgress),
)
async def put_mapping(
    body: SheetMappingBody, ctx: Ctx, issuer: CanIssue, batch_id: BatchId
) -> DraftBatchView:
    """Say which column of the file is which, and how to read its dates; every row is checked again."""
    chosen = {item.position: item.column for item in body.columns}
    return draft_view(await change_mapping(ctx, issuer, batch_id, chosen, body.date_order))


@router.get(
    f"{BATCH}/preview",
    operation_id="previewCredentialBatch",
    tags=[TAG],
    responses=problems(*GUARDED),
)
async def get_preview(
    ctx: Ctx, issuer: CanRead, batch_id: BatchId, page: PageQuery, language: Language = "nl"
) -> DraftBatchPreviewView:
    """See what a sheet was understood as: its columns, its first rows, and every mistake with what to do."""
    preview = await load_preview(
        ctx, issuer.organisation_id, batch_id, limit=page.limit, after=errors_after(page)
    )
    return preview_view(preview, language)


@router.get(
    f"{BATCH}/errors",
    operation_id="downloadCredentialBatchErrors",
    tags=[TAG],
    response_class=Response,
    responses={**problems(*GUARDED), **FILE},
)
async def get_errors(
    ctx: Ctx,
    issuer: CanRead,
    batch_id: BatchId,
    file_format: Format = FileFormat.xlsx,
    language: Language = "nl",
) -> Response:
    """Download the rows with mistakes, each with what is wrong, to repair and upload again."""
    file = await write_error_file(ctx, issuer.organisation_id, batch_id, file_format, language)
    return _download(file.content, file.media_type, file.name)


@router.post(
    f"{BATCH}/_confirm",
    status_code=202,
    operation_id="confirmCredentialBatch",
    tags=[TAG],
    responses=problems(*GUARDED, BatchNotADraft, BatchHasErrors, IdempotencyInProgress),
)
async def post_confirmation(
    body: ConfirmBatchBody, ctx: Ctx, issuer: CanIssue, batch_id: BatchId
) -> CredentialBatchView:
    """Issue the rows of a draft, as a job; confirming again changes nothing."""
    return batch_view(await confirm_sheet(ctx, issuer, batch_id, body.rows))


@router.post(
    f"{BATCH}/_discard",
    operation_id="discardCredentialBatch",
    tags=[TAG],
    responses=problems(*GUARDED, BatchNotADraft),
)
async def post_discard(ctx: Ctx, issuer: CanIssue, batch_id: BatchId) -> DraftBatchView:
    """Throw a draft away with every row of it; nothing was issued."""
    return draft_view(await discard_sheet(ctx, issuer, batch_id))


@router.get(
    f"{ORGANISATION}/roster-template",
    operation_id="downloadRosterTemplate",
    tags=[TAG],
    response_class=Response,
    responses={**problems(*GUARDED), **FILE},
)
async def get_template(
    ctx: Ctx, issuer: CurrentIssuer, file_format: Format = FileFormat.xlsx, language: Language = "nl"
) -> Response:
    """Download the empty sheet, with an explanation and the codes of your own achievements to choose from."""
    content = await write_template(ctx, issuer.organisation_id, file_format, language)
    return _download(content, file_format.media_type, f"skillspass-{language}.{file_format}")


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
