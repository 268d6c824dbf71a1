"""The desk: choose a partnership, see what there is to do, sign out."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import CurrentMember, CurrentVisitor, MaybeVisitor, take_session
from app.accounts.memberships import list_memberships
from app.accounts.page_models import DeskChoice, DeskLine, DeskStart
from app.accounts.sessions import end_staff_session
from app.accounts.wording import ROLE_NAMES
from app.platform.database import enter_person
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()


@pages.get("/desk")
async def get_desk_choice(request: Request, visitor: CurrentVisitor, ctx: Ctx) -> Response:
    """The partnerships of the visitor; with one, straight to it."""
    memberships = await list_memberships(ctx, visitor.person_id)
    if len(memberships) == 1:
        return RedirectResponse(f"/desk/{memberships[0].issuer.slug}", HTTPStatus.SEE_OTHER)
    lines = tuple(
        DeskLine(found.issuer.organisation_name, f"/desk/{found.issuer.slug}", _names(found.roles))
        for found in memberships
    )
    return render(request, "accounts/desk_choice.html", page=DeskChoice(lines))


@pages.get("/desk/{slug}")
async def get_desk(
    request: Request, member: CurrentMember, visitor: CurrentVisitor, ctx: Ctx
) -> HTMLResponse:
    """What this member can do here."""
    memberships = await list_memberships(ctx, visitor.person_id)
    roles = [found.roles for found in memberships if found.issuer.slug == member.slug]
    page = DeskStart(_names(roles[0] if roles else ()))
    return render(request, "accounts/desk_start.html", page=page)


@pages.post("/sign-out")
async def post_sign_out(request: Request, visitor: MaybeVisitor, ctx: Ctx, _csrf: Csrf) -> Response:
    """End this session; doing it twice is no error."""
    if visitor is not None:
        async with ctx.database.transaction() as session:
            await enter_person(session, visitor.person_id)
            await end_staff_session(ctx, session, visitor.person_id, visitor.session_id)
    take_session(request)
    return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)


def _names(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ROLE_NAMES[role] for role in roles if role in ROLE_NAMES)
