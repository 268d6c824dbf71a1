"""Reading what a system follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.following.repository.subscriptions import SubscriptionRepository
from app.following.rows import FollowedCredential, Subscription
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place


@dataclass(frozen=True, slots=True)
class FollowedSubscription:
    """A subscription and its credentials."""

    subscription: Subscription
    credentials: tuple[FollowedCredential, ...]


async def load_subscription(
    session: Session, organisation_id: UUID, subscription_id: UUID
) -> FollowedSubscription:
    """One subscription of the organisation. Raises NotFound."""
    found = await SubscriptionRepository(session, organisation_id).find(subscription_id)
    if found is None:
        raise NotFound
    [one] = await _with_credentials(session, organisation_id, [found])
    return one


async def list_subscriptions(
    session: Session, organisation_id: UUID, page: Page
) -> Slice[FollowedSubscription]:
    """The newest first. Raises InvalidInput for a cursor that is not ours."""
    before = read_place(page)
    subscriptions = SubscriptionRepository(session, organisation_id)
    found = await subscriptions.list_newest(limit=page.limit + 1, before=before)
    shown = found[: page.limit]
    cursor = encode_place(shown[-1].created_at, shown[-1].id) if len(found) > page.limit else None
    return Slice(await _with_credentials(session, organisation_id, shown), cursor)


async def _with_credentials(
    session: Session, organisation_id: UUID, subscriptions: Sequence[Subscription]
) -> list[FollowedSubscription]:
    ids = [one.id for one in subscriptions]
    credentials = await SubscriptionRepository(session, organisation_id).list_credentials(ids)
    return [
        FollowedSubscription(one, tuple(each for each in credentials if each.subscription_id == one.id))
        for one in subscriptions
    ]
