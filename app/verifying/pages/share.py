"""The public page of a share link: the verdict at once, the details behind a button."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

import orjson
from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from app.holding.dependencies import SharingHolder, VisitingHolder, phrasebook_of
from app.holding.errors import InvalidShare, ShareLinkNotWorking
from app.holding.open_share import SharedPassport, open_share_link, peek_share_link, preview_share
from app.holding.share import share_url
from app.holding.share_forms import read_share_form
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.verifying.answers import verification_answer
from app.verifying.limits import count_miss, ensure_may_look
from app.verifying.page_models import LinkGone, ShareCover
from app.verifying.pages.answers import PRIVATE_HEADERS, give_receipt
from app.verifying.receipts import make_receipt
from app.verifying.share_pages import build_share_page
from app.verifying.verify import Verification
from app.verifying.verify_shared import verify_shared
from app.verifying.wording import LINK_GONE_SENTENCE, LINK_GONE_TITLE
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]


@pages.api_route("/s/{secret}", methods=["GET", "HEAD"])
async def get_shared(request: Request, secret: Secret, ctx: Ctx) -> Response:
    """The verdict, without any effect. As JSON on request; a link that works once shows only a button."""
    ensure_may_look(ctx, client_address(request))
    shared = await peek_share_link(ctx, secret)
    if shared is None:
        return _gone(ctx, request)
    if _wants_json(request):
        return await _shared_json(ctx, request, shared)
    if shared.is_single_use:
        cover = ShareCover(action=f"/s/{secret}", host=urlsplit(ctx.settings.public_url).netloc)
        return render(request, "verifying/share_cover.html", headers=PRIVATE_HEADERS, page=cover)
    return await _render_shared(ctx, request, secret, shared, details_open=False)


@pages.post("/s/{secret}")
async def post_shared(request: Request, secret: Secret, ctx: Ctx, visitor: VisitingHolder) -> Response:
    """Open all details: this is counted, and uses up a link that works once; but not for its own holder."""
    ensure_may_look(ctx, client_address(request))
    shared = await open_share_link(ctx, secret, "page", visitor=visitor)
    if shared is None:
        return _gone(ctx, request)
    return await _render_shared(ctx, request, secret, shared, details_open=True)


@pages.post("/s/{secret}/receipt")
async def post_shared_receipt(request: Request, secret: Secret, ctx: Ctx) -> Response:
    """A receipt of how things stand now, as a file. Looking is not counted, and so neither is this."""
    ensure_may_look(ctx, client_address(request))
    shared = await peek_share_link(ctx, secret)
    # What a link that works once shows is judged when it is opened, and its receipt comes with that page.
    if shared is None or shared.is_single_use:
        return _gone(ctx, request)
    verification = await verify_shared(ctx, shared)
    receipt = await make_receipt(ctx, verification, phrasebook_of(request))
    return await give_receipt(request, ctx, receipt, kind=str((await request.form()).get("as")))


async def _render_shared(
    ctx: Context, request: Request, secret: str, shared: SharedPassport, *, details_open: bool
) -> HTMLResponse:
    verification = await verify_shared(ctx, shared)
    words = phrasebook_of(request)
    address = share_url(ctx.settings.public_url, secret)
    receipt = await _seal_receipt(ctx, shared, verification, words)
    page = await build_share_page(
        ctx, shared, verification, words, address=address, receipt=receipt, details_open=details_open
    )
    return render(request, "verifying/share.html", headers=PRIVATE_HEADERS, page=page)


async def _seal_receipt(
    ctx: Context, shared: SharedPassport, verification: Verification, phrasebook: Phrasebook
) -> str | None:
    """The receipt that a page must carry with it, because its link cannot be looked at again."""
    return (await make_receipt(ctx, verification, phrasebook)).text if shared.is_single_use else None


async def _shared_json(ctx: Context, request: Request, shared: SharedPassport) -> Response:
    verification = None
    if not shared.is_single_use:
        verified = await verify_shared(ctx, shared)
        verification = verification_answer(verified, phrasebook_of(request))
    answer = {
        "isSingleUse": shared.is_single_use,
        "expiresAt": shared.expires_at,
        "verification": verification,
    }
    return Response(orjson.dumps(answer), media_type="application/json", headers=PRIVATE_HEADERS)


@pages.post("/passport/share/preview")
async def post_preview(request: Request, ctx: Ctx, holder: SharingHolder, _csrf: Csrf) -> HTMLResponse:
    """The page as the other will see it, under a banner with the button that makes the link. Raises InvalidShare."""
    form = read_share_form(await request.form())
    if form.wrong_fields:
        raise InvalidShare
    words = phrasebook_of(request)
    shared = await preview_share(ctx, holder, form.to_request(now=ctx.clock.now(), words=words))
    verification = await verify_shared(ctx, shared)
    page = await build_share_page(
        ctx, shared, verification, words, address="", receipt=None, details_open=True, preview=form.fields()
    )
    return render(request, "verifying/share.html", headers=PRIVATE_HEADERS, page=page)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _gone(ctx: Context, request: Request) -> Response:
    count_miss(ctx, client_address(request))
    if _wants_json(request):
        raise ShareLinkNotWorking
    phrasebook = phrasebook_of(request)
    page = LinkGone(
        title=phrasebook.translate(LINK_GONE_TITLE), sentence=phrasebook.translate(LINK_GONE_SENTENCE)
    )
    return render(
        request,
        "verifying/link_gone.html",
        status_code=HTTPStatus.NOT_FOUND,
        headers=PRIVATE_HEADERS,
        page=page,
    )
