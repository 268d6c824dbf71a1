"""Following a share: who verified a share link with its key is told from then on when something changes in it."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.following.look_again import find_state
from app.following.repository.subscriptions import SubscriptionRepository
from app.following.rows import FollowedCredential, Subscription
from app.following.states import FollowedState
from app.holding.errors import ShareNotVerified
from app.holding.follow_share import FollowedShare, follow_share
from app.holding.followers import stop_following
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.queue import enqueue
from app.verifying.limits import count_miss, ensure_may_look
from app.verifying.share_addresses import read_share_secret

REVIEW: Final = "following.review"
EXPIRE: Final = "following.expire"
# The database's clock, which wakes the jobs, may be a moment ahead of ours.
MARGIN: Final = timedelta(seconds=5)


async def subscribe(
    context: Context, session: Session, follower: Issuer, share_link: str, *, address: str
) -> Subscription:
    """Follow the share of a link that this organisation verified with a key; again gives the same subscription.

    The session ends up in the organisation. `address` is who asks, to count misses. Raises InvalidInput,
    ShareNotVerified, TooMany.
    """
    secret = read_share_secret(share_link, public_url=context.settings.public_url)
    if secret is None:
        raise InvalidInput(errors=[_NOT_OUR_LINK])
    ensure_may_look(context, address)
    organisation_id = follower.organisation_id
    try:
        share = await follow_share(
            context, session, secret, organisation_id=organisation_id, name=follower.organisation_name
        )
    except ShareNotVerified:
        count_miss(context, address)
        raise
    await enter(session, organisation_id=organisation_id)
    known = await SubscriptionRepository(session, organisation_id).find(share.subscription_id)
    return known or await _add(context, session, organisation_id, share)


async def _add(
    context: Context, session: Session, organisation_id: UUID, share: FollowedShare
) -> Subscription:
    now = context.clock.now()
    subscription = Subscription(share.subscription_id, share.share_link_id, now, share.expires_at)
    followed = []
    for credential_id, issuer_id in share.credentials:
        one = FollowedCredential(subscription.id, credential_id, issuer_id, FollowedState.ACTIVE)
        found = await find_state(context, session, organisation_id, one)
        if found is None:
            continue
        followed.append(FollowedCredential(subscription.id, credential_id, issuer_id, found.state))
        if found.valid_until is not None and now < found.valid_until < share.expires_at:
            await enqueue(
                session,
                REVIEW,
                at=found.valid_until + MARGIN,
                organisation_id=str(organisation_id),
                subscription_id=str(subscription.id),
                credential_id=str(credential_id),
            )
    await enter(session, organisation_id=organisation_id)
    await SubscriptionRepository(session, organisation_id).add(subscription, followed)
    await enqueue(
        session,
        EXPIRE,
        at=share.expires_at + MARGIN,
        organisation_id=str(organisation_id),
        subscription_id=str(subscription.id),
    )
    return subscription


async def unsubscribe(
    context: Context, session: Session, organisation_id: UUID, subscription_id: UUID
) -> Subscription:
    """Follow no more, in a session of the organisation; one that ended stays as it is. Raises NotFound."""
    subscriptions = SubscriptionRepository(session, organisation_id)
    if await subscriptions.end(subscription_id, now=context.clock.now(), reason="unsubscribed"):
        await stop_following(
            context, session, organisation_id=organisation_id, subscription_id=subscription_id
        )
    found = await subscriptions.find(subscription_id)
    if found is None:
        raise NotFound
    return found


_NOT_OUR_LINK: Final = FieldError(
    "/shareLink", "not_a_share_link", "Send the whole address of a share page of this service, or its secret."
)
