"""Pages of sharing: make a link, print it, stop it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.page_models import FieldProblem
from app.holding.dependencies import PageHolder, SharingHolder, phrasebook_of
from app.holding.linkedin import offer_linkedin
from app.holding.mail_share import find_own_link, mail_share_link
from app.holding.pages.frame import render_for_holder
from app.holding.passport_pages import (
    build_paper_page,
    build_share_created,
    build_share_form,
    build_share_list,
)
from app.holding.print_paper import PAPER_HEADERS, PDF, choose_for_paper, print_paper
from app.holding.share import create_share_link, stop_share_link
from app.holding.share_forms import (
    STEPS,
    FilledShareForm,
    read_chosen,
    read_paper_form,
    read_share_form,
    step_of,
)
from app.holding.share_log import read_share_log
from app.holding.share_log_pages import build_share_log
from app.holding.wording import TOO_MUCH_MAIL, WRONG_EMAIL
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.mail import InvalidEmail
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter()
_LONGEST_TYPED = 300
ShareLinkId = Annotated[UUID, Path(alias="shareLinkId")]


@pages.get("/passport/share")
async def get_share(request: Request, ctx: Ctx, holder: SharingHolder) -> HTMLResponse:
    """The first step: choose what to share."""
    form = FilledShareForm(read_chosen(request.query_params.getlist("credential")))
    return await _show_step(request, ctx, holder, form, "choose")


@pages.post("/passport/share/step")
async def post_step(request: Request, ctx: Ctx, holder: SharingHolder, _csrf: Csrf) -> HTMLResponse:
    """The next step, or the one before; nothing is kept on the way, the form carries it all."""
    fields = await request.form()
    form, names = read_share_form(fields), list(STEPS)
    step = next((name for name in names if name == fields.get("step")), names[0])
    place = names.index(step)
    if fields.get("go") == "back":
        # From the preview, which is of the room above, to the last step here.
        before = names[-1] if fields.get("step") == "preview" else names[max(place - 1, 0)]
        return await _show_step(request, ctx, holder, replace(form, wrong_fields=()), before)
    if set(STEPS[step]) & set(form.wrong_fields):
        return await _show_step(request, ctx, holder, form, step, HTTPStatus.BAD_REQUEST)
    after = names[min(place + 1, len(names) - 1)]
    return await _show_step(request, ctx, holder, replace(form, wrong_fields=()), after)


@pages.post("/passport/share")
async def post_share(request: Request, ctx: Ctx, holder: SharingHolder, _csrf: Csrf) -> HTMLResponse:
    """Make the link and show it once; with mistakes the step that has them comes back with status 400."""
    form = read_share_form(await request.form())
    if form.wrong_fields:
        return await _show_step(request, ctx, holder, form, step_of(form), HTTPStatus.BAD_REQUEST)
    share = form.to_request(now=ctx.clock.now(), words=phrasebook_of(request))
    link, secret = await create_share_link(ctx, holder, share)
    linkedin = await offer_linkedin(ctx, holder, link, secret, share.credential_ids)
    created = build_share_created(ctx.settings.public_url, link, secret, linkedin)
    return await render_for_holder(request, ctx, holder, "holding/share_created.html", page=created)


@pages.post("/passport/share/mail")
async def post_mail(request: Request, ctx: Ctx, holder: SharingHolder, _csrf: Csrf) -> HTMLResponse:
    """Mail a new link to somebody, and show it again; a link that is not the holder's, or stopped, is unknown."""
    form, words = await request.form(), phrasebook_of(request)
    secret, to = str(form.get("secret", ""))[:_LONGEST_TYPED], str(form.get("email", ""))[:_LONGEST_TYPED]
    problem = None
    try:
        await mail_share_link(ctx, holder, secret, to, language=words.language)
    except InvalidEmail:
        problem = FieldProblem("email", words.translate(WRONG_EMAIL))
    except TooMany:
        problem = FieldProblem("email", words.translate(TOO_MUCH_MAIL))
    created = build_share_created(ctx.settings.public_url, await find_own_link(ctx, holder, secret), secret)
    page = replace(created, to=to, is_mailed=problem is None, problems=(problem,) if problem else ())
    status_code = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
    return await render_for_holder(
        request, ctx, holder, "holding/share_created.html", status_code=status_code, page=page
    )


async def _show_step(
    request: Request,
    ctx: Context,
    holder: UUID,
    form: FilledShareForm,
    step: str,
    status_code: int = HTTPStatus.OK,
) -> HTMLResponse:
    page = await build_share_form(ctx, holder, form, step, phrasebook_of(request))
    return await render_for_holder(
        request, ctx, holder, "holding/share_form.html", status_code=status_code, page=page
    )


@pages.get("/passport/shares")
async def get_shares(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """What is shared, with whom, until when."""
    page = await build_share_list(ctx, holder)
    return await render_for_holder(request, ctx, holder, "holding/shares.html", page=page)


@pages.get("/passport/shares/{shareLinkId}")
async def get_share_log(
    request: Request, share_link_id: ShareLinkId, ctx: Ctx, holder: PageHolder
) -> HTMLResponse:
    """What one link shows, and each time that somebody looked."""
    page = build_share_log(await read_share_log(ctx, holder, share_link_id), phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/share_log.html", page=page)


@pages.get("/passport/paper")
async def get_paper_form(request: Request, ctx: Ctx, holder: SharingHolder) -> HTMLResponse:
    """Choose what to print; without a choice, everything."""
    page = await build_paper_page(ctx, holder, phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/paper.html", page=page)


@pages.post("/passport/paper")
async def post_paper(request: Request, ctx: Ctx, holder: SharingHolder, _csrf: Csrf) -> Response:
    """Make a link for paper, and lead to its PDF."""
    form = read_paper_form(await request.form())
    chosen = await choose_for_paper(ctx, holder, form.credential_ids)
    link, _ = await create_share_link(ctx, holder, form.to_request(chosen, now=ctx.clock.now()))
    return RedirectResponse(f"/passport/shares/{link.id}/paper", status_code=HTTPStatus.SEE_OTHER)


@pages.get("/passport/shares/{shareLinkId}/paper")
async def get_paper(
    request: Request,
    share_link_id: ShareLinkId,
    ctx: Ctx,
    holder: PageHolder,
) -> Response:
    """The PDF of a link for paper, as things stand now."""
    pdf = await print_paper(ctx, holder, share_link_id, phrasebook_of(request))
    return Response(pdf, media_type=PDF, headers=PAPER_HEADERS)


@pages.post("/passport/shares/{shareLinkId}/stop")
async def post_stop(
    share_link_id: ShareLinkId,
    ctx: Ctx,
    holder: PageHolder,
    _csrf: Csrf,
) -> Response:
    """Stop the link at once and show the list again."""
    await stop_share_link(ctx, holder, share_link_id)
    return RedirectResponse("/passport/shares", status_code=HTTPStatus.SEE_OTHER)
