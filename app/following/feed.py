"""What followers are told: written down once, in order, for who asks, and queued for who wants to be called.

All of it in the transaction that found the change: an event exists exactly when its deliveries do.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import orjson

from app.following.repository.events import EventRepository, forget_events
from app.following.repository.subscriptions import forget_ended
from app.following.repository.webhooks import DeliveryRepository, EndpointRepository
from app.following.rows import FollowEvent, Subscription
from app.issuing.ledger import URN_PREFIX
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.pagination import Page, decode_cursor, encode_cursor, foreign_cursor
from app.platform.queue import HOOKS, enqueue

DELIVER: Final = "following.deliver"
KEPT_FOR: Final = timedelta(days=90)
_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Feed:
    """Events, the oldest first; `cursor` is the place to ask from the next time, also when there are none."""

    items: tuple[FollowEvent, ...]
    cursor: str
    has_more: bool


async def record_event(
    context: Context,
    session: Session,
    organisation_id: UUID,
    subscription: Subscription,
    *,
    type: str,
    state: str,
    credential_id: UUID | None = None,
) -> None:
    """Write an event down and queue it for every address that works; in a session of the organisation."""
    events = EventRepository(session, organisation_id)
    event = FollowEvent(
        id=context.randomness.uuid(),
        position=await events.take_position(),
        type=type,
        happened_at=context.clock.now(),
        subscription_id=subscription.id,
        share_link_id=subscription.share_link_id,
        credential_id=credential_id,
        state=state,
    )
    await events.add(event)
    for endpoint in await EndpointRepository(session, organisation_id).list():
        if endpoint.state == "active":
            await _queue(session, organisation_id, endpoint.id, event.id, now=event.happened_at)


async def list_events(session: Session, organisation_id: UUID, page: Page) -> Feed:
    """The events after the cursor, or all that are kept. Raises InvalidInput for a cursor that is not ours."""
    after = 0 if page.cursor is None else _read_position(page.cursor)
    found = await EventRepository(session, organisation_id).list(after=after, limit=page.limit + 1)
    shown = found[: page.limit]
    last = shown[-1].position if shown else after
    return Feed(tuple(shown), encode_cursor(str(last)), len(found) > page.limit)


async def replay_event(session: Session, organisation_id: UUID, event_id: UUID, *, now: datetime) -> int:
    """Send an event again, from the first attempt, to every address that works; to how many. Raises NotFound."""
    if await EventRepository(session, organisation_id).find(event_id) is None:
        raise NotFound
    endpoints = await EndpointRepository(session, organisation_id).list()
    active = [endpoint for endpoint in endpoints if endpoint.state == "active"]
    for endpoint in active:
        await _queue(session, organisation_id, endpoint.id, event_id, now=now)
    return len(active)


def write_payload(event: FollowEvent) -> bytes:
    """The body of a webhook: ids and words of our own, and nothing about a person."""
    credential = None if event.credential_id is None else f"{URN_PREFIX}{event.credential_id}"
    data = {
        "subscriptionId": event.subscription_id,
        "shareId": event.share_link_id,
        "credentialId": credential,
        "state": event.state,
    }
    return orjson.dumps({"type": event.type, "timestamp": event.happened_at.astimezone(UTC), "data": data})


async def forget_old(context: Context) -> int:
    """Delete events, and subscriptions that ended, after 90 days; how many."""
    before = context.clock.now() - KEPT_FOR
    async with context.database.transaction() as session:
        return await forget_events(session, before=before) + await forget_ended(session, before=before)


async def _queue(
    session: Session, organisation_id: UUID, endpoint_id: UUID, event_id: UUID, *, now: datetime
) -> None:
    await DeliveryRepository(session, organisation_id).queue(endpoint_id, event_id, now=now)
    await enqueue_delivery(session, organisation_id, endpoint_id, event_id)


async def enqueue_delivery(
    session: Session, organisation_id: UUID, endpoint_id: UUID, event_id: UUID, *, at: datetime | None = None
) -> None:
    """One job that tries the delivery, now or at a moment."""
    names = {"organisation_id": organisation_id, "endpoint_id": endpoint_id, "event_id": event_id}
    arguments = {name: str(value) for name, value in names.items()}
    await enqueue(session, DELIVER, queue=HOOKS, at=at, **arguments)


def _read_position(cursor: str) -> int:
    [place] = decode_cursor(cursor, 1)
    if not (place.isascii() and place.isdigit()) or len(place) > _DIGITS:
        raise foreign_cursor()
    return int(place)
