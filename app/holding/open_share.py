"""Opening a share link, as a visitor does.

Looking at a link has no effect; opening it is counted, and uses up a link that works once. A link that expired, was
stopped or used up, or that has nothing left to show, is as unknown as one that never existed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.credentials.model import SecuredCredential
from app.holding.own_skills import OwnSkill, open_own_skills
from app.holding.passport import load_data_key, open_credential
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.share_links import ShareLinkRepository, find_link_by_hash
from app.holding.rows import StoredShareLink, StoredView
from app.holding.share import ShareRequest, ensure_shareable, state_of
from app.holding.share_details import NameDisplay, open_details
from app.holding.share_secrets import hash_share_secret
from app.holding.under_sixteen import find_first_day
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.logging import log

Channel = Literal["page", "api"]


@dataclass(frozen=True, slots=True)
class SharedPassport:
    """What a visitor with the link may see: the chosen credentials and nothing else, and of them no more than this."""

    credentials: tuple[SecuredCredential, ...]
    purpose: str | None
    recipient_label: str | None
    expires_at: datetime
    is_single_use: bool
    name_display: NameDisplay = "full"
    shows_evidence: bool = True
    own_skills: tuple[OwnSkill, ...] = ()


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


async def open_share_link(
    context: Context,
    secret: str,
    channel: Channel,
    *,
    visitor: UUID | None = None,
    verifier: UUID | None = None,
) -> SharedPassport | None:
    """Open the link: counts a view and uses up a single-use link; None for every link that does not work.

    Its own holder, when that is the `visitor`, looks without being counted. `verifier` is the organisation of the system
    that opens it by a key; it may follow the link from then on.
    """
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
        if visitor == link.holder_id:
            return shared
        if link.is_single_use and not await links.mark_used(link.id, now=now):
            return None
        view = StoredView(id=context.randomness.uuid(), channel=channel, viewed_at=now)
        digest = digest_verifier(context, link.id, verifier) if verifier else None
        await links.add_view(view, share_link_id=link.id, verifier_digest=digest)
    log.info("share.view", kind=channel)
    return shared


def digest_verifier(context: Context, share_link_id: UUID, organisation_id: UUID) -> bytes:
    """What stands with a view for the organisation that opened the link by its key."""
    return context.vault.fingerprint(share_link_id.bytes + organisation_id.bytes, purpose="share verifiers")


async def preview_share(context: Context, holder_id: UUID, request: ShareRequest) -> SharedPassport:
    """What a link for this request would show, without making it. Raises InvalidShare."""
    async with context.database.transaction(holder_id=holder_id) as session:
        expires_at = await ensure_shareable(context, session, holder_id, request)
        data_key = await load_data_key(context, session, holder_id)
        rows = await PassportRepository(session, holder_id).list_credentials(
            limit=len(request.credential_ids), ids=request.credential_ids
        )
        own = await open_own_skills(context, session, holder_id, request.own_skill_ids)
    by_id = {row.credential_id: row for row in rows}
    return SharedPassport(
        credentials=tuple(
            open_credential(data_key, holder_id, by_id[credential_id]).secured
            for credential_id in request.credential_ids
        ),
        purpose=request.purpose,
        recipient_label=request.recipient_label,
        expires_at=expires_at,
        is_single_use=request.is_single_use,
        name_display=request.name_display,
        shows_evidence=request.shows_evidence,
        own_skills=own,
    )


async def _find_active(context: Context, session: Session, secret_hash: bytes) -> StoredShareLink | None:
    link = await find_link_by_hash(session, secret_hash)
    if link is None or state_of(link, now=context.clock.now()) != "active":
        return None
    return link


async def _read_shared(context: Context, session: Session, link: StoredShareLink) -> SharedPassport | None:
    # Whoever told the age just now need not wait for the job that stops the link.
    if await find_first_day(context, session, link.holder_id) is not None:
        return None
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
        name_display=details.name_display,
        shows_evidence=details.shows_evidence,
        own_skills=await open_own_skills(context, session, link.holder_id, details.own_skill_ids),
    )
