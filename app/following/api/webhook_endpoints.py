"""JSON routes of the addresses that are called when something changes."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.following import endpoints
from app.following.attempts import list_attempts
from app.following.dependencies import READING, FollowerKey
from app.following.errors import TooManyEndpoints
from app.following.rows import Endpoint
from app.following.schemas import (
    CreatedWebhookEndpointView,
    WebhookAttemptView,
    WebhookEndpointBody,
    WebhookEndpointsView,
    WebhookEndpointView,
)
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, Unauthenticated
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/webhook-endpoints", tags=["Following"])
EndpointId = Annotated[UUID, Path(alias="endpointId")]


@router.post(
    "",
    status_code=201,
    operation_id="createWebhookEndpoint",
    summary="Be called when something changes",
    responses=problems(InvalidInput, Unauthenticated, Forbidden, TooManyEndpoints, *REPLAY_ERRORS),
)
async def post_endpoint(
    body: WebhookEndpointBody,
    follower: FollowerKey,
    ctx: Ctx,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> CreatedWebhookEndpointView:
    """At most five addresses. Every event of your organisation goes to each, signed after Standard Webhooks."""
    await enter(db, organisation_id=follower.organisation_id)
    return await answer_once(
        db,
        Order(follower.organisation_id, "createWebhookEndpoint", key, body),
        lambda: _add(ctx, db, follower.organisation_id, body.url),
        view=CreatedWebhookEndpointView,
        sealer=ctx.vault,
        response=response,
        now=now,
        forget=("secret",),
    )


async def _add(ctx: Context, db: Session, organisation_id: UUID, url: str) -> CreatedWebhookEndpointView:
    made, secret = await endpoints.add_endpoint(ctx, db, organisation_id, url)
    return CreatedWebhookEndpointView(**_view(made).model_dump(), secret=secret)


@router.get(
    "",
    operation_id="listWebhookEndpoints",
    summary="List your webhook endpoints",
    responses=problems(Unauthenticated, Forbidden),
)
async def get_endpoints(follower: FollowerKey, db: Db) -> WebhookEndpointsView:
    """All of them, without their secrets."""
    await enter(db, organisation_id=follower.organisation_id)
    found = await endpoints.list_endpoints(db, follower.organisation_id)
    return WebhookEndpointsView(items=[_view(endpoint) for endpoint in found])


@router.get(
    "/{endpointId}",
    operation_id="getWebhookEndpoint",
    summary="Read one webhook endpoint",
    responses=problems(*READING),
)
async def get_endpoint(endpoint_id: EndpointId, follower: FollowerKey, db: Db) -> WebhookEndpointView:
    """Whether it works, and since when it does not."""
    await enter(db, organisation_id=follower.organisation_id)
    return _view(await endpoints.load_endpoint(db, follower.organisation_id, endpoint_id))


@router.delete(
    "/{endpointId}",
    status_code=204,
    operation_id="deleteWebhookEndpoint",
    summary="Be called there no more",
    responses=problems(*READING),
)
async def delete_endpoint(endpoint_id: EndpointId, follower: FollowerKey, db: Db) -> None:
    """The address, its secret and its log are gone at once."""
    await enter(db, organisation_id=follower.organisation_id)
    await endpoints.delete_endpoint(db, follower.organisation_id, endpoint_id)


@router.post(
    "/{endpointId}/_rotate",
    operation_id="rotateWebhookSecret",
    summary="Change the secret of a webhook endpoint",
    responses=problems(*READING),
)
async def post_rotation(
    endpoint_id: EndpointId, follower: FollowerKey, ctx: Ctx, db: Db
) -> CreatedWebhookEndpointView:
    """The next secret, shown once. For 24 hours every webhook has two signatures: by the new and the old secret."""
    await enter(db, organisation_id=follower.organisation_id)
    made, secret = await endpoints.rotate_secret(ctx, db, follower.organisation_id, endpoint_id)
    return CreatedWebhookEndpointView(**_view(made).model_dump(), secret=secret)


@router.post(
    "/{endpointId}/_enable",
    operation_id="enableWebhookEndpoint",
    summary="Use a webhook endpoint again that was disabled",
    responses=problems(*READING),
)
async def post_enabling(endpoint_id: EndpointId, follower: FollowerKey, db: Db) -> WebhookEndpointView:
    """What it missed stands in the list of events, and is replayed one by one."""
    await enter(db, organisation_id=follower.organisation_id)
    return _view(await endpoints.enable_endpoint(db, follower.organisation_id, endpoint_id))


@router.get(
    "/{endpointId}/attempts",
    operation_id="listWebhookAttempts",
    summary="List what was sent and what came of it",
    responses=problems(*READING),
)
async def get_attempts(
    endpoint_id: EndpointId, follower: FollowerKey, db: Db, page: PageQuery
) -> PageView[WebhookAttemptView]:
    """Newest first, for as long as the events are kept."""
    await enter(db, organisation_id=follower.organisation_id)
    found = await list_attempts(db, follower.organisation_id, endpoint_id, page)
    items = [WebhookAttemptView.model_validate(each, from_attributes=True) for each in found.items]
    return PageView(items=items, next_cursor=found.next_cursor)


def _view(endpoint: Endpoint) -> WebhookEndpointView:
    return WebhookEndpointView.model_validate(endpoint, from_attributes=True)
