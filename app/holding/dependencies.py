"""Who holds the passport: a bearer token for the API, a cookie for the pages."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.accounts.dependencies import maybe_visitor
from app.accounts.people import actor_of
from app.holding.claim_device import ClaimDevice
from app.holding.errors import NotWhileHelped
from app.holding.helped import HELP_LIFETIME, Help, find_help, is_help_token
from app.holding.sessions import SESSION_LIFETIME, OpenedSession, find_holder
from app.holding.under_sixteen import ensure_guardian_agreed, ensure_sharing_is_open
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.platform.errors import Unauthenticated
from app.platform.logging import name_caller
from app.web.cookies import read_cookie, send_cookie
from app.web.dependencies import Ctx
from app.web.errors import PassportSignInNeeded
from app.web.translations import date_text, language_of, translate

SESSION_COOKIE: Final = "passport"
HELP_COOKIE: Final = "helped-passport"
_BEARER: Final = HTTPBearer(
    scheme_name="holderToken", description="sp_holder_… from POST /v1/passport/claims", auto_error=False
)


async def current_holder(
    ctx: Ctx, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> UUID:
    """The holder of the bearer token. Raises Unauthenticated."""
    if bearer is not None and is_help_token(bearer.credentials):
        raise NotWhileHelped
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


@dataclass(frozen=True, slots=True)
class Viewing:
    """Whose passport is looked at; `helped` when a coach looks along, and then there is nothing but looking."""

    holder_id: UUID
    helped: Help | None


async def visiting_holder(request: Request, ctx: Ctx) -> UUID | None:
    """The holder of the session cookie, or None for a visitor without one.

    Raises NotWhileHelped on a device on which a coach looks along in somebody's passport.
    """
    if await _find_help(request, ctx) is not None:
        raise NotWhileHelped
    return await find_holder(ctx, read_cookie(request, SESSION_COOKIE))


async def _find_help(request: Request, ctx: Context) -> Help | None:
    token = read_cookie(request, HELP_COOKIE)
    if not is_help_token(token):
        return None
    # Of use only to who typed the code, as long as that member of staff is signed in on this device.
    visitor = await maybe_visitor(request, ctx)
    return None if visitor is None else await find_help(ctx, token, actor=actor_of(visitor.person_id))


async def claim_device(request: Request, ctx: Ctx) -> ClaimDevice:
    """What is open on the device on which somebody collects."""
    token = read_cookie(request, SESSION_COOKIE)
    visitor = await maybe_visitor(request, ctx)
    return ClaimDevice(
        holder_id=await find_holder(ctx, token),
        token=token,
        look=await _find_help(request, ctx),
        person_id=None if visitor is None else visitor.person_id,
    )


async def looking(request: Request, ctx: Ctx) -> Viewing:
    """Whose passport is open on this device, for the holder or for a coach. Raises PassportSignInNeeded."""
    helped = await _find_help(request, ctx)
    if helped is not None:
        return Viewing(helped.holder_id, helped)
    holder_id = await find_holder(ctx, read_cookie(request, SESSION_COOKIE))
    if holder_id is None:
        raise PassportSignInNeeded
    return Viewing(holder_id, None)


async def viewing(ctx: Ctx, passport: Annotated[Viewing, Depends(looking)]) -> Viewing:
    """Whose passport is looked at. Raises PassportSignInNeeded, GuardianNeeded."""
    await ensure_guardian_agreed(ctx, passport.holder_id)
    return passport


async def own_holder(holder: Annotated[UUID | None, Depends(visiting_holder)]) -> UUID:
    """The holder of the session cookie. Raises PassportSignInNeeded, which leads a browser to /passport/sign-in."""
    if holder is None:
        raise PassportSignInNeeded
    return holder


def give_session(request: Request, session: OpenedSession) -> None:
    """Put the session in the visitor's cookie."""
    send_cookie(request, SESSION_COOKIE, session.token, seconds=int(SESSION_LIFETIME.total_seconds()))


def give_help(request: Request, token: str) -> None:
    """Put a look together with a coach in the cookie of the coach's device."""
    send_cookie(request, HELP_COOKIE, token, seconds=int(HELP_LIFETIME.total_seconds()))


def take_help(request: Request) -> None:
    """Take that cookie away."""
    send_cookie(request, HELP_COOKIE, "", seconds=0)


def take_session(request: Request) -> None:
    """Take the cookie of the session away."""
    send_cookie(request, SESSION_COOKIE, "", seconds=0)


async def page_holder(ctx: Ctx, holder: Annotated[UUID, Depends(own_holder)]) -> UUID:
    """The same, where under sixteen a parent or guardian agreed. Raises PassportSignInNeeded, GuardianNeeded.

    What is somebody's own at any time (ways in, taking along, who looked, erasing) asks for an OwnHolder instead.
    """
    await ensure_guardian_agreed(ctx, holder)
    return holder


async def sharing_holder(ctx: Ctx, holder: Annotated[UUID, Depends(own_holder)]) -> UUID:
    """The same before a page of sharing. Raises PassportSignInNeeded, UnderSixteen, which leads a browser to why."""
    await ensure_sharing_is_open(ctx, holder)
    return holder


CurrentHolder = Annotated[UUID, Depends(current_holder)]
MaybeHolder = Annotated[UUID | None, Depends(maybe_holder)]
VisitingHolder = Annotated[UUID | None, Depends(visiting_holder)]
LookedPassport = Annotated[Viewing, Depends(looking)]
ViewedPassport = Annotated[Viewing, Depends(viewing)]
OnDevice = Annotated[ClaimDevice, Depends(claim_device)]
OwnHolder = Annotated[UUID, Depends(own_holder)]
PageHolder = Annotated[UUID, Depends(page_holder)]
SharingHolder = Annotated[UUID, Depends(sharing_holder)]


def phrasebook_of(request: Request) -> Phrasebook:
    """The words of the language that this visitor asked for."""
    language = language_of(request)
    return Phrasebook(
        language=language,
        translate=partial(translate, language=language),
        write_date=partial(date_text, locale=language),
    )
