"""JSON routes of an organisation: itself, its API keys and its audit log."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts import api_keys
from app.accounts.api_keys import ApiKey
from app.accounts.audit_events import list_audit_events
from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.errors import ScopeNotAllowed
from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer, Scope
from app.accounts.schemas import (
    ApiKeyView,
    AuditEventView,
    CreateApiKeyBody,
    CreatedApiKeyView,
    OrganisationView,
)
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/organisations/{organisationId}", tags=["Organisation"])

DEFAULT_LIFETIME: Final = timedelta(days=365)
ApiKeyId = Annotated[UUID, Path(alias="apiKeyId")]
ApiKeyManager = Annotated[Issuer, Depends(require(Scope.API_KEYS_MANAGE))]
AuditReader = Annotated[Issuer, Depends(require(Scope.AUDIT_READ))]
_READING: Final = (InvalidInput, Unauthenticated, NotFound, TooMany)


@router.get("", operation_id="getOrganisation", responses=problems(*_READING))
async def get_organisation(issuer: CurrentIssuer, db: Db) -> OrganisationView:
    """Read your own organisation."""
    organisation = await find_organisation(db, issuer.organisation_id)
    if organisation is None:
        raise NotFound
    return OrganisationView.model_validate(organisation, from_attributes=True)


@router.post(
    "/api-keys",
    status_code=201,
    operation_id="createApiKey",
    responses=problems(*_READING, Forbidden, ScopeNotAllowed, *REPLAY_ERRORS),
)
async def post_api_key(
    body: CreateApiKeyBody,
    issuer: ApiKeyManager,
    ctx: Ctx,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> CreatedApiKeyView:
    """Make an API key. Its text is in the answer once; a replayed answer leaves it out."""
    await enter(db, organisation_id=issuer.organisation_id)
    return await answer_once(
        db,
        Order(issuer.organisation_id, "createApiKey", key, body),
        lambda: _make_api_key(ctx, db, issuer, body, now),
        view=CreatedApiKeyView,
        sealer=ctx.vault,
        response=response,
        now=now,
        forget=("secret",),
    )


async def _make_api_key(
    ctx: Context, db: Session, issuer: Issuer, body: CreateApiKeyBody, now: datetime
) -> CreatedApiKeyView:
    if not issuer.scopes.issuperset(body.scopes):
        raise ScopeNotAllowed("This API key cannot give a scope that it does not have.")
    made, secret = await api_keys.create_api_key(
        db,
        organisation_id=issuer.organisation_id,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at or now + DEFAULT_LIFETIME,
        now=now,
        randomness=ctx.randomness,
        actor=issuer.actor,
        hand=issuer.eyes,
    )
    return CreatedApiKeyView(**_api_key_view(made).model_dump(), secret=secret)


@router.get("/api-keys", operation_id="listApiKeys", responses=problems(*_READING, Forbidden))
async def get_api_keys(issuer: ApiKeyManager, db: Db, page: PageQuery) -> PageView[ApiKeyView]:
    """List the API keys of your organisation, newest first, without their text."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await api_keys.list_api_keys(db, organisation_id=issuer.organisation_id, page=page)
    return PageView(items=[_api_key_view(key) for key in found.items], next_cursor=found.next_cursor)


@router.post(
    "/api-keys/{apiKeyId}/_revoke", operation_id="revokeApiKey", responses=problems(*_READING, Forbidden)
)
async def post_api_key_revocation(
    issuer: ApiKeyManager, api_key_id: ApiKeyId, ctx: Ctx, db: Db, now: Now
) -> ApiKeyView:
    """Revoke an API key for ever. It stops everywhere within five seconds; revoking again changes nothing."""
    await enter(db, organisation_id=issuer.organisation_id)
    revoked = await api_keys.revoke_api_key(
        db,
        organisation_id=issuer.organisation_id,
        api_key_id=api_key_id,
        actor=issuer.actor,
        now=now,
        randomness=ctx.randomness,
    )
    return _api_key_view(revoked)


@router.get("/audit-events", operation_id="listAuditEvents", responses=problems(*_READING, Forbidden))
async def get_audit_events(issuer: AuditReader, db: Db, page: PageQuery) -> PageView[AuditEventView]:
    """List who did what in your organisation, newest first."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_audit_events(db, organisation_id=issuer.organisation_id, page=page)
    items = [AuditEventView.model_validate(event, from_attributes=True) for event in found.items]
    return PageView(items=items, next_cursor=found.next_cursor)


def _api_key_view(key: ApiKey) -> ApiKeyView:
    return ApiKeyView(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=list(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_date=key.last_used_on,
    )
