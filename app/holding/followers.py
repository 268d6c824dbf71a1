"""The systems that follow the share links of a holder: until the holder stops, and for the holder to see."""

from uuid import UUID

from app.holding.events import FollowedShareEnded
from app.holding.repository.followers import FollowerRepository, end_followed
from app.holding.rows import Follower
from app.platform.context import Context
from app.platform.database import Session
from app.platform.queue import publish


async def stop_following(
    context: Context, session: Session, *, organisation_id: UUID, subscription_id: UUID
) -> None:
    """The follower needs no news any more; the session is inside its organisation."""
    await end_followed(session, organisation_id, subscription_id, now=context.clock.now())


async def end_followers(
    context: Context, session: Session, holder_id: UUID, *, share_link_id: UUID | None = None
) -> None:
    """Nobody follows this link any more, or any link of the holder, and each is told so; in the holder's session."""
    followers = FollowerRepository(session, holder_id)
    for ended in await followers.end(now=context.clock.now(), share_link_id=share_link_id):
        event = FollowedShareEnded(str(ended.organisation_id), str(ended.subscription_id))
        await publish(session, event)


async def list_followers(
    context: Context, holder_id: UUID, share_link_ids: list[UUID]
) -> dict[UUID, list[Follower]]:
    """By link, the systems that follow it or did, the oldest first."""
    async with context.database.transaction(holder_id=holder_id) as session:
        found = await FollowerRepository(session, holder_id).list_of(share_link_ids)
    by_link: dict[UUID, list[Follower]] = {link_id: [] for link_id in share_link_ids}
    for follower in found:
        by_link[follower.share_link_id].append(follower)
    return by_link
