"""The page of the holder on who of the staff looked."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from app.holding.dependencies import OwnHolder, phrasebook_of
from app.holding.pages.frame import render_for_holder
from app.holding.who_looked import build_look_list
from app.platform.pagination import Page
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter(prefix="/passport")


@pages.get("/who-looked")
async def get_who_looked(
    request: Request,
    ctx: Ctx,
    holder: OwnHolder,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """By role and partnership, and when. Raises InvalidInput for a broken cursor."""
    page = await build_look_list(ctx, holder, Page(cursor=cursor), phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/who_looked.html", page=page)
