"""Pages of a coordinator: who may judge what, until when, and the end of that."""

from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.permissions import Issuer, Scope
from app.assessing.desk_forms import find_problems
from app.assessing.mandate_form import build_mandate_form, read_mandate_form
from app.assessing.mandate_pages import build_mandate, build_mandate_list, mandates_address
from app.assessing.mandates import LONGEST_MONTHS, grant_mandate, revoke_mandate
from app.platform.errors import FieldError, InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, say_of
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/mandates")

MandateManager = Annotated[Issuer, Depends(require_member(Scope.MANDATES_MANAGE))]
MandateId = Annotated[UUID, Path(alias="mandateId")]
_OWN_SENTENCES: Final = {
    "too_long": N_("Kies een dag binnen 18 maanden."),
    "range": N_("Deze dag is al voorbij. Kies een latere dag."),
}


@pages.get("")
async def get_mandates(
    request: Request,
    member: MandateManager,
    ctx: Ctx,
    state: Literal["active", "all"] = "active",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Mandates, those that end first first. Raises InvalidInput for a broken cursor."""
    page = await build_mandate_list(
        ctx,
        member,
        say_of(request),
        language=language_of(request),
        cursor=cursor,
        shows_ended=state == "all",
    )
    return render(request, "assessing/mandates.html", page=page)


@pages.get("/new")
async def get_new_mandate(request: Request, member: MandateManager, ctx: Ctx) -> HTMLResponse:
    """Asks who, what, how far and until when."""
    page = await build_mandate_form(ctx, member, say_of(request), language=language_of(request))
    return render(request, "assessing/mandate_form.html", page=page)


@pages.post("/new")
async def post_mandate(request: Request, member: MandateManager, ctx: Ctx, _csrf: Csrf) -> Response:
    """Give the mandate; with mistakes the form comes back."""
    form = await read_form(request)
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            mandate = await grant_mandate(ctx, session, member, read_mandate_form(form))
    except InvalidInput as error:
        # One field asks for both halves of the scope.
        faults = [fault for fault in error.errors if fault.pointer != "/scopeKind"]
        return await _refuse(request, ctx, member, form, faults)
    return RedirectResponse(f"{mandates_address(member)}/{mandate.id}", HTTPStatus.SEE_OTHER)


@pages.get("/{mandateId}")
async def get_mandate(
    request: Request, member: MandateManager, mandate_id: MandateId, ctx: Ctx
) -> HTMLResponse:
    """One mandate in words. Raises NotFound."""
    line = await build_mandate(ctx, member, mandate_id, say_of(request), language=language_of(request))
    return render(
        request, "assessing/mandate.html", page=line, back=mandates_address(member), months=LONGEST_MONTHS
    )


@pages.post("/{mandateId}/revoke")
async def post_revocation(member: MandateManager, mandate_id: MandateId, ctx: Ctx, _csrf: Csrf) -> Response:
    """End it now. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await revoke_mandate(ctx, session, member, mandate_id)
    return RedirectResponse(f"{mandates_address(member)}/{mandate_id}", HTTPStatus.SEE_OTHER)


async def _refuse(
    request: Request, ctx: Ctx, member: Issuer, form: dict[str, list[str]], faults: list[FieldError]
) -> HTMLResponse:
    say = say_of(request)
    problems = find_problems(faults, say, _OWN_SENTENCES)
    page = await build_mandate_form(
        ctx, member, say, language=language_of(request), form=form, problems=problems
    )
    return render(request, "assessing/mandate_form.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
