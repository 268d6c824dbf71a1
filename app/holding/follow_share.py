"""Following a share: a system that opened the link by its key is told of changes, and the holder sees that it is.

What a follower gets to know is that something changed, never what. Stopping the link ends it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.holding.errors import ShareNotVerified
from app.holding.open_share import digest_verifier
from app.holding.repository.followers import FollowerRepository, find_followed
from app.holding.repository.share_links import find_link_by_hash
from app.holding.rows import Follower
from app.holding.share import state_of
from app.holding.share_secrets import hash_share_secret
from app.holding.under_sixteen import find_first_day
from app.platform.context import Context
from app.platform.database import Session, enter


@dataclass(frozen=True, slots=True)
class FollowedShare:
    """What a follower may know of a share; `credentials` are ids, each with the organisation that gave it."""

    subscription_id: UUID
    share_link_id: UUID
    expires_at: datetime
    credentials: tuple[tuple[UUID, UUID], ...]


async def follow_share(
    context: Context, session: Session, secret: str, *, organisation_id: UUID, name: str
) -> FollowedShare:
    """Follow the share of a link, as an organisation by this name; again gives the subscription there is.

    The session ends up as the holder's. Raises ShareNotVerified for a link that does not work, and for one that this
    organisation did not verify with its key.
    """
    secret_hash = await hash_share_secret(secret)
    if secret_hash is None:
        raise ShareNotVerified
    now = context.clock.now()
    await enter(session, capability=secret_hash)
    link = await find_link_by_hash(session, secret_hash)
    # A link that works once is used up by the verification itself, and may still be followed.
    if link is None or state_of(link, now=now) not in ("active", "used") or link.expires_at <= now:
        raise ShareNotVerified
    await enter(session, holder_id=link.holder_id)
    if await find_first_day(context, session, link.holder_id) is not None:
        raise ShareNotVerified
    followers = FollowerRepository(session, link.holder_id)
    if not await followers.has_verified(link.id, digest_verifier(context, link.id, organisation_id)):
        raise ShareNotVerified
    wanted = Follower(link.id, organisation_id, context.randomness.uuid(), name, now)
    subscription_id = await followers.add(wanted)
    credentials = await followers.list_items(link.id)
    return FollowedShare(subscription_id, link.id, link.expires_at, tuple(credentials))


async def is_still_shown(
    session: Session, *, organisation_id: UUID, subscription_id: UUID, credential_id: UUID
) -> bool:
    """Whether the followed link still shows this credential. The session ends up as the holder's."""
    await enter(session, organisation_id=organisation_id)
    followed = await find_followed(session, organisation_id, subscription_id)
    if followed is None:
        return False
    holder_id, share_link_id = followed
    await enter(session, holder_id=holder_id)
    return await FollowerRepository(session, holder_id).is_shown(share_link_id, credential_id)
