"""Opening a share link, as a visitor does.

Looking at a link has no effect; opening it is counted, and uses up a link that works once. A link that expired, was
stopped or used up, or that has nothing left to show, is as unknown as one that never existed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.credentials.model import SecuredCredential
from app.holding.passport import load_data_key, open_credential
from app.holding.repository.share_links import ShareLinkRepository, find_link_by_hash
from app.holding.rows import StoredShareLink, StoredView
from app.holding.share import state_of
from app.holding.share_details import open_details
from app.holding.share_secrets import hash_share_secret
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.logging import log

Channel = Literal["page", "api"]


@dataclass(frozen=True, slots=True)
class SharedPassport:
    """What a visitor with the link may see: the chosen credentials and nothing else."""

    credentials: tuple[SecuredCredential, ...]
    purpose: str | None
    recipient_label: str | None
    expires_at: datetime
    is_single_use: bool


async def peek_share_link(context: Context, secret: str) -> SharedPassport | None:
    """What the link shows, without any effect; None for every link that does not work."""
    secret_hash = await hash_share_secret(secret)
    if secret_hash is None:
        return None
    async with context.database.transaction(capability=secret_hash) as session:
        link = await _find_active(context, session, secret_hash)
        if link is None:
            return None
        await enter(session, holder_id=link.holder_id)
        return await _read_shared(context, session, link)


async def open_share_link(context: Context, secret: str, channel: Channel) -> SharedPassport | None:
    """Open the link: counts a view and uses up a single-use link; None for every link that does not work."""
    secret_hash = await hash_share_secret(secret)
    if secret_hash is None:
        return None
    now = context.clock.now()
    async with context.database.transaction(capability=secret_hash) as session:
        link = await _find_active(context, session, secret_hash)
        if link is None:
            return None
        await enter(session, holder_id=link.holder_id)
        shared = await _read_shared(context, session, link)
        links = ShareLinkRepository(session, link.holder_id)
        if shared is None:
            return None
        if link.is_single_use and not await links.mark_used(link.id, now=now):
            return None
        view = StoredView(id=context.randomness.uuid(), channel=channel, viewed_at=now)
        await links.add_view(view, share_link_id=link.id)
    log.info("share.view", kind=channel)
    return shared


async def _find_active(context: Context, session: Session, secret_hash: bytes) -> StoredShareLink | None:
    link = await find_link_by_hash(session, secret_hash)
    if link is None or state_of(link, now=context.clock.now()) != "active":
        return None
    return link


async def _read_shared(context: Context, session: Session, link: StoredShareLink) -> SharedPassport | None:
    data_key = await load_data_key(context, session, link.holder_id)
    rows = await ShareLinkRepository(session, link.holder_id).list_items(link.id)
    if not rows:
        return None
    details = open_details(data_key, link)
    return SharedPassport(
        credentials=tuple(open_credential(data_key, link.holder_id, row).secured for row in rows),
        purpose=details.purpose,
        recipient_label=details.recipient_label,
        expires_at=link.expires_at,
        is_single_use=link.is_single_use,
    )
