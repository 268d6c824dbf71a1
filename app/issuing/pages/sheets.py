"""Pages of a coordinator: a sheet from template to credentials, with every mistake in words before anything is issued."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.errors import BatchHasErrors, BatchNotADraft
from app.issuing.sheet_pages import (
    build_draft,
    build_progress,
    build_sheet_list,
    find_sheet,
    sheets_address,
)
from app.issuing.sheets.confirm import Rows, confirm_sheet
from app.issuing.sheets.drafts import change_mapping, discard_sheet, receive_sheet, replace_sheet
from app.issuing.sheets.error_file import write_error_file
from app.issuing.sheets.mapping import IGNORED
from app.issuing.sheets.template import write_template
from app.issuing.sheets.uploads import MOST_BYTES, UnreadableFile
from app.issuing.sheets.write_files import FileFormat
from app.platform.errors import InvalidInput
from app.platform.idempotency import IdempotencyInProgress
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.middleware import SAVING_SCRIPT_POLICY
from app.web.rendering import language_of, render
from app.web.routing import DEFAULT_BODY_LIMIT, PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/sheets")
# The file, and the form around it.
files = PageRouter(prefix="/desk/{slug}/sheets", body_limit=MOST_BYTES + DEFAULT_BODY_LIMIT)

Giver = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_ISSUE))]
BatchId = Annotated[UUID, Path(alias="batchId")]
_PIECE: Final = 64 * 1024
_LONGEST_KEY: Final = 60
_POLLING: Final = {"Content-Security-Policy": SAVING_SCRIPT_POLICY}
_NO_FILE: Final = N_("Kies eerst een bestand.")
_HAS_MISTAKES: Final = N_("Er staan nog fouten in. Verbeter ze, of geef alleen de goede rijen uit.")
_NO_ROWS: Final = N_("Kies welke rijen u wilt uitgeven.")
_BUSY: Final = N_("Iemand anders veranderde dit net. Kijk het na en probeer opnieuw.")
_COLUMNS: Final = N_("Kies bij elke kolom wat erin staat. Kies alles 1 keer.")


@pages.get("")
async def get_sheets(request: Request, member: Giver, ctx: Ctx) -> HTMLResponse:
    """The template, a form for a file, and the files so far."""
    return render(request, "issuing/sheets.html", page=await build_sheet_list(ctx, member))


@pages.get("/template")
async def get_template(
    request: Request,
    member: Giver,
    ctx: Ctx,
    file_format: Annotated[FileFormat, Query(alias="format")] = FileFormat.xlsx,
) -> Response:
    """The empty sheet, with the codes of the organisation's own achievements."""
    language = language_of(request)
    content = await write_template(ctx, member.organisation_id, file_format, language)
    return _download(content, file_format.media_type, f"skillspass-{language}.{file_format}")


@files.post("")
async def post_sheet(request: Request, member: Giver, ctx: Ctx, _csrf: Csrf) -> Response:
    """Keep the file as a draft; nothing is issued. A file that cannot be read is told why."""
    form, language = await request.form(), language_of(request)
    file = _file_in(form)
    if file is None:
        return await _refuse_file(request, member, ctx, translate(_NO_FILE, language))
    key = str(form.get("key", ""))[:_LONGEST_KEY] or "desk"
    try:
        draft, _ = await receive_sheet(ctx, member, key, _pieces(file))
    except UnreadableFile as fault:
        return await _refuse_file(request, member, ctx, fault.say(language))
    return _to(member, draft.batch_id)


