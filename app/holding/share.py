"""Sharing: a holder makes a link to chosen credentials, looks who opened it, and stops it.

A link is a secret; the database keeps its hash, and the code of a link for paper also sealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from app.holding.errors import InvalidShare, UnknownShareLink
from app.holding.followers import end_followers
from app.holding.passport import load_data_key
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.own_skills import OwnSkillRepository
from app.holding.repository.share_links import ShareLinkRepository
from app.holding.rows import LinkTotals, StoredShareLink, StoredView
from app.holding.share_details import NameDisplay, ShareDetails, open_details, seal_details
from app.holding.share_secrets import hash_share_secret, new_share_secret
from app.holding.under_sixteen import ensure_may_share
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError
from app.platform.pagination import Page, Slice, encode_place, read_place
from app.platform.vault import DataKey

DEFAULT_LIFETIME: Final = timedelta(days=30)
LONGEST_LIFETIME: Final = timedelta(days=365)
MOST_CREDENTIALS: Final = 50
MOST_ON_PAPER: Final = 100
LinkState = Literal["active", "expired", "stopped", "used"]


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """What a holder wants to share. `expires_at` None means thirty days from now.

    `shows_evidence` is what the assessor wrote about the evidence. With `has_code` the address is short enough to type.
    A link for paper has such a code too, shows up to a hundred credentials, and can be printed; the signed credentials
    are in what is printed, so that it shows everything.
    """

    credential_ids: tuple[UUID, ...]
    purpose: str | None = None
    recipient_label: str | None = None
    expires_at: datetime | None = None
    is_single_use: bool = False
    is_for_paper: bool = False
    name_display: NameDisplay = "full"
    shows_evidence: bool = False
    has_code: bool = False
    own_skill_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A share link as its holder sees it; the secret itself is known only when it is made."""

    id: UUID
    purpose: str | None
    recipient_label: str | None
    name_display: NameDisplay
    credential_count: int
    created_at: datetime
    expires_at: datetime
    is_single_use: bool
    state: LinkState
    view_count: int
    last_viewed_at: datetime | None
    is_for_paper: bool = False
    shows_evidence: bool = True
    code: str | None = None
    own_skill_count: int = 0


async def create_share_link(
    context: Context, holder_id: UUID, request: ShareRequest
) -> tuple[ShareLink, str]:
    """Make a link and its secret, which is never shown again. Raises UnderSixteen, InvalidShare with every mistake."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await add_share_link(context, session, holder_id, request)


async def add_share_link(
    context: Context, session: Session, holder_id: UUID, request: ShareRequest
) -> tuple[ShareLink, str]:
    """The same inside the holder's own transaction. Raises InvalidShare with every mistake."""
    now = context.clock.now()
    expires_at = await ensure_shareable(context, session, holder_id, request)
    is_typed = request.is_for_paper or request.has_code
    secret = new_share_secret(context.randomness, is_typed=is_typed)
    secret_hash = await hash_share_secret(secret)
    if secret_hash is None:
        raise AssertionError("a fresh secret has the form of a secret")
    data_key = await load_data_key(context, session, holder_id)
    link_id = context.randomness.uuid()
    details = ShareDetails(
        request.purpose,
        request.recipient_label,
        secret if is_typed else None,
        request.name_display,
        request.shows_evidence or request.is_for_paper,
        request.is_for_paper,
        request.own_skill_ids,
    )
    stored = StoredShareLink(
        holder_id=holder_id,
        id=link_id,
        details_sealed=seal_details(data_key, details, holder_id, link_id),
        is_single_use=request.is_single_use,
        created_at=now,
        expires_at=expires_at,
        used_at=None,
        stopped_at=None,
    )
    await ShareLinkRepository(session, holder_id).add_link(
        stored, secret_hash=secret_hash, credential_ids=request.credential_ids
    )
    totals = LinkTotals(len(request.credential_ids), 0, None)
    return _share_link(data_key, stored, totals, now=now), secret


async def stop_share_link(context: Context, holder_id: UUID, share_link_id: UUID) -> ShareLink:
    """Stop a link at once and for ever, and tell who followed it; twice is no error. Raises UnknownShareLink."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await ShareLinkRepository(session, holder_id).mark_stopped(share_link_id, now=context.clock.now())
        await end_followers(context, session, holder_id, share_link_id=share_link_id)
        return await _load_share_link(context, session, holder_id, share_link_id)


async def load_share_link(context: Context, holder_id: UUID, share_link_id: UUID) -> ShareLink:
    """One link of this holder. Raises UnknownShareLink, also for the link of somebody else."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await _load_share_link(context, session, holder_id, share_link_id)


async def list_share_links(context: Context, holder_id: UUID, page: Page) -> Slice[ShareLink]:
    """The links of this holder, newest first. Raises InvalidInput on a cursor that is not ours."""
    before = read_place(page)
    now = context.clock.now()
    async with context.database.transaction(holder_id=holder_id) as session:
        data_key = await load_data_key(context, session, holder_id)
        links = ShareLinkRepository(session, holder_id)
        rows = await links.list_links(limit=page.limit + 1, before=before)
        totals = await links.count_totals([row.id for row in rows])
    shown = rows[: page.limit]
    next_cursor = encode_place(shown[-1].created_at, shown[-1].id) if len(rows) > page.limit else None
    items = [_share_link(data_key, row, totals[row.id], now=now) for row in shown]
    return Slice(items=items, next_cursor=next_cursor)


