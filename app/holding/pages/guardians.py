"""Pages of a passport whose holder is not sixteen: what waits, and whom to ask."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.holding.dependencies import PageHolder
from app.holding.pages.frame import render_for_holder
from app.holding.under_sixteen import load_youth
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter(prefix="/passport")
_SEE_OTHER = 303


@pages.get("/from-sixteen")
async def get_from_sixteen(request: Request, ctx: Ctx, holder: PageHolder) -> Response:
    """Why nothing is shared yet, and from which day it is."""
    youth = await load_youth(ctx, holder)
    if youth is None:
        return RedirectResponse("/passport/share", _SEE_OTHER)
    return await render_for_holder(request, ctx, holder, "holding/from_sixteen.html", day=youth.sixteen_on)
