"""Pages of disputes: "klopt niet" in the passport, and the list at the desk."""

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.permissions import Issuer, Scope
from app.holding.answer_disputes import answer_dispute
from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.dispute_pages import (
    REASONS,
    build_desk_dispute,
    build_desk_disputes,
    build_wrong_page,
)
from app.holding.disputes import open_dispute, withdraw_dispute
from app.holding.errors import DisputeOpen
from app.holding.pages.frame import render_for_holder
from app.holding.sort_credentials import load_held, sort_credential
from app.platform.errors import InvalidInput
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()
desk = PageRouter(prefix="/desk/{slug}/disputes")
CredentialId = Annotated[UUID, Path(alias="credentialId")]
DisputeId = Annotated[UUID, Path(alias="disputeId")]
Answerer = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_REVOKE))]
_LONGEST_TYPED = 2000


@pages.get("/passport/skills/{credentialId}/wrong")
async def get_wrong(
    request: Request, ctx: Ctx, holder: PageHolder, credential_id: CredentialId
) -> HTMLResponse:
    """Ask what is not right."""
    page = await build_wrong_page(ctx, holder, credential_id, phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/wrong.html", page=page)


@pages.post("/passport/skills/{credentialId}/wrong")
async def post_wrong(
    request: Request, ctx: Ctx, holder: PageHolder, credential_id: CredentialId, _csrf: Csrf
) -> Response:
    """Tell the partnership; on request nobody sees the credential any more. Mistakes come back with status 400."""
    form = await request.form()
    typed = str(form.get("words", ""))[:_LONGEST_TYPED]
    asked, refuses = str(form.get("reason", "")), form.get("refuse") == "yes"
    reason = next((name for name in REASONS if name == asked), None)
    wrong: tuple[str, ...] = ("reason",)
    if reason is not None:
        try:
            await open_dispute(ctx, holder, credential_id, reason, typed)
            wrong = ()
        except InvalidInput:
            wrong = ("words",)
        except DisputeOpen:
            wrong = ()
    if wrong:
        page = await build_wrong_page(
            ctx,
            holder,
            credential_id,
            phrasebook_of(request),
            reason=asked,
            typed=typed,
            refuses=refuses,
            wrong=wrong,
        )
        return await render_for_holder(
            request, ctx, holder, "holding/wrong.html", status_code=HTTPStatus.BAD_REQUEST, page=page
        )
    if refuses and (await load_held(ctx, holder, credential_id)).state != "refused":
        await sort_credential(ctx, holder, credential_id, "refused")
    return RedirectResponse(f"/passport/skills/{credential_id}", HTTPStatus.SEE_OTHER)


@pages.post("/passport/disputes/{disputeId}/withdraw")
async def post_withdraw(ctx: Ctx, holder: PageHolder, dispute_id: DisputeId, _csrf: Csrf) -> Response:
    """Take it back, and show the credential."""
    dispute = await withdraw_dispute(ctx, holder, dispute_id)
    return RedirectResponse(f"/passport/skills/{dispute.credential_id}", HTTPStatus.SEE_OTHER)


@desk.get("")
async def get_disputes(
    request: Request,
    member: Answerer,
    ctx: Ctx,
    show: Literal["open", "all"] = "open",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """What waits for an answer, or everything."""
    page = await build_desk_disputes(ctx, member, Page(cursor=cursor), phrasebook_of(request), shows=show)
    return render(request, "holding/desk_disputes.html", page=page)


@desk.get("/{disputeId}")
async def get_dispute(request: Request, member: Answerer, ctx: Ctx, dispute_id: DisputeId) -> HTMLResponse:
    """What somebody says, and a field for the answer."""
    page = await build_desk_dispute(ctx, member, dispute_id, phrasebook_of(request))
    return render(request, "holding/desk_dispute.html", page=page)


@desk.post("/{disputeId}")
async def post_answer(
    request: Request, member: Answerer, ctx: Ctx, dispute_id: DisputeId, _csrf: Csrf
) -> Response:
    """Answer once; mistakes come back with status 400."""
    answer = str((await request.form()).get("answer", ""))[:_LONGEST_TYPED]
    try:
        await answer_dispute(ctx, member, dispute_id, answer)
    except InvalidInput:
        page = await build_desk_dispute(
            ctx, member, dispute_id, phrasebook_of(request), answer=answer, wrong=("answer",)
        )
        return render(request, "holding/desk_dispute.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse(f"/desk/{member.slug}/disputes/{dispute_id}", HTTPStatus.SEE_OTHER)
