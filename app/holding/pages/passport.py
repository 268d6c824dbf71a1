"""Pages of the passport: everything somebody can do, and one skill in plain words."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.holding.badge_picture import PICTURE_HEADERS, PNG, make_badge_picture
from app.holding.dependencies import PageHolder, ViewedPassport, phrasebook_of
from app.holding.pages.frame import render_for_holder
from app.holding.passport_pages import build_passport_page, build_skill_page
from app.holding.recover import list_open_recoveries
from app.holding.sort_credentials import sort_credential
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()
CredentialId = Annotated[UUID, Path(alias="credentialId")]
_SEE_OTHER = 303


@pages.get("/passport")
async def get_passport(request: Request, ctx: Ctx, passport: ViewedPassport) -> HTMLResponse:
    """What came lately, and what the holder can do, in groups; with a coach there is nothing but looking."""
    holder = passport.holder_id
    page = await build_passport_page(ctx, holder, phrasebook_of(request))
    if passport.helped is not None:
        return render(request, "holding/helped.html", page=page, until=passport.helped.expires_at)
    waiting = await list_open_recoveries(ctx, holder)
    return await render_for_holder(
        request, ctx, holder, "holding/passport.html", page=page, has_recovery=bool(waiting)
    )


@pages.get("/passport/skills/{credentialId}")
async def get_skill(
    request: Request, ctx: Ctx, holder: PageHolder, credential_id: CredentialId
) -> HTMLResponse:
    """What it means, who says so, since when."""
    page = await build_skill_page(ctx, holder, credential_id, phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/skill.html", page=page)


@pages.get("/passport/skills/{credentialId}/picture")
async def get_picture(
    request: Request, ctx: Ctx, holder: PageHolder, credential_id: CredentialId
) -> Response:
    """The credential as a picture that carries it, to keep."""
    picture = await make_badge_picture(ctx, holder, credential_id, phrasebook_of(request))
    return Response(picture, media_type=PNG, headers=PICTURE_HEADERS)


@pages.post("/passport/skills/{credentialId}/accept")
async def post_accept(ctx: Ctx, holder: PageHolder, credential_id: CredentialId, _csrf: Csrf) -> Response:
    """It is right: one tap, and back to the passport."""
    await sort_credential(ctx, holder, credential_id, "accepted")
    return RedirectResponse("/passport", status_code=_SEE_OTHER)


@pages.post("/passport/skills/{credentialId}/hide")
async def post_hide(ctx: Ctx, holder: PageHolder, credential_id: CredentialId, _csrf: Csrf) -> Response:
    """Nobody needs to see it: it leaves every link at once."""
    await sort_credential(ctx, holder, credential_id, "hidden")
    return RedirectResponse("/passport", status_code=_SEE_OTHER)