@pages.get("/{batchId}")
async def get_sheet(
    request: Request,
    member: Giver,
    batch_id: BatchId,
    ctx: Ctx,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """A draft with its mistakes, or how far issuing is. Raises NotFound."""
    batch = await find_sheet(ctx, member, batch_id)
    if batch.state == "draft":
        page = await build_draft(ctx, member, batch_id, language=language_of(request), after=after)
        return render(request, "issuing/sheet_draft.html", page=page)
    return render(
        request, "issuing/sheet_progress.html", headers=_POLLING, page=build_progress(member, batch)
    )


@files.post("/{batchId}/file")
async def post_file(request: Request, member: Giver, batch_id: BatchId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Put the repaired file in the place of the first. Raises NotFound."""
    file, language = _file_in(await request.form()), language_of(request)
    if file is None:
        return await _refuse(request, member, ctx, batch_id, "file", translate(_NO_FILE, language))
    try:
        await replace_sheet(ctx, member, batch_id, _pieces(file))
    except UnreadableFile as fault:
        return await _refuse(request, member, ctx, batch_id, "file", fault.say(language))
    except BatchNotADraft:
        return _to(member, batch_id)
    return _to(member, batch_id)


@pages.post("/{batchId}/columns")
async def post_columns(request: Request, member: Giver, batch_id: BatchId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Say what stands in which column; every row is checked again. Raises NotFound."""
    form, language = await request.form(), language_of(request)
    chosen = {
        int(name.removeprefix("column-")): None if value == IGNORED else str(value)
        for name, value in form.items()
        if name.removeprefix("column-").isdecimal() and value
    }
    date_order = str(form.get("date-order", "")) or None
    try:
        await change_mapping(ctx, member, batch_id, chosen, date_order)
    except InvalidInput:
        return await _refuse(request, member, ctx, batch_id, "columns", translate(_COLUMNS, language))
    except IdempotencyInProgress:
        return await _refuse(request, member, ctx, batch_id, "columns", translate(_BUSY, language))
    except BatchNotADraft:
        return _to(member, batch_id)
    return _to(member, batch_id)


@pages.post("/{batchId}/confirm")
async def post_confirmation(
    request: Request, member: Giver, batch_id: BatchId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Issue all rows or those without a mistake; pressing again changes nothing. Raises NotFound."""
    wanted, language = str((await request.form()).get("rows", "")), language_of(request)
    if wanted not in set(Rows):
        return await _refuse(request, member, ctx, batch_id, "rows", translate(_NO_ROWS, language))
    try:
        await confirm_sheet(ctx, member, batch_id, Rows(wanted))
    except BatchHasErrors:
        return await _refuse(request, member, ctx, batch_id, "rows", translate(_HAS_MISTAKES, language))
    except IdempotencyInProgress:
        return await _refuse(request, member, ctx, batch_id, "rows", translate(_BUSY, language))
    except BatchNotADraft:
        return _to(member, batch_id)
    return _to(member, batch_id)


@pages.post("/{batchId}/discard")
async def post_discard(member: Giver, batch_id: BatchId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Throw the draft away; what was confirmed before stays. Raises NotFound."""
    try:
        await discard_sheet(ctx, member, batch_id)
    except BatchNotADraft:
        return _to(member, batch_id)
    return RedirectResponse(sheets_address(member), HTTPStatus.SEE_OTHER)


@pages.get("/{batchId}/errors")
async def get_errors(
    request: Request,
    member: Giver,
    batch_id: BatchId,
    ctx: Ctx,
    file_format: Annotated[FileFormat, Query(alias="format")] = FileFormat.xlsx,
) -> Response:
    """The rows with mistakes, each with what to do, to repair and send again. Raises NotFound."""
    file = await write_error_file(ctx, member.organisation_id, batch_id, file_format, language_of(request))
    return _download(file.content, file.media_type, file.name)


async def _refuse_file(request: Request, member: Issuer, ctx: Ctx, sentence: str) -> HTMLResponse:
    page = await build_sheet_list(ctx, member, problems=(FieldProblem("file", sentence),))
    return render(request, "issuing/sheets.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


async def _refuse(
    request: Request, member: Issuer, ctx: Ctx, batch_id: UUID, field: str, sentence: str
) -> Response:
    if (await find_sheet(ctx, member, batch_id)).state != "draft":
        return _to(member, batch_id)
    page = await build_draft(
        ctx, member, batch_id, language=language_of(request), problems=(FieldProblem(field, sentence),)
    )
    return render(request, "issuing/sheet_draft.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


def _file_in(form: FormData) -> UploadFile | None:
    file = form.get("file")
    return file if isinstance(file, UploadFile) and file.size else None


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE):
        yield piece


def _to(member: Issuer, batch_id: UUID) -> Response:
    return RedirectResponse(f"{sheets_address(member)}/{batch_id}", HTTPStatus.SEE_OTHER)


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
