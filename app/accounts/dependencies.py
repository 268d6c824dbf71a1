"""Who is asking: the API key in the Authorization header, and what it may do.

Declare the issuer before `Db` in a route: the key is looked up on a connection of its own.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.accounts.api_keys import authenticate
from app.accounts.permissions import Issuer, RouteGroup, Scope, is_allowed
from app.platform.context import Context
from app.platform.errors import Forbidden, NotFound, Unauthenticated
from app.platform.logging import log, name_caller
from app.web.dependencies import Ctx

REQUESTS_PER_MINUTE: Final = 60_000
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


async def current_issuer(ctx: Ctx, bearer: Bearer, organisation_id: OrganisationPath) -> Issuer:
    """The organisation of the key. Raises Unauthenticated; NotFound for the path of any other one (A01)."""
    issuer = await _load_bearer(ctx, bearer)
    if organisation_id != str(issuer.organisation_id):
        log.warning(
            "authz.denied", organisation=str(issuer.organisation_id), actor=issuer.actor, reason="tenant"
        )
        raise NotFound
    name_caller(actor=issuer.actor, organisation=organisation_id)
    return issuer


CurrentIssuer: TypeAlias = Annotated[Issuer, Depends(current_issuer)]


def require(scope: Scope) -> Callable[[Issuer], Awaitable[Issuer]]:
    """A dependency for `Depends(require(Scope.X))`: the current issuer, if its key has the scope.

    Raises Forbidden when the key lacks it; before that, what `current_issuer` raises.
    """

    async def issuer_with_scope(issuer: CurrentIssuer) -> Issuer:
        return _ensure_scope(issuer, scope)

    return issuer_with_scope


def require_of_key(scope: Scope) -> Callable[[Issuer], Awaitable[Issuer]]:
    """As `require`, for a path that names no organisation."""

    async def issuer_with_scope(issuer: Annotated[Issuer, Depends(issuer_of_key)]) -> Issuer:
        return _ensure_scope(issuer, scope)

    return issuer_with_scope


def _ensure_scope(issuer: Issuer, scope: Scope) -> Issuer:
    if scope not in issuer.scopes:
        log.warning("authz.denied", reason=scope)
        raise Forbidden(f"This API key does not have the scope {scope}.")
    return issuer


async def find_verifier(context: Context, request: Request) -> Issuer | None:
    """The verifier whose key was sent, None without one. Raises Unauthenticated, Forbidden."""
    bearer = await BEARER(request)
    if bearer is None:
        return None
    verifier = await _load_issuer(context, bearer.credentials)
    name_caller(actor=verifier.actor, organisation=str(verifier.organisation_id))
    if not is_allowed(verifier.scopes, RouteGroup.CREATE_VERIFICATIONS):
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
