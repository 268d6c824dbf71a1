"""Pages on which a coordinator has somebody's data erased, when they ask for it."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.credential_pages import name_of
from app.issuing.deliveries import load_recipient
from app.issuing.erase import erase_at_organisation
from app.issuing.recipient_pages import ErasePage, recipients_address
from app.platform.context import Context
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/recipients/{recipientId}/erase")

Eraser = Annotated[Issuer, Depends(require_member(Scope.RECIPIENTS_ERASE))]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
_NOT_SURE: Final = N_("Zet een vinkje als u het zeker weet.")


@pages.get("")
async def get_erase(request: Request, member: Eraser, recipient_id: RecipientId, ctx: Ctx) -> HTMLResponse:
    """What goes and what stays. Raises NotFound."""
    return render(request, "issuing/erase.html", page=await _build(ctx, member, recipient_id))


@pages.post("")
async def post_erase(
    request: Request, member: Eraser, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Erase, and lead back to the list; without the tick the page comes back. Raises NotFound."""
    if (await request.form()).get("sure") != "1":
        wrong = FieldProblem("sure", translate(_NOT_SURE, language_of(request)))
        page = await _build(ctx, member, recipient_id, problems=(wrong,))
        return render(request, "issuing/erase.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    await erase_at_organisation(ctx, member, recipient_id)
    return RedirectResponse(recipients_address(member), HTTPStatus.SEE_OTHER)


async def _build(
    context: Context, member: Issuer, recipient_id: UUID, problems: tuple[FieldProblem, ...] = ()
) -> ErasePage:
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        recipient = await load_recipient(context, session, member.organisation_id, recipient_id)
    back = f"{recipients_address(member)}/{recipient_id}"
    return ErasePage(name_of(recipient), f"{back}/erase", back, problems)
