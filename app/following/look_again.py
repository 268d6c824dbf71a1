"""Looking again: whatever happened, the state of now is compared with what a follower was last told.

So a job may run twice, late, or before another that was there first, and still nobody is told what is not so.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.following.feed import record_event
from app.following.repository.subscriptions import SubscriptionRepository, find_followers, hash_id
from app.following.rows import FollowedCredential
from app.following.states import SHARE_ENDED, SHARE_EXPIRED, FollowedState, judge_state, type_of
from app.holding.follow_share import is_still_shown
from app.holding.followers import stop_following
from app.issuing.standings import find_standing
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.logging import log
from app.trust.keys import list_keys


@dataclass(frozen=True, slots=True)
class FoundState:
    """How a credential stands now, and until when it was meant to count."""

    state: FollowedState
    valid_until: datetime | None


async def find_state(
    context: Context, session: Session, organisation_id: UUID, followed: FollowedCredential
) -> FoundState | None:
    """The state now, None for what our ledger does not have. The session ends up as somebody else's."""
    is_shown = await is_still_shown(
        session,
        organisation_id=organisation_id,
        subscription_id=followed.subscription_id,
        credential_id=followed.credential_id,
    )
    standing = await find_standing(session, followed.issuer_id, followed.credential_id)
    if standing is None:
        return None
    keys = await list_keys(session, organisation_id=followed.issuer_id)
    compromised_at = next((key.compromised_at for key in keys if key.id == standing.key_id), None)
    state = judge_state(standing, is_shown=is_shown, compromised_at=compromised_at, now=context.clock.now())
    return FoundState(state, standing.valid_until)


async def review_followers(context: Context, identifier: UUID) -> None:
    """Look again for everybody who follows this credential, or anything of this issuer."""
    async with context.database.transaction(capability=hash_id(identifier)) as session:
        found = await find_followers(session, identifier)
    for organisation_id, subscription_id, credential_id in found:
        await review_credential(context, organisation_id, subscription_id, credential_id)


async def review_credential(
    context: Context, organisation_id: UUID, subscription_id: UUID, credential_id: UUID
) -> None:
    """Tell one follower of one credential, if that is in another state than it was last told."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        subscriptions = SubscriptionRepository(session, organisation_id)
        # Under its lock, so that of two who look at once the later one sees the newer state.
        subscription = await subscriptions.find(subscription_id, is_locked=True)
        if subscription is None or subscription.ended_at is not None:
            return
        known = await subscriptions.list_credentials([subscription_id])
        followed = next((one for one in known if one.credential_id == credential_id), None)
        if followed is None:
            return
        found = await find_state(context, session, organisation_id, followed)
        await enter(session, organisation_id=organisation_id)
        if found is None:
            return
        before = FollowedState(followed.state)
        if before is found.state:
            return
        await subscriptions.set_state(followed, found.state)
        await record_event(
            context,
            session,
            organisation_id,
            subscription,
            type=type_of(before, found.state),
            state=found.state,
            credential_id=credential_id,
        )
    log.info("follow.changed", kind=found.state)


async def end_share(context: Context, organisation_id: UUID, subscription_id: UUID) -> None:
    """The holder stopped sharing: the last thing that a follower is told, once."""
    await _end(context, organisation_id, subscription_id, reason="no_longer_shared", type=SHARE_ENDED)


async def expire_share(context: Context, organisation_id: UUID, subscription_id: UUID) -> datetime | None:
    """The share's time is over, if it is; else the moment at which it will be."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await SubscriptionRepository(session, organisation_id).find(subscription_id)
    if found is not None and found.ended_at is None and context.clock.now() < found.expires_at:
        return found.expires_at
    await _end(context, organisation_id, subscription_id, reason="expired", type=SHARE_EXPIRED)
    return None


async def _end(
    context: Context, organisation_id: UUID, subscription_id: UUID, *, reason: str, type: str
) -> None:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        subscriptions = SubscriptionRepository(session, organisation_id)
        if not await subscriptions.end(subscription_id, now=context.clock.now(), reason=reason):
            return
        await stop_following(
            context, session, organisation_id=organisation_id, subscription_id=subscription_id
        )
        subscription = await subscriptions.find(subscription_id)
        if subscription is not None:
            await record_event(context, session, organisation_id, subscription, type=type, state=reason)
    log.info("follow.ended", kind=reason)
