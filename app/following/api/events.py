"""JSON routes of what changed, for a system that asks instead of being called."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from app.following.dependencies import READING, FollowerKey
from app.following.feed import list_events, replay_event
from app.following.rows import FollowEvent
from app.following.schemas import EventReplayView, FollowEventsView, FollowEventView
from app.issuing.ledger import URN_PREFIX
from app.platform.database import enter
from app.platform.errors import Forbidden, InvalidInput, Unauthenticated
from app.web.dependencies import Db, Now, PageQuery
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1/events", tags=["Following"])
EventId = Annotated[UUID, Path(alias="eventId")]


@router.get(
    "",
    operation_id="listEvents",
    summary="List what changed in the shares you follow",
    responses=problems(InvalidInput, Unauthenticated, Forbidden),
)
async def get_events(follower: FollowerKey, db: Db, page: PageQuery) -> FollowEventsView:
    """The oldest first, from 90 days ago or after a cursor. Whoever keeps the cursor misses nothing."""
    await enter(db, organisation_id=follower.organisation_id)
    feed = await list_events(db, follower.organisation_id, page)
    return FollowEventsView(
        items=[_view(event) for event in feed.items], next_cursor=feed.cursor, has_more=feed.has_more
    )


@router.post(
    "/{eventId}/_replay",
    operation_id="replayEvent",
    summary="Send an event again",
    responses=problems(*READING),
)
async def post_replay(event_id: EventId, follower: FollowerKey, db: Db, now: Now) -> EventReplayView:
    """To every webhook endpoint that is active, under the same webhook-id."""
    await enter(db, organisation_id=follower.organisation_id)
    count = await replay_event(db, follower.organisation_id, event_id, now=now)
    return EventReplayView(endpoint_count=count)


def _view(event: FollowEvent) -> FollowEventView:
    credential = None if event.credential_id is None else f"{URN_PREFIX}{event.credential_id}"
    return FollowEventView.model_validate(
        {
            "id": event.id,
            "type": event.type,
            "happened_at": event.happened_at,
            "subscription_id": event.subscription_id,
            "share_id": event.share_link_id,
            "credential_id": credential,
            "state": event.state,
        }
    )
