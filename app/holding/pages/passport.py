"""The page of the passport."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.passport_pages import build_passport_page
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()


@pages.get("/passport")
async def get_passport(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """The credentials and the links of the holder."""
    page = await build_passport_page(ctx, holder, phrasebook_of(request))
    return render(request, "holding/passport.html", page=page)
