"""What follows when somebody came in, by whatever way."""

from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.dependencies import give_session
from app.accounts.sessions import OpenedSession, Visitor, end_staff_session
from app.platform.context import Context
from app.platform.database import enter_person
from app.web.cookies import send_cookie
from app.web.return_to import take_page

BROWSER_COOKIE: Final = "sign-in"


async def welcome(request: Request, ctx: Context, visitor: Visitor | None, opened: OpenedSession) -> Response:
    """The page that asked for it, or the desk, with a session that was never anybody's before; an older one is over."""
    if visitor is not None:
        async with ctx.database.transaction() as session:
            await enter_person(session, visitor.person_id)
            await end_staff_session(ctx, session, visitor.person_id, visitor.session_id)
    give_session(request, opened.token, expires_at=opened.expires_at)
    send_cookie(request, BROWSER_COOKIE, "", seconds=0)
    return RedirectResponse(take_page(request), HTTPStatus.SEE_OTHER)
