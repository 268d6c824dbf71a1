"""The page behind the link of an invitation: looking changes nothing, the button makes a member."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.accept_invitation import OpenInvitation, accept_invitation, read_invitation
from app.accounts.dependencies import MaybeVisitor
from app.accounts.page_models import FieldProblem, InvitationPage
from app.accounts.pages.welcome import welcome
from app.accounts.people_pages import role_names
from app.platform.errors import InvalidInput
from app.platform.logging import log
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]
_MISSES, _MINUTE = 10, 60.0


@pages.api_route("/invitation/{secret}", methods=["GET", "HEAD"])
async def get_invitation(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """Who invites, as what, and a button (threat A25). Raises TooMany."""
    found = await read_invitation(ctx, secret)
    if found is None:
        return _gone(request, ctx)
    return render(request, "accounts/invitation.html", page=_page(found, secret))


@pages.post("/invitation/{secret}")
async def post_invitation(
    request: Request, secret: Secret, ctx: Ctx, visitor: MaybeVisitor, _csrf: Csrf
) -> Response:
    """Become a member, signed in on this device. Raises TooMany."""
    name = str((await request.form()).get("name", ""))[:200]
    user_agent = request.headers.get("user-agent", "")
    try:
        opened = await accept_invitation(ctx, secret, name=name, user_agent=user_agent)
    except InvalidInput:
        return await _ask_name_again(request, ctx, secret, name)
    return _gone(request, ctx) if opened is None else await welcome(request, ctx, visitor, opened)


async def _ask_name_again(request: Request, ctx: Ctx, secret: str, name: str) -> HTMLResponse:
    found = await read_invitation(ctx, secret)
    if found is None:
        return _gone(request, ctx)
    sentence = translate(N_("Vul uw naam in, 1 tot 100 letters."), language_of(request))
    page = _page(found, secret, name=name, problems=(FieldProblem("name", sentence),))
    return render(request, "accounts/invitation.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


def _page(
    found: OpenInvitation, secret: str, *, name: str = "", problems: tuple[FieldProblem, ...] = ()
) -> InvitationPage:
    return InvitationPage(
        organisation_name=found.organisation_name,
        roles=role_names(found.roles),
        action=f"/invitation/{secret}",
        asks_name=not found.is_known,
        name=name,
        problems=problems,
    )


def _gone(request: Request, ctx: Ctx) -> HTMLResponse:
    log.warning("auth.fail", reason="an invitation that does not work")
    place = client_address(request)
    ctx.caches.limiter.hit(f"invitation-miss/{place}", limit=_MISSES, window=_MINUTE)
    return render(request, "accounts/invitation_gone.html", status_code=HTTPStatus.NOT_FOUND)
