"""Claim links: how a worker collects what was issued to them; the secret is shown once and kept as a hash."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import base58

from app.accounts.acts import record_act
from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.assessing.holder_dossiers import move_candidate
from app.issuing.delivery_rows import DeliveryEvent, DeliveryRepository
from app.issuing.erasure_rows import ErasureRepository
from app.issuing.errors import AlreadyCollected, ClaimLinkNotFound
from app.issuing.issuances import IssuedCredential, assemble, recipient_context
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.register_recipients import open_name
from app.issuing.repository import ClaimRepository, PublicRepository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.typed_codes import hash_typed_code, is_code_like, new_typed_code, read_typed_code

DEFAULT_LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=365)
SECRET_BYTES = 20
LONGEST_SECRET = 100


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A link for one recipient that works once, until it expires."""

    id: UUID
    recipient_id: UUID
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """A link to make for one recipient; its secret goes into a mail, and never comes back."""

    recipient_id: UUID
    secret: str
    expires_at: datetime
    unsubscribe_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class ClaimPreview:
    """What the page before collecting shows: who gives, how many, and whether the link still works."""

    organisation_name: str
    count: int
    is_open: bool
    organisation_slug: str = ""


@dataclass(frozen=True, slots=True)
class RedeemedClaim:
    """Everything issued to the recipient, handed over to a holder."""

    organisation_id: UUID
    recipient_id: UUID
    recipient_name: str | None
    credentials: list[IssuedCredential]


async def hash_claim_secret(secret: str) -> bytes:
    """The capability under which a link's row can be seen: SHA-256 of its secret, scrypt of a typed code."""
    if is_code_like(secret):
        code = read_typed_code(secret)
        if code is not None:
            return await asyncio.to_thread(hash_typed_code, code)
    return sha256(secret.encode()[: 4 * LONGEST_SECRET]).digest()


def new_link_secret(context: Context) -> str:
    """A secret of 160 bits in base58, for a link that nobody types."""
    return base58.b58encode(context.randomness.token(SECRET_BYTES)).decode()


async def create_claim_link(
    context: Context,
    issuer: Issuer,
    recipient_id: UUID,
    *,
    expires_at: datetime | None = None,
    is_typed: bool = False,
) -> tuple[ClaimLink, str]:
    """A new link and its secret, which cannot be shown again. Raises NotFound or InvalidInput."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await add_claim_link(
            context, session, issuer, recipient_id, expires_at=expires_at, is_typed=is_typed
        )


async def add_claim_link(
    context: Context,
    session: Session,
    issuer: Issuer,
    recipient_id: UUID,
    *,
    expires_at: datetime | None = None,
    is_typed: bool = False,
) -> tuple[ClaimLink, str]:
    """The same inside the organisation's own transaction; `is_typed` makes a secret that people can type.

    Raises NotFound or InvalidInput.
    """
    now = context.clock.now()
    until = expires_at or now + DEFAULT_LIFETIME
    if not now < until <= now + LONGEST_LIFETIME:
        detail = "Use a moment between now and 365 days from now."
        raise InvalidInput(errors=[FieldError("/expiresAt", "out_of_range", detail)])
    secret = new_typed_code(context.randomness) if is_typed else new_link_secret(context)
    link = ClaimLink(context.randomness.uuid(), recipient_id, now, until)
    claims = ClaimRepository(session, issuer.organisation_id)
    if not await claims.has_recipient(recipient_id):
        raise NotFound
    await claims.add_claim_link(
        link.id, recipient_id, await hash_claim_secret(secret), now=now, expires_at=until
    )
    await record_act(context, session, issuer, "claim-link.created", link.id)
    return link, secret


async def add_claim_links(
    context: Context, session: Session, organisation_id: UUID, orders: Sequence[LinkOrder], *, actor: str
) -> None:
    """Links in bulk, inside the organisation's own transaction, for recipients that are known to be its own."""
    now = context.clock.now()
    claims = ClaimRepository(session, organisation_id)
    ids = [context.randomness.uuid() for _ in orders]
    for link_id, order in zip(ids, orders, strict=True):
        await claims.add_claim_link(
            link_id,
            order.recipient_id,
            await hash_claim_secret(order.secret),
            now=now,
            expires_at=order.expires_at,
            unsubscribe_hash=order.unsubscribe_hash,
        )
    await audit.record_many(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action="claim-link.created",
        targets=[str(link_id) for link_id in ids],
        now=now,
        randomness=context.randomness,
    )


