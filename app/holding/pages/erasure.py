"""Pages on which a holder has everything erased."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.holding.dependencies import SESSION_COOKIE, OwnHolder, phrasebook_of
from app.holding.erase import erase_passport
from app.holding.page_models import ErasePage
from app.holding.pages.frame import render_aloud, render_for_holder
from app.holding.wording import NOT_SURE
from app.web.cookies import send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter()


@pages.get("/passport/erase")
async def get_erase(request: Request, ctx: Ctx, holder: OwnHolder) -> HTMLResponse:
    """What goes, what stays, and a button."""
    return await render_for_holder(request, ctx, holder, "holding/erase.html", page=ErasePage())


@pages.post("/passport/erase")
async def post_erase(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Erase everything, and sign off this device; without the tick the page comes back with status 400."""
    if (await request.form()).get("sure") != "yes":
        page = ErasePage(problem=phrasebook_of(request).translate(NOT_SURE))
        return await render_for_holder(
            request, ctx, holder, "holding/erase.html", status_code=HTTPStatus.BAD_REQUEST, page=page
        )
    await erase_passport(ctx, holder)
    send_cookie(request, SESSION_COOKIE, "", seconds=0)
    return RedirectResponse("/passport/erased", status_code=HTTPStatus.SEE_OTHER)


@pages.get("/passport/erased")
async def get_erased(request: Request) -> HTMLResponse:
    """What anybody may see: that everything is gone."""
    return render_aloud(request, "holding/erased.html")
