"""Pages of a coordinator: what was given, and setting it aside for a while."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.credential_pages import (
    build_credential,
    build_credential_list,
    credentials_address,
)
from app.issuing.desk_words import SUSPENSIONS
from app.issuing.errors import Irreversible
from app.issuing.suspend import SuspensionReason, reinstate, suspend
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/credentials")

Reader = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_READ))]
Revoker = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_REVOKE))]
CredentialId = Annotated[UUID, Path(alias="credentialId")]
_REASON: Final = N_("Kies waarom.")
_GONE: Final = N_("Dit bewijs is al ingetrokken.")


@pages.get("")
async def get_credentials(
    request: Request,
    member: Reader,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Credentials, newest first. Raises InvalidInput for a broken cursor."""
    page = await build_credential_list(ctx, member, Page(cursor=cursor), language=language_of(request))
    return render(request, "issuing/credentials.html", page=page)


@pages.get("/{credentialId}")
async def get_credential(
    request: Request, member: Reader, credential_id: CredentialId, ctx: Ctx
) -> HTMLResponse:
    """One credential. Raises NotFound."""
    page = await build_credential(ctx, member, credential_id, language=language_of(request))
    return render(request, "issuing/credential.html", page=page)


@pages.post("/{credentialId}/suspend")
async def post_suspension(
    request: Request, member: Revoker, credential_id: CredentialId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Set it aside until it counts again. Raises NotFound."""
    reason = str((await request.form()).get("reason", ""))
    if reason not in {choice.value for choice in SUSPENSIONS}:
        return await _refuse(request, member, ctx, credential_id, _REASON)
    try:
        await suspend(ctx, member, credential_id, reason=SuspensionReason(reason))
    except Irreversible:
        return await _refuse(request, member, ctx, credential_id, _GONE)
    return RedirectResponse(f"{credentials_address(member)}/{credential_id}", HTTPStatus.SEE_OTHER)


@pages.post("/{credentialId}/reinstate")
async def post_reinstatement(
    request: Request, member: Revoker, credential_id: CredentialId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Let it count again. Raises NotFound."""
    try:
        await reinstate(ctx, member, credential_id)
    except Irreversible:
        return await _refuse(request, member, ctx, credential_id, _GONE)
    return RedirectResponse(f"{credentials_address(member)}/{credential_id}", HTTPStatus.SEE_OTHER)


async def _refuse(
    request: Request, member: Issuer, ctx: Ctx, credential_id: UUID, sentence: str
) -> HTMLResponse:
    language = language_of(request)
    wrong = FieldProblem("reason", translate(sentence, language))
    page = await build_credential(ctx, member, credential_id, language=language, problems=(wrong,))
    return render(request, "issuing/credential.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
