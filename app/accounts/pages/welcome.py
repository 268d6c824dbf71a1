"""What follows when somebody came in, by whatever way."""

import re
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.dependencies import give_session
from app.accounts.sessions import OpenedSession, Visitor, end_staff_session
from app.platform.context import Context
from app.platform.database import enter_person
from app.web.cookies import RETURN_COOKIE, read_cookie, send_cookie

BROWSER_COOKIE: Final = "sign-in"
_DESK_PAGE: Final = re.compile(r"/desk(/[A-Za-z0-9-]{1,64}){1,8}")


async def welcome(request: Request, ctx: Context, visitor: Visitor | None, opened: OpenedSession) -> Response:
    """The page that asked for it, or the desk, with a session that was never anybody's before; an older one is over."""
    if visitor is not None:
        async with ctx.database.transaction() as session:
            await enter_person(session, visitor.person_id)
            await end_staff_session(ctx, session, visitor.person_id, visitor.session_id)
    give_session(request, opened.token, expires_at=opened.expires_at)
    send_cookie(request, BROWSER_COOKIE, "", seconds=0)
    asked = read_cookie(request, RETURN_COOKIE)
    send_cookie(request, RETURN_COOKIE, "", seconds=0)
    return RedirectResponse(asked if _DESK_PAGE.fullmatch(asked) else "/desk", HTTPStatus.SEE_OTHER)
