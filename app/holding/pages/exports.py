"""The page from which a holder takes everything along."""

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from app.holding.dependencies import OwnHolder, phrasebook_of
from app.holding.export import EXPORT_HEADERS, ZIP, export_passport
from app.holding.pages.frame import render_for_holder
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter()


@pages.get("/passport/export")
async def get_export(request: Request, ctx: Ctx, holder: OwnHolder) -> HTMLResponse:
    """What is in it, and a button."""
    return await render_for_holder(request, ctx, holder, "holding/export.html")


@pages.post("/passport/export")
async def post_export(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """The archive."""
    archive = await export_passport(ctx, holder, phrasebook_of(request))
    return Response(archive, media_type=ZIP, headers=EXPORT_HEADERS)