async def list_views(context: Context, holder_id: UUID, share_link_id: UUID, page: Page) -> Slice[StoredView]:
    """When a link was opened, newest first. Raises UnknownShareLink and InvalidInput (cursor)."""
    before = read_place(page)
    async with context.database.transaction(holder_id=holder_id) as session:
        links = ShareLinkRepository(session, holder_id)
        if await links.find_link(share_link_id) is None:
            raise UnknownShareLink
        rows = await links.list_views(share_link_id, limit=page.limit + 1, before=before)
    shown = rows[: page.limit]
    next_cursor = encode_place(shown[-1].viewed_at, shown[-1].id) if len(rows) > page.limit else None
    return Slice(items=shown, next_cursor=next_cursor)


async def ensure_shareable(
    context: Context, session: Session, holder_id: UUID, request: ShareRequest
) -> datetime:
    """When the link would end. Raises UnderSixteen, and InvalidShare with every mistake."""
    await ensure_may_share(context, session, holder_id)
    now = context.clock.now()
    expires_at = request.expires_at or now + DEFAULT_LIFETIME
    _ensure_shareable(request, expires_at, now=now)
    await _ensure_held(session, holder_id, request.credential_ids)
    await _ensure_told(session, holder_id, request.own_skill_ids)
    return expires_at


def _ensure_shareable(request: ShareRequest, expires_at: datetime, *, now: datetime) -> None:
    errors: list[FieldError] = []
    most = MOST_ON_PAPER if request.is_for_paper else MOST_CREDENTIALS
    if not 1 <= len(request.credential_ids) <= most:
        errors.append(FieldError("/credentialIds", "wrong_count", f"Choose 1 to {most} credentials."))
    if len(set(request.credential_ids)) != len(request.credential_ids):
        errors.append(FieldError("/credentialIds", "duplicate", "Choose each credential once."))
    if expires_at <= now:
        errors.append(FieldError("/expiresAt", "in_the_past", "The link must end in the future."))
    if expires_at > now + LONGEST_LIFETIME:
        errors.append(FieldError("/expiresAt", "too_late", "A link works for at most 365 days."))
    if request.is_for_paper and request.own_skill_ids:
        errors.append(FieldError("/ownSkillIds", "not_on_paper", "On paper there are credentials only."))
    if request.is_for_paper and request.name_display != "full":
        errors.append(FieldError("/nameDisplay", "paper_shows_all", "On paper the whole name is shown."))
    if errors:
        raise InvalidShare(errors=errors)


async def _ensure_held(session: Session, holder_id: UUID, credential_ids: Sequence[UUID]) -> None:
    held = await PassportRepository(session, holder_id).find_shareable(credential_ids)
    errors = [
        FieldError(
            f"/credentialIds/{position}",
            "unknown_credential",
            "Not in your passport, or refused or hidden there.",
        )
        for position, credential_id in enumerate(credential_ids)
        if credential_id not in held
    ]
    if errors:
        raise InvalidShare(errors=errors)


async def _ensure_told(session: Session, holder_id: UUID, own_skill_ids: Sequence[UUID]) -> None:
    told = {skill.id for skill in await OwnSkillRepository(session, holder_id).list(own_skill_ids)}
    errors = [
        FieldError(f"/ownSkillIds/{position}", "unknown_skill", "Not among what you told yourself.")
        for position, skill_id in enumerate(own_skill_ids)
        if skill_id not in told
    ]
    if errors:
        raise InvalidShare(errors=errors)


async def _load_share_link(
    context: Context, session: Session, holder_id: UUID, share_link_id: UUID
) -> ShareLink:
    links = ShareLinkRepository(session, holder_id)
    link = await links.find_link(share_link_id)
    if link is None:
        raise UnknownShareLink
    data_key = await load_data_key(context, session, holder_id)
    totals = await links.count_totals([link.id])
    return _share_link(data_key, link, totals[link.id], now=context.clock.now())


def state_of(link: StoredShareLink, *, now: datetime) -> LinkState:
    """Whether a link works now, and why it does not."""
    if link.stopped_at is not None:
        return "stopped"
    if link.used_at is not None:
        return "used"
    return "active" if now < link.expires_at else "expired"


def _share_link(data_key: DataKey, link: StoredShareLink, totals: LinkTotals, *, now: datetime) -> ShareLink:
    details = open_details(data_key, link)
    return ShareLink(
        id=link.id,
        purpose=details.purpose,
        recipient_label=details.recipient_label,
        name_display=details.name_display,
        credential_count=totals.credential_count,
        created_at=link.created_at,
        expires_at=link.expires_at,
        is_single_use=link.is_single_use,
        state=state_of(link, now=now),
        view_count=totals.view_count,
        last_viewed_at=totals.last_viewed_at,
        is_for_paper=details.is_for_paper,
        shows_evidence=details.shows_evidence,
        code=details.code,
        own_skill_count=len(details.own_skill_ids),
    )


def share_url(public_url: str, secret: str) -> str:
    """The address of a share link, on our own domain."""
    return f"{public_url}/s/{secret}"
