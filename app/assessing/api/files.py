"""Routes of evidence files that are kept: list, read, download, erase."""

import re
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Path, Request, Response
from fastapi.responses import StreamingResponse

from app.accounts.dependencies import require, require_member
from app.accounts.permissions import Issuer, Scope
from app.assessing.evidence_files import (
    EvidenceFile,
    FileOwner,
    erase_file,
    list_files,
    load_file,
    load_file_owner,
    open_file,
)
from app.assessing.file_errors import FileUnreadable
from app.assessing.file_schemas import EvidenceFileListView, EvidenceFileView, evidence_file_view
from app.assessing.seen_dossiers import READS_ALL, ensure_file_seen
from app.platform.context import Context
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.platform.media.kinds import Family
from app.web.dependencies import Ctx
from app.web.problems import problems
from app.web.routing import Router

router = Router(
    prefix="/v1/organisations/{organisationId}/dossiers/{dossierId}/files", tags=["Evidence files"]
)
desk = Router(prefix="/desk/{slug}/dossiers/{dossierId}/files", include_in_schema=False)

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
Dossier = Annotated[UUID, Path(alias="dossierId")]
FileId = Annotated[UUID, Path(alias="fileId")]
Reader = Annotated[Issuer, Depends(require(Scope.DOSSIERS_READ))]
Sender = Annotated[Issuer, Depends(require(Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE))]
Member = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_READ))]
_RANGE: Final = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
# Whatever a reader makes of it: no script runs, nothing is fetched.
_POLICY: Final = "sandbox; default-src 'none'"
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("", operation_id="listEvidenceFiles", responses=problems(*GUARDED))
async def get_files(ctx: Ctx, reader: Reader, dossier_id: Dossier) -> EvidenceFileListView:
    """List the files of a dossier, the oldest first."""
    async with ctx.database.transaction(organisation_id=reader.organisation_id) as session:
        owner = await load_file_owner(ctx, session, reader.organisation_id, dossier_id)
        return EvidenceFileListView(
            items=[evidence_file_view(file) for file in await list_files(session, owner)]
        )


@router.get("/{fileId}", operation_id="getEvidenceFile", responses=problems(*GUARDED))
async def get_file(ctx: Ctx, reader: Reader, dossier_id: Dossier, file_id: FileId) -> EvidenceFileView:
    """Read what is known of a file."""
    _, file = await _load(ctx, reader, dossier_id, file_id)
    return evidence_file_view(file)


@router.get(
    "/{fileId}/content",
    operation_id="downloadEvidenceFile",
    responses={**problems(*GUARDED, FileUnreadable), **_BYTES},
    response_class=Response,
)
async def get_content(
    ctx: Ctx, reader: Reader, request: Request, dossier_id: Dossier, file_id: FileId
) -> Response:
    """Download a file; of a film or sound one range of bytes too."""
    return await _send(ctx, request, reader, dossier_id, file_id)


@router.delete(
    "/{fileId}",
    status_code=204,
    operation_id="eraseEvidenceFile",
    responses=problems(*GUARDED),
    response_class=Response,
)
async def delete_file(ctx: Ctx, sender: Sender, dossier_id: Dossier, file_id: FileId) -> Response:
    """Erase a file, for good."""
    owner, _ = await _load(ctx, sender, dossier_id, file_id)
    await erase_file(ctx, owner, file_id)
    return Response(status_code=204)


@desk.get("/{fileId}/content")
async def get_desk_content(
    ctx: Ctx, member: Member, request: Request, dossier_id: Dossier, file_id: FileId
) -> Response:
    """As `get_content`, for a member; a coach opens those of own dossiers only."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await ensure_file_seen(session, member, dossier_id, READS_ALL)
    return await _send(ctx, request, member, dossier_id, file_id)


async def _load(
    ctx: Context, issuer: Issuer, dossier_id: UUID, file_id: UUID
) -> tuple[FileOwner, EvidenceFile]:
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        owner = await load_file_owner(ctx, session, issuer.organisation_id, dossier_id)
        return owner, await load_file(session, owner, file_id)


async def _send(ctx: Context, request: Request, issuer: Issuer, dossier_id: UUID, file_id: UUID) -> Response:
    owner, file = await _load(ctx, issuer, dossier_id, file_id)
    span = _read_span(request, file)
    start, end = span or (0, file.size)
    headers = {
        "Content-Length": str(end - start),
        "Content-Disposition": _disposition(file),
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if span is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    pieces = await open_file(ctx, owner, file_id, start=start, end=end)
    return StreamingResponse(pieces, 206 if span else 200, headers, media_type=file.media_type.value)


def _read_span(request: Request, file: EvidenceFile) -> tuple[int, int] | None:
    """The one range that a player asks for (RFC 9110, section 14.2); any other is answered with the whole."""
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or file.media_type.family not in {Family.video, Family.voice_note}:
        return None
    start = int(found[1])
    end = min(int(found[2]) + 1, file.size) if found[2] else file.size
    return (start, end) if start < end else None


def _disposition(file: EvidenceFile) -> str:
    """Only a picture that we wrote ourselves may be shown in place (RFC 6266)."""
    kind = "inline" if file.media_type.family is Family.photo else "attachment"
    return f"{kind}; filename=\"evidence.{file.media_type.extension}\"; filename*=UTF-8''{quote(file.name, safe='')}"
