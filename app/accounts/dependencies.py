"""Who is asking: the API key in the Authorization header or the member behind a cookie, and what each may do.

Declare the issuer or member before `Db` in a route: it is looked up on a connection of its own.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.accounts.api_keys import authenticate
from app.accounts.branding import find_brand
from app.accounts.desk import frame_of
from app.accounts.memberships import list_memberships
from app.accounts.people import actor_of
from app.accounts.permissions import Issuer, Scope
from app.accounts.sessions import Visitor, find_visitor
from app.accounts.succession import find_succeeded, find_succeeded_by_slug
from app.platform.context import Context
from app.platform.errors import Forbidden, NotFound, Unauthenticated
from app.platform.logging import log, name_caller
from app.web.cookies import read_cookie, send_cookie
from app.web.dependencies import Ctx
from app.web.errors import SignInNeeded
from app.web.once import begin_once
from app.web.translations import speak

REQUESTS_PER_MINUTE: Final = 60_000
SESSION_COOKIE: Final = "staff"
_WINDOW_SECONDS: Final = 60.0
BEARER: Final = HTTPBearer(
    scheme_name="apiKey",
    bearerFormat="sp_live_…",
    description="An API key of your organisation.",
    auto_error=False,
)

Bearer: TypeAlias = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
OrganisationPath: TypeAlias = Annotated[
    str, Path(alias="organisationId", json_schema_extra={"format": "uuid"}, description="The organisation.")
]


async def issuer_of_key(ctx: Ctx, bearer: Bearer) -> Issuer:
    """The organisation of the key, for a path that names none. Raises Unauthenticated."""
    issuer = await _load_bearer(ctx, bearer)
    name_caller(actor=issuer.actor, organisation=str(issuer.organisation_id))
    return issuer


async def current_issuer(
    request: Request, ctx: Ctx, bearer: Bearer, organisation_id: OrganisationPath
) -> Issuer:
    """The organisation of the key, or one that ended and that it took over.

    Raises Unauthenticated; NotFound for the path of any other one (A01).
    """
    issuer = await _load_bearer(ctx, bearer)
    if organisation_id != str(issuer.organisation_id):
        succeeded = await find_succeeded(ctx, issuer, organisation_id)
        if succeeded is not None:
            name_caller(actor=succeeded.actor, organisation=organisation_id)
            request.state.staff = succeeded
            return succeeded
        log.warning(
            "authz.denied", organisation=str(issuer.organisation_id), actor=issuer.actor, reason="tenant"
        )
        raise NotFound
    name_caller(actor=issuer.actor, organisation=organisation_id)
    request.state.staff = issuer
    return issuer


CurrentIssuer: TypeAlias = Annotated[Issuer, Depends(current_issuer)]


def require(*scopes: Scope) -> Callable[[Issuer], Awaitable[Issuer]]:
    """A dependency for `Depends(require(Scope.X))`: the current issuer, if its key has one of the scopes.

    Raises Forbidden when the key has none of them; before that, what `current_issuer` raises.
    """

    async def issuer_with_scope(issuer: CurrentIssuer) -> Issuer:
        return _ensure_scope(issuer, *scopes)

    return issuer_with_scope


def require_of_key(scope: Scope) -> Callable[[Issuer], Awaitable[Issuer]]:
    """As `require`, for a path that names no organisation."""

    async def issuer_with_scope(issuer: Annotated[Issuer, Depends(issuer_of_key)]) -> Issuer:
        return _ensure_scope(issuer, scope)

    return issuer_with_scope


def _ensure_scope(issuer: Issuer, *scopes: Scope) -> Issuer:
    if issuer.scopes.isdisjoint(scopes):
        log.warning("authz.denied", reason=" ".join(scopes))
        raise Forbidden(f"This API key does not have the scope {' or '.join(scopes)}.")
    return issuer


async def find_verifier(context: Context, request: Request) -> Issuer | None:
    """The verifier whose key was sent, None without one. Raises Unauthenticated, Forbidden."""
    bearer = await BEARER(request)
    if bearer is None:
        return None
    verifier = await _load_issuer(context, bearer.credentials)
    name_caller(actor=verifier.actor, organisation=str(verifier.organisation_id))
    if Scope.VERIFICATIONS_CREATE not in verifier.scopes:
        log.warning("authz.denied", reason=Scope.VERIFICATIONS_CREATE)
        raise Forbidden(f"This API key does not have the scope {Scope.VERIFICATIONS_CREATE}.")
    return verifier


async def _load_bearer(context: Context, bearer: HTTPAuthorizationCredentials | None) -> Issuer:
    if bearer is None:
        raise Unauthenticated("Send your API key in the Authorization header, after the word Bearer.")
    return await _load_issuer(context, bearer.credentials)


async def _load_issuer(context: Context, text: str) -> Issuer:
    issuer = await authenticate(context, text)
    if issuer is None:
        log.warning("apikey.refused", reason="unknown, expired or revoked")
        raise Unauthenticated("This API key is unknown, expired or revoked.")
    context.caches.limiter.hit(issuer.actor, limit=REQUESTS_PER_MINUTE, window=_WINDOW_SECONDS)
    return issuer


async def maybe_visitor(request: Request, ctx: Ctx) -> Visitor | None:
    """The member of staff behind the session cookie, None without a session; renews the cookie in time."""
    visitor = await find_visitor(ctx, read_cookie(request, SESSION_COOKIE))
    if visitor is None:
        return None
    name_caller(actor=actor_of(visitor.person_id))
    if visitor.fresh_token is not None:
        give_session(request, visitor.fresh_token, expires_at=visitor.expires_at)
    speak(request, visitor.language)
    return visitor


MaybeVisitor: TypeAlias = Annotated[Visitor | None, Depends(maybe_visitor)]


async def current_visitor(visitor: MaybeVisitor) -> Visitor:
    """The member of staff behind the session cookie. Raises SignInNeeded, which leads a browser to /sign-in."""
    if visitor is None:
        raise SignInNeeded
    return visitor


CurrentVisitor: TypeAlias = Annotated[Visitor, Depends(current_visitor)]


async def current_member(
    request: Request, visitor: CurrentVisitor, ctx: Ctx, slug: Annotated[str, Path(max_length=63)]
) -> Issuer:
    """The member, acting for the organisation of the path or for one that its own took over.

    Raises SignInNeeded; NotFound where it is no member.
    """
    own = [membership.issuer for membership in await list_memberships(ctx, visitor.person_id)]
    found = next((issuer for issuer in own if issuer.slug == slug), None)
    if found is None:
        found = await find_succeeded_by_slug(ctx, own, slug)
    if found is None:
        log.warning("authz.denied", reason="tenant")
        raise NotFound
    name_caller(actor=found.actor, organisation=str(found.organisation_id))
    request.state.staff = found
    request.state.desk = frame_of(found, request.url.path, await find_brand(ctx, slug))
    return found


CurrentMember: TypeAlias = Annotated[Issuer, Depends(current_member)]


def require_member(*scopes: Scope) -> Callable[..., Awaitable[Issuer]]:
    """A dependency for `Depends(require_member(Scope.X))`: the current member, with one of these scopes.

    Raises Forbidden when its roles give none of them; before that, what `current_member` raises. A form that was
    sent twice goes through once (`begin_once`).
    """

    async def member_with_scope(request: Request, ctx: Ctx, member: CurrentMember) -> Issuer:
        if member.scopes.isdisjoint(scopes):
            log.warning("authz.denied", reason=" ".join(scopes))
            raise Forbidden("Your roles do not allow this.")
        await begin_once(request, ctx, member.organisation_id, member.actor)
        return member

    return member_with_scope


def give_session(request: Request, token: str, *, expires_at: datetime) -> None:
    """Put the session in the visitor's cookie."""
    now = request.app.state.context.clock.now()
    send_cookie(request, SESSION_COOKIE, token, seconds=int((expires_at - now).total_seconds()))


def take_session(request: Request) -> None:
    """Take the cookie of the session away."""
    send_cookie(request, SESSION_COOKIE, "", seconds=0)