async def read_claim(session: Session, secret: str, *, now: datetime | None = None) -> ClaimPreview | None:
    """What the link would give, without any effect; None when there never was such a link.

    Without `now` the database's own time decides whether it has expired.
    """
    secret_hash = await hash_claim_secret(secret)
    await enter(session, capability=secret_hash)
    link = await PublicRepository(session).find_claim_link(secret_hash)
    if link is None:
        return None
    await enter(session, organisation_id=link["organisation_id"])
    organisation = await find_organisation(session, link["organisation_id"])
    count = await ClaimRepository(session, link["organisation_id"]).count_signed(link["recipient_id"])
    is_open = link["consumed_at"] is None and (now or link["database_now"]) < link["expires_at"]
    name, slug = (organisation.name, organisation.slug) if organisation else ("", "")
    return ClaimPreview(name, count, is_open, slug)


async def find_holder_of(session: Session, organisation_id: UUID, recipient_id: UUID) -> UUID | None:
    """Who collected what a recipient was given, in the organisation's own transaction. Raises NotFound."""
    claims = ClaimRepository(session, organisation_id)
    if not await claims.has_recipient(recipient_id):
        raise NotFound
    return await claims.find_holder(recipient_id)


async def redeem_claim(
    context: Context, session: Session, secret: str, *, holder_id: UUID, takes_from: UUID | None = None
) -> RedeemedClaim:
    """Uses up the link for this holder, in the caller's transaction; of two at once one gets it.

    Other links to the same recipient end with it: what follows comes to the holder by itself. What is in another
    passport already stays there, unless it is that of `takes_from`.

    Leaves the session in the holder's context. Raises ClaimLinkNotFound for unknown, used and expired links,
    AlreadyCollected for what somebody else has.
    """
    now = context.clock.now()
    secret_hash = await hash_claim_secret(secret)
    await enter(session, capability=secret_hash)
    link = await PublicRepository(session).find_claim_link(secret_hash, for_update=True)
    if link is None or link["consumed_at"] is not None or link["expires_at"] <= now:
        raise ClaimLinkNotFound
    organisation_id, recipient_id = link["organisation_id"], link["recipient_id"]
    await enter(session, organisation_id=organisation_id)
    claims = ClaimRepository(session, organisation_id)
    known = await claims.find_holder(recipient_id)
    if known is not None and known not in (holder_id, takes_from):
        raise AlreadyCollected(known, organisation_id)
    await claims.consume_all(recipient_id, now=now)
    name_sealed, wrapped = await claims.bind_holder(recipient_id, holder_id)
    if known is not None and known != holder_id:
        reference = await ErasureRepository(session, organisation_id).find_reference_hash(recipient_id)
        await move_candidate(session, organisation_id, reference or b"", before=known, after=holder_id)
    issuances = await LedgerRepository(session, organisation_id).list_signed_of(recipient_id)
    await _note_redeemed(context, session, link, now=now)
    data_key = context.vault.data_key(
        wrapped, context=recipient_context(organisation_id, recipient_id, "data_key_wrapped")
    )
    await enter(session, holder_id=holder_id)
    return RedeemedClaim(
        organisation_id=organisation_id,
        recipient_id=recipient_id,
        recipient_name=open_name(data_key, organisation_id, recipient_id, name_sealed),
        credentials=[assemble(context.vault, issuance) for issuance in issuances],
    )


async def _note_redeemed(
    context: Context, session: Session, link: Mapping[str, Any], *, now: datetime
) -> None:
    organisation_id, recipient_id = link["organisation_id"], link["recipient_id"]
    await DeliveryRepository(session, organisation_id).add_events(
        [DeliveryEvent(context.randomness.uuid(), recipient_id, kind, now) for kind in ("opened", "claimed")]
    )
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor="holder",
        action="claim-link.redeemed",
        target=str(link["id"]),
        now=now,
        randomness=context.randomness,
    )
