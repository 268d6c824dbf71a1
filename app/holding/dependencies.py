"""Who holds the passport: a bearer token for the API, a cookie for the pages."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.holding.sessions import SESSION_LIFETIME, OpenedSession, find_holder
from app.holding.wording import Phrasebook
from app.platform.errors import Unauthenticated
from app.platform.logging import name_caller
from app.web.cookies import read_cookie, send_cookie
from app.web.dependencies import Ctx
from app.web.errors import PassportSignInNeeded
from app.web.translations import date_text, language_of, translate

SESSION_COOKIE: Final = "passport"
_BEARER: Final = HTTPBearer(
    scheme_name="holderToken", description="sp_holder_… from POST /v1/passport/claims", auto_error=False
)


async def current_holder(
    ctx: Ctx, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> UUID:
    """The holder of the bearer token. Raises Unauthenticated."""
    holder_id = await find_holder(ctx, bearer.credentials) if bearer is not None else None
    if holder_id is None:
        raise Unauthenticated
    name_caller(actor="holder")
    return holder_id


async def maybe_holder(
    ctx: Ctx, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> UUID | None:
    """The holder of the bearer token, None without a token. Raises Unauthenticated on a bad one."""
    return None if bearer is None else await current_holder(ctx, bearer)


async def visiting_holder(request: Request, ctx: Ctx) -> UUID | None:
    """The holder of the session cookie, or None for a visitor without one."""
    return await find_holder(ctx, read_cookie(request, SESSION_COOKIE))


async def page_holder(holder: Annotated[UUID | None, Depends(visiting_holder)]) -> UUID:
    """The holder of the session cookie. Raises PassportSignInNeeded, which leads a browser to /passport/sign-in."""
    if holder is None:
        raise PassportSignInNeeded
    return holder


def give_session(request: Request, session: OpenedSession) -> None:
    """Put the session in the visitor's cookie."""
    send_cookie(request, SESSION_COOKIE, session.token, seconds=int(SESSION_LIFETIME.total_seconds()))


def take_session(request: Request) -> None:
    """Take the cookie of the session away."""
    send_cookie(request, SESSION_COOKIE, "", seconds=0)


CurrentHolder = Annotated[UUID, Depends(current_holder)]
MaybeHolder = Annotated[UUID | None, Depends(maybe_holder)]
VisitingHolder = Annotated[UUID | None, Depends(visiting_holder)]
PageHolder = Annotated[UUID, Depends(page_holder)]


def phrasebook_of(request: Request) -> Phrasebook:
    """The words of the language that this visitor asked for."""
    language = language_of(request)
    return Phrasebook(
        language=language,
        translate=partial(translate, language=language),
        write_date=partial(date_text, locale=language),
    )
