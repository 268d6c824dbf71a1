"""Pages that collect credentials: the code of a letter, the link of a mail."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.branding import find_brand
from app.holding.claim_device import ClaimDevice, Collected, collect, find_helper, list_choices
from app.holding.dependencies import OnDevice, give_help, give_session, phrasebook_of, take_help
from app.holding.errors import RecoveryNotWorking
from app.holding.limits import count_missed_claim, ensure_may_claim
from app.holding.page_models import ClaimPage, CodePage
from app.holding.pages.frame import render_aloud
from app.holding.recover import find_open_recovery, find_stoppable, stop_by_link, use_recovery
from app.holding.wording import WRONG_CODE
from app.issuing.claims import read_claim
from app.issuing.errors import AlreadyCollected, ClaimLinkNotFound
from app.platform.context import Context
from app.platform.typed_codes import read_typed_code
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.routing import PageRouter

pages = PageRouter()
_LONGEST_TYPED = 40
Secret = Annotated[str, Path(max_length=200)]


@pages.api_route("/claim", methods=["GET", "HEAD"])
async def get_code(request: Request) -> HTMLResponse:
    """One field, for the code of a letter."""
    return render_aloud(request, "holding/claim_code.html", page=CodePage())


@pages.post("/claim")
async def post_code(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Lead a code that has no typing error to its page; nothing is used up."""
    ensure_may_claim(ctx, client_address(request))
    typed = str((await request.form()).get("code", ""))[:_LONGEST_TYPED]
    code = read_typed_code(typed)
    if code is None:
        words = phrasebook_of(request)
        page = CodePage(typed=typed, problem=words.translate(WRONG_CODE))
        return render_aloud(request, "holding/claim_code.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse(f"/claim/{code}", status_code=HTTPStatus.SEE_OTHER)


@pages.api_route("/claim/{secret}", methods=["GET", "HEAD"])
async def get_claim(request: Request, secret: Secret, ctx: Ctx, device: OnDevice) -> HTMLResponse:
    """Who gives what, and a button for each whom it may be for. Nothing happens: mail scanners open links too."""
    ensure_may_claim(ctx, client_address(request))
    async with ctx.database.transaction() as session:
        preview = await read_claim(session, secret)
    if preview is None and (recovery := await find_open_recovery(ctx, secret)) is not None:
        is_early = ctx.clock.now() < recovery.opens_at
        return render_aloud(
            request, "holding/recover.html", page=recovery, is_early=is_early, action=f"/claim/{secret}"
        )
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
        choices=list_choices(device, await find_helper(ctx, device, preview.organisation_slug)),
    )
    return render_aloud(request, "holding/claim.html", page=page)


@pages.post("/claim/{secret}")
async def post_claim(request: Request, secret: Secret, ctx: Ctx, device: OnDevice, _csrf: Csrf) -> Response:
    """Use up the link, and open the passport on this device as whoever is there said whose it is."""
    ensure_may_claim(ctx, client_address(request))
    async with ctx.database.transaction() as session:
        preview = await read_claim(session, secret)
    helper = await find_helper(ctx, device, preview.organisation_slug) if preview is not None else None
    choices = list_choices(device, helper) if preview is not None and preview.is_open else ()
    said = (await request.form()).get("whose")
    whose = next((one for one in choices if one == said), None)
    if choices and whose is None:
        return RedirectResponse(f"/claim/{secret}", status_code=HTTPStatus.SEE_OTHER)
    try:
        collected = await collect(ctx, secret, device, whose, helper)
    except ClaimLinkNotFound:
        return await _recover(request, ctx, secret)
    except AlreadyCollected:
        return render_aloud(request, "holding/already_collected.html", status_code=HTTPStatus.CONFLICT)
    return _open_here(request, device, collected)


def _open_here(request: Request, device: ClaimDevice, collected: Collected) -> Response:
    if collected.look is not None:
        give_help(request, collected.look.token)
    elif device.look is not None:
        take_help(request)
    if collected.session is None:
        return RedirectResponse("/passport", status_code=HTTPStatus.SEE_OTHER)
    give_session(request, collected.session)
    # Once, and no more: how to come back when this device is gone.
    return RedirectResponse("/passport/come-back", status_code=HTTPStatus.SEE_OTHER)


@pages.api_route("/claim/stop/{secret}", methods=["GET", "HEAD"])
async def get_stop(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """A button that stops a new way in. Nothing happens: mail scanners open links too (threat A25)."""
    if await find_stoppable(ctx, secret) is None:
        return _claim_gone(request, secret)
    return render_aloud(
        request, "holding/stop_recovery.html", action=f"/claim/stop/{secret}", is_stopped=False
    )


@pages.post("/claim/stop/{secret}")
async def post_stop(request: Request, secret: Secret, ctx: Ctx, _csrf: Csrf) -> HTMLResponse:
    """Stop a new way in, and say so."""
    if not await stop_by_link(ctx, secret):
        return _claim_gone(request, secret)
    return render_aloud(
        request, "holding/stop_recovery.html", action=f"/claim/stop/{secret}", is_stopped=True
    )


async def _recover(request: Request, ctx: Context, secret: str) -> Response:
    try:
        opened = await use_recovery(ctx, secret)
    except RecoveryNotWorking:
        count_missed_claim(ctx, client_address(request))
        return _claim_gone(request, secret)
    give_session(request, opened)
    return RedirectResponse("/passport/come-back", status_code=HTTPStatus.SEE_OTHER)


def _claim_gone(request: Request, secret: str) -> HTMLResponse:
    page = ClaimPage(is_open=False, organisation_name=None, credential_count=0, action=f"/claim/{secret}")
    return render_aloud(request, "holding/claim.html", status_code=HTTPStatus.NOT_FOUND, page=page)
