"""Pages of the holder: collect by claim link, see the passport, share, stop sharing."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.branding import find_brand
from app.holding.dependencies import VisitingHolder, phrasebook_of, session_cookie_name
from app.holding.limits import count_missed_claim, ensure_may_claim
from app.holding.page_models import ClaimPage, CodePage
from app.holding.passport_pages import build_passport_page, build_share_created, build_share_form
from app.holding.print_paper import PAPER_HEADERS, PDF, choose_for_paper, print_paper
from app.holding.receive import receive_claim
from app.holding.sessions import SESSION_LIFETIME, OpenedSession
from app.holding.share import create_share_link, stop_share_link
from app.holding.share_forms import FilledShareForm, read_paper_form, read_share_form
from app.holding.wording import WRONG_CODE
from app.issuing.claims import read_claim
from app.issuing.errors import ClaimLinkNotFound
from app.platform.context import Context
from app.platform.errors import Unauthenticated
from app.platform.typed_codes import read_typed_code
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()
_LONGEST_TYPED = 40
Secret = Annotated[str, Path(max_length=200)]


@pages.api_route("/claim", methods=["GET", "HEAD"])
async def get_code(request: Request) -> HTMLResponse:
    """One field, for the code of a letter."""
    return render(request, "holding/claim_code.html", page=CodePage())


@pages.post("/claim")
async def post_code(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Lead a code that has no typing error to its page; nothing is used up."""
    ensure_may_claim(ctx, client_address(request))
    typed = str((await request.form()).get("code", ""))[:_LONGEST_TYPED]
    code = read_typed_code(typed)
    if code is None:
        words = phrasebook_of(request)
        page = CodePage(typed=typed, problem=words.translate(WRONG_CODE))
        return render(request, "holding/claim_code.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse(f"/claim/{code}", status_code=HTTPStatus.SEE_OTHER)


@pages.api_route("/claim/{secret}", methods=["GET", "HEAD"])
async def get_claim(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """Who gives what, and a button. Nothing happens: mail scanners open links too."""
    ensure_may_claim(ctx, client_address(request))
    async with ctx.database.transaction() as session:
        preview = await read_claim(session, secret)
    if preview is None:
        count_missed_claim(ctx, client_address(request))
    if preview is None or not preview.is_open:
        return _claim_gone(request, secret)
    page = ClaimPage(
        is_open=True,
        organisation_name=preview.organisation_name,
        credential_count=preview.count,
        action=f"/claim/{secret}",
        brand=await find_brand(ctx, preview.organisation_slug),
    )
    return render(request, "holding/claim.html", page=page)


@pages.post("/claim/{secret}")
async def post_claim(
    request: Request, secret: Secret, ctx: Ctx, holder: VisitingHolder, _csrf: Csrf
) -> Response:
    """Use up the link, open the passport on this device, and show it."""
    ensure_may_claim(ctx, client_address(request))
    try:
        received = await receive_claim(ctx, secret, holder_id=holder)
    except ClaimLinkNotFound:
        count_missed_claim(ctx, client_address(request))
        return _claim_gone(request, secret)
    response = RedirectResponse("/passport", status_code=HTTPStatus.SEE_OTHER)
    if received.session is not None:
        _set_session_cookie(ctx, response, received.session)
    return response


@pages.get("/passport")
async def get_passport(request: Request, ctx: Ctx, holder: VisitingHolder) -> HTMLResponse:
    """The credentials and the links of the holder."""
    page = await build_passport_page(ctx, _require(holder), phrasebook_of(request))
    return render(request, "holding/passport.html", page=page)


@pages.get("/passport/share")
async def get_share(request: Request, ctx: Ctx, holder: VisitingHolder) -> HTMLResponse:
    """Choose what to share, with whom and for how long."""
    page = await build_share_form(ctx, _require(holder), FilledShareForm(), phrasebook_of(request))
    return render(request, "holding/share_form.html", page=page)


@pages.post("/passport/share")
async def post_share(request: Request, ctx: Ctx, holder: VisitingHolder, _csrf: Csrf) -> HTMLResponse:
    """Make the link and show it once; with mistakes the form comes back with status 400."""
    holder_id = _require(holder)
    form = read_share_form(await request.form())
    if form.wrong_fields:
        page = await build_share_form(ctx, holder_id, form, phrasebook_of(request))
        return render(request, "holding/share_form.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    share = form.to_request(now=ctx.clock.now())
    link, secret = await create_share_link(ctx, holder_id, share)
    created = build_share_created(ctx.settings.public_url, link, secret)
    return render(request, "holding/share_created.html", page=created)


@pages.post("/passport/paper")
async def post_paper(request: Request, ctx: Ctx, holder: VisitingHolder, _csrf: Csrf) -> Response:
    """Make a link for paper, and lead to its PDF."""
    holder_id = _require(holder)
    form = read_paper_form(await request.form())
    chosen = await choose_for_paper(ctx, holder_id, form.credential_ids)
    link, _ = await create_share_link(ctx, holder_id, form.to_request(chosen, now=ctx.clock.now()))
    return RedirectResponse(f"/passport/shares/{link.id}/paper", status_code=HTTPStatus.SEE_OTHER)


@pages.get("/passport/shares/{shareLinkId}/paper")
async def get_paper(
    request: Request,
    share_link_id: Annotated[UUID, Path(alias="shareLinkId")],
    ctx: Ctx,
    holder: VisitingHolder,
) -> Response:
    """The PDF of a link for paper, as things stand now."""
    pdf = await print_paper(ctx, _require(holder), share_link_id, phrasebook_of(request))
    return Response(pdf, media_type=PDF, headers=PAPER_HEADERS)


@pages.post("/passport/shares/{shareLinkId}/stop")
async def post_stop(
    share_link_id: Annotated[UUID, Path(alias="shareLinkId")],
    ctx: Ctx,
    holder: VisitingHolder,
    _csrf: Csrf,
) -> Response:
    """Stop the link at once and show the passport again."""
    await stop_share_link(ctx, _require(holder), share_link_id)
    return RedirectResponse("/passport", status_code=HTTPStatus.SEE_OTHER)


def _require(holder: UUID | None) -> UUID:
    if holder is None:
        raise Unauthenticated
    return holder


def _claim_gone(request: Request, secret: str) -> HTMLResponse:
    page = ClaimPage(is_open=False, organisation_name=None, credential_count=0, action=f"/claim/{secret}")
    return render(request, "holding/claim.html", status_code=HTTPStatus.NOT_FOUND, page=page)


def _set_session_cookie(ctx: Context, response: Response, session: OpenedSession) -> None:
    public_url = ctx.settings.public_url
    response.set_cookie(
        session_cookie_name(public_url),
        session.token,
        max_age=int(SESSION_LIFETIME / timedelta(seconds=1)),
        path="/",
        secure=public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
