"""Pages of sharing: make a link, print it, stop it."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.pages.frame import render_for_holder
from app.holding.passport_pages import (
    build_paper_page,
    build_share_created,
    build_share_form,
    build_share_list,
)
from app.holding.print_paper import PAPER_HEADERS, PDF, choose_for_paper, print_paper
from app.holding.share import create_share_link, stop_share_link
from app.holding.share_forms import FilledShareForm, read_chosen, read_paper_form, read_share_form
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter()
ShareLinkId = Annotated[UUID, Path(alias="shareLinkId")]


@pages.get("/passport/share")
async def get_share(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """Choose what to share, with whom and for how long."""
    chosen = read_chosen(request.query_params.getlist("credential"))
    page = await build_share_form(ctx, holder, FilledShareForm(chosen), phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/share_form.html", page=page)


@pages.post("/passport/share")
async def post_share(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf) -> HTMLResponse:
    """Make the link and show it once; with mistakes the form comes back with status 400."""
    form = read_share_form(await request.form())
    if form.wrong_fields:
        page = await build_share_form(ctx, holder, form, phrasebook_of(request))
        return await render_for_holder(
            request, ctx, holder, "holding/share_form.html", status_code=HTTPStatus.BAD_REQUEST, page=page
        )
    share = form.to_request(now=ctx.clock.now())
    link, secret = await create_share_link(ctx, holder, share)
    created = build_share_created(ctx.settings.public_url, link, secret)
    return await render_for_holder(request, ctx, holder, "holding/share_created.html", page=created)


@pages.get("/passport/shares")
async def get_shares(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """What is shared, with whom, until when."""
    page = await build_share_list(ctx, holder)
    return await render_for_holder(request, ctx, holder, "holding/shares.html", page=page)


@pages.get("/passport/paper")
async def get_paper_form(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """Choose what to print; without a choice, everything."""
    page = await build_paper_page(ctx, holder, phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/paper.html", page=page)


@pages.post("/passport/paper")
async def post_paper(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf) -> Response:
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
