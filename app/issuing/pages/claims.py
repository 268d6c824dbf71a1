"""Pages of a coordinator: what was validated, how it will look, and giving it."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.assessing.errors import NotInThisState
from app.issuing.issue_outcome import issue_claim
from app.issuing.ready_pages import build_ready_list, build_ready_page
from app.issuing.recipient_pages import recipients_address
from app.platform.errors import InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/ready")

Giver = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_ISSUE))]
ClaimId = Annotated[UUID, Path(alias="claimId")]
_LACKS: Final = N_("Er mist nog iets voor dit niveau. Vraag het aan de beoordelaar.")


@pages.get("")
async def get_ready(request: Request, member: Giver, ctx: Ctx) -> HTMLResponse:
    """What was validated and not issued yet."""
    page = await build_ready_list(ctx, member, language=language_of(request))
    return render(request, "issuing/ready.html", page=page)


@pages.get("/{claimId}")
async def get_preview(request: Request, member: Giver, claim_id: ClaimId, ctx: Ctx) -> Response:
    """What an employer will read. Raises NotFound; back to the list for what is not validated."""
    try:
        page, _ = await build_ready_page(ctx, member, claim_id, language=language_of(request))
    except NotInThisState:
        return RedirectResponse(f"/desk/{member.slug}/ready", HTTPStatus.SEE_OTHER)
    return render(request, "issuing/ready_one.html", page=page)


@pages.post("/{claimId}")
async def post_issuance(
    request: Request, member: Giver, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Give the credential, once however often the button is pressed. Raises NotFound."""
    language = language_of(request)
    try:
        page, dossier_id = await build_ready_page(ctx, member, claim_id, language=language)
    except NotInThisState:
        return RedirectResponse(f"/desk/{member.slug}/ready", HTTPStatus.SEE_OTHER)
    try:
        issued = await issue_claim(ctx, member, dossier_id, claim_id)
    except InvalidInput:
        wrong = FieldProblem("issue", translate(_LACKS, language))
        page, _ = await build_ready_page(ctx, member, claim_id, language=language, problems=(wrong,))
        return render(request, "issuing/ready_one.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse(
        f"{recipients_address(member)}/{issued.issuance.recipient_id}", HTTPStatus.SEE_OTHER
    )
