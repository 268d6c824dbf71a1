"""What a holder may know of one link: what it shows, each time that somebody looked, never who; and who follows it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.holding.followers import list_followers
from app.holding.own_skills import open_own_skills
from app.holding.passport import load_data_key, open_credential, read_held
from app.holding.repository.share_links import ShareLinkRepository
from app.holding.rows import Follower, StoredView
from app.holding.share import ShareLink, list_views, load_share_link
from app.holding.share_details import open_details
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.pagination import Page

MOST_VIEWS: Final = 50


@dataclass(frozen=True, slots=True)
class ShareLog:
    """A link, the names of what it shows now, and its newest fifty views; `has_more` when there are older ones."""

    link: ShareLink
    shown: tuple[str, ...]
    views: tuple[StoredView, ...]
    has_more: bool
    followers: tuple[Follower, ...] = ()


async def read_share_log(context: Context, holder_id: UUID, share_link_id: UUID) -> ShareLog:
    """The log of one link. Raises UnknownShareLink, also for the link of somebody else."""
    link = await load_share_link(context, holder_id, share_link_id)
    views = await list_views(context, holder_id, share_link_id, Page(limit=MOST_VIEWS, cursor=None))
    shown = await _list_shown(context, holder_id, share_link_id)
    followers = (await list_followers(context, holder_id, [share_link_id]))[share_link_id]
    return ShareLog(link, shown, tuple(views.items), views.next_cursor is not None, tuple(followers))


async def _list_shown(context: Context, holder_id: UUID, share_link_id: UUID) -> tuple[str, ...]:
    async with context.database.transaction(holder_id=holder_id) as session:
        links = ShareLinkRepository(session, holder_id)
        stored = await links.find_link(share_link_id)
        if stored is None:
            raise NotFound
        data_key = await load_data_key(context, session, holder_id)
        rows = await links.list_items(share_link_id)
        own = await open_own_skills(context, session, holder_id, open_details(data_key, stored).own_skill_ids)
    names = [read_held(open_credential(data_key, holder_id, row)).achievement.name for row in rows]
    return (*names, *(skill.name for skill in own))
