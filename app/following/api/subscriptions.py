"""JSON routes of what a system follows."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.accounts.permissions import Issuer
from app.following.dependencies import READING, FollowerKey
from app.following.schemas import FollowedCredentialView, SubscriptionBody, SubscriptionView
from app.following.subscribe import subscribe, unsubscribe
from app.following.subscriptions import FollowedSubscription, list_subscriptions, load_subscription
from app.holding.errors import ShareNotVerified
from app.issuing.ledger import URN_PREFIX
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, TooMany, Unauthenticated
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery, client_address
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/subscriptions", tags=["Following"])
SubscriptionId = Annotated[UUID, Path(alias="subscriptionId")]


@router.post(
    "",
    status_code=201,
    operation_id="createSubscription",
    summary="Follow a share that you verified",
    responses=problems(InvalidInput, Unauthenticated, Forbidden, ShareNotVerified, TooMany, *REPLAY_ERRORS),
)
async def post_subscription(
    body: SubscriptionBody,
    request: Request,
    follower: FollowerKey,
    ctx: Ctx,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> SubscriptionView:
    """From now on you are told what changes in the share. Verify the link first, with a key of your organisation.

    Its holder sees that you follow it, by the name of your organisation. Again gives the same subscription.
    """
    await enter(db, organisation_id=follower.organisation_id)
    return await answer_once(
        db,
        Order(follower.organisation_id, "createSubscription", key, body),
        lambda: _subscribe(ctx, db, follower, body.share_link, client_address(request)),
        view=SubscriptionView,
        sealer=ctx.vault,
        response=response,
        now=now,
    )


async def _subscribe(
    ctx: Context, db: Session, follower: Issuer, share_link: str, address: str
) -> SubscriptionView:
    made = await subscribe(ctx, db, follower, share_link, address=address)
    return _view(await load_subscription(db, follower.organisation_id, made.id))


@router.get(
    "",
    operation_id="listSubscriptions",
    summary="List what you follow",
    responses=problems(InvalidInput, Unauthenticated, Forbidden),
)
async def get_subscriptions(follower: FollowerKey, db: Db, page: PageQuery) -> PageView[SubscriptionView]:
    """Newest first, for 90 days after the end also those that ended."""
    await enter(db, organisation_id=follower.organisation_id)
    found = await list_subscriptions(db, follower.organisation_id, page)
    return PageView(items=[_view(one) for one in found.items], next_cursor=found.next_cursor)


@router.get(
    "/{subscriptionId}",
    operation_id="getSubscription",
    summary="Read one subscription",
    responses=problems(*READING),
)
async def get_subscription(
    subscription_id: SubscriptionId, follower: FollowerKey, db: Db
) -> SubscriptionView:
    """What you follow, and how each credential stands."""
    await enter(db, organisation_id=follower.organisation_id)
    return _view(await load_subscription(db, follower.organisation_id, subscription_id))


@router.post(
    "/{subscriptionId}/_end",
    operation_id="endSubscription",
    summary="Follow a share no more",
    responses=problems(*READING),
)
async def post_end(
    subscription_id: SubscriptionId, follower: FollowerKey, ctx: Ctx, db: Db
) -> SubscriptionView:
    """Nothing more is told; ending twice changes nothing."""
    await enter(db, organisation_id=follower.organisation_id)
    await unsubscribe(ctx, db, follower.organisation_id, subscription_id)
    return _view(await load_subscription(db, follower.organisation_id, subscription_id))


def _view(followed: FollowedSubscription) -> SubscriptionView:
    one = followed.subscription
    return SubscriptionView.model_validate(
        {
            "id": one.id,
            "share_id": one.share_link_id,
            "state": "active" if one.ended_at is None else "ended",
            "end_reason": one.end_reason,
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "ended_at": one.ended_at,
            "credentials": [
                FollowedCredentialView.model_validate(
                    {"id": f"{URN_PREFIX}{each.credential_id}", "state": each.state}
                )
                for each in followed.credentials
            ],
        }
    )
