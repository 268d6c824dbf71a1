"""Uploads by tus 1.0.0: for software with an API key, and for members at their desk with a session."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.accounts.dependencies import require, require_member
from app.accounts.permissions import Issuer, Scope
from app.assessing.api import tus
from app.assessing.errors import DossierClosed
from app.assessing.file_errors import (
    DossierFull,
    FileDamaged,
    FileTooLarge,
    FileTypeRefused,
    FileUnreadable,
    FileUnsafe,
    TusVersionNeeded,
    UploadOffsetMismatch,
)
from app.assessing.seen_dossiers import ADDS_TO_ALL, ensure_file_seen
from app.platform.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    TooMany,
    Unauthenticated,
    UnsupportedMediaType,
)
from app.web.dependencies import Ctx
from app.web.problems import problems
from app.web.routing import Router

router = Router(
    prefix="/v1/organisations/{organisationId}/dossiers/{dossierId}/uploads",
    tags=["Evidence files"],
    route_class=tus.TusRoute,
)
# A session travels with every request of the browser; that a page of ours asks is shown by the header of tus, which
# no form can send, and no page elsewhere without our leave.
desk = Router(
    prefix="/desk/{slug}/dossiers/{dossierId}/uploads", route_class=tus.TusRoute, include_in_schema=False
)

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
ROOM: Final = (DossierClosed, DossierFull, FileDamaged, FileTooLarge)
CONTENT: Final = (
    FileDamaged,
    FileTooLarge,
    FileTypeRefused,
    FileUnsafe,
    FileUnreadable,
    UploadOffsetMismatch,
)
PART_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {tus.PART_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
Dossier = Annotated[UUID, Path(alias="dossierId")]
UploadId = Annotated[UUID, Path(alias="uploadId")]
SENDERS: Final = (Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE)
Sender = Annotated[Issuer, Depends(require(*SENDERS))]


async def sending_member(
    member: Annotated[Issuer, Depends(require_member(*SENDERS))], ctx: Ctx, dossier_id: Dossier
) -> Issuer:
    """A member who may add to this dossier. Raises NotFound for a coach of other dossiers."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await ensure_file_seen(session, member, dossier_id, ADDS_TO_ALL)
    return member


Member = Annotated[Issuer, Depends(sending_member)]


@router.options("", include_in_schema=False)
async def options_uploads(ctx: Ctx) -> Response:
    """What this server speaks of tus."""
    return tus.capabilities(ctx)


@router.post(
    "",
    status_code=201,
    operation_id="createUpload",
    responses=problems(*GUARDED, *ROOM, TusVersionNeeded),
    response_class=Response,
)
async def post_upload(ctx: Ctx, sender: Sender, request: Request, dossier_id: Dossier) -> Response:
    """Make room for a file of Upload-Length bytes, by tus 1.0.0; its address is in Location."""
    return await tus.create(ctx, request, sender, dossier_id)


@router.head("/{uploadId}", operation_id="seeUpload", responses=problems(*GUARDED), response_class=Response)
async def head_upload(ctx: Ctx, sender: Sender, dossier_id: Dossier, upload_id: UploadId) -> Response:
    """See how many bytes have arrived, in Upload-Offset."""
    return await tus.see(ctx, sender, dossier_id, upload_id)


@router.patch(
    "/{uploadId}",
    status_code=204,
    operation_id="continueUpload",
    responses=problems(*GUARDED, *CONTENT, TusVersionNeeded, UnsupportedMediaType),
    response_class=Response,
    openapi_extra=PART_BODY,
)
async def patch_upload(
    ctx: Ctx, sender: Sender, request: Request, dossier_id: Dossier, upload_id: UploadId
) -> Response:
    """Send bytes from Upload-Offset on. With the last one the file is examined; it is kept under the same id."""
    return await tus.add(ctx, request, sender, dossier_id, upload_id)


@router.delete(
    "/{uploadId}",
    status_code=204,
    operation_id="cancelUpload",
    responses=problems(*GUARDED, TusVersionNeeded),
    response_class=Response,
)
async def delete_upload(
    ctx: Ctx, sender: Sender, request: Request, dossier_id: Dossier, upload_id: UploadId
) -> Response:
    """Give an upload up."""
    return await tus.cancel(ctx, request, sender, dossier_id, upload_id)


@desk.post("")
async def post_desk_upload(ctx: Ctx, member: Member, request: Request, dossier_id: Dossier) -> Response:
    """As `post_upload`, for a member."""
    return await tus.create(ctx, request, member, dossier_id)


@desk.head("/{uploadId}")
async def head_desk_upload(ctx: Ctx, member: Member, dossier_id: Dossier, upload_id: UploadId) -> Response:
    """As `head_upload`, for a member."""
    return await tus.see(ctx, member, dossier_id, upload_id)


@desk.patch("/{uploadId}")
async def patch_desk_upload(
    ctx: Ctx, member: Member, request: Request, dossier_id: Dossier, upload_id: UploadId
) -> Response:
    """As `patch_upload`, for a member."""
    return await tus.add(ctx, request, member, dossier_id, upload_id)


@desk.delete("/{uploadId}")
async def delete_desk_upload(
    ctx: Ctx, member: Member, request: Request, dossier_id: Dossier, upload_id: UploadId
) -> Response:
    """As `delete_upload`, for a member."""
    return await tus.cancel(ctx, request, member, dossier_id, upload_id)
