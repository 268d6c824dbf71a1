"""Pages on a look together with a coach: the holder makes a code, and either of both ends it."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.holding.dependencies import LookedPassport, OwnHolder, PageHolder, take_help
from app.holding.helped import end_help, find_running_help, make_help_code
from app.holding.pages.frame import render_for_holder
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter(prefix="/passport")


@pages.get("/helper")
async def get_helper(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """What a coach can do and cannot, and a button that makes a code, or one that ends a look that is going on."""
    until = await find_running_help(ctx, holder)
    return await render_for_holder(request, ctx, holder, "holding/helper.html", code=None, until=until)


@pages.post("/helper")
async def post_helper(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf) -> HTMLResponse:
    """Make a code, and show it once."""
    made = await make_help_code(ctx, holder)
    return await render_for_holder(
        request, ctx, holder, "holding/helper.html", headers={"Cache-Control": "no-store"}, code=made.code
    )


@pages.post("/helper/end")
async def post_end(ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """The holder ends every look and every code, from a device of their own."""
    await end_help(ctx, holder)
    return RedirectResponse("/passport/ways-in", HTTPStatus.SEE_OTHER)


@pages.post("/helped/end")
async def post_end_here(request: Request, ctx: Ctx, passport: LookedPassport, _csrf: Csrf) -> Response:
    """The look on this device is over, and leaves no cookie."""
    if passport.helped is not None:
        await end_help(ctx, passport.holder_id, passport.helped.session_id)
    take_help(request)
    return RedirectResponse("/desk", HTTPStatus.SEE_OTHER)
