"""Reading what a system follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.following.repository.subscriptions import SubscriptionRepository
from app.following.rows import FollowedCredential, Subscription
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor


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
    before = read_place(page.cursor)
    subscriptions = SubscriptionRepository(session, organisation_id)
    found = await subscriptions.list_newest(limit=page.limit + 1, before=before)
    shown = found[: page.limit]
    cursor = write_place(shown[-1].created_at, shown[-1].id) if len(found) > page.limit else None
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


def write_place(moment: datetime, identifier: UUID) -> str:
    """The cursor of a row in a list by time."""
    return encode_cursor(moment.isoformat(), str(identifier))


def read_place(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place in a cursor, None for the first page. Raises InvalidInput for a cursor that is not ours."""
    if cursor is None:
        return None
    moment, identifier = decode_cursor(cursor, 2)
    try:
        place = datetime.fromisoformat(moment), UUID(identifier)
    except ValueError:
        place = None
    if place is None or place[0].tzinfo is None:
        raise InvalidInput(
            errors=[FieldError("?cursor", "invalid_cursor", "Use the nextCursor of the page before.")]
        )
    return place
