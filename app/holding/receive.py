"""Receiving: a claim link brings credentials into a passport, a new one or that of who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.holding.passport import HeldCredential, holder_key_context, store_credentials
from app.holding.recover import may_open_at_once, open_again
from app.holding.repository.holders import HolderRepository
from app.holding.sessions import OpenedSession, open_session
from app.holding.under_sixteen import close_sharing
from app.issuing.claims import redeem_claim
from app.issuing.errors import AlreadyCollected
from app.issuing.issuances import IssuedCredential
from app.platform.context import Context
from app.platform.database import Session


@dataclass(frozen=True, slots=True)
class ReceivedClaim:
    """What a claim brought. `session` is None when the holder was already signed in."""

    holder_id: UUID
    session: OpenedSession | None
    credential_count: int


async def receive_claim(context: Context, secret: str, *, holder_id: UUID | None = None) -> ReceivedClaim:
    """Use up a claim link and put its credentials in the passport, in one transaction.

    Without `holder_id` a new passport and a session are made, or that is opened again in which the credentials are, if
    nobody needs to be asked (recover.py). Raises ClaimLinkNotFound for a claim link that is used, expired or unknown,
    AlreadyCollected when the credentials are somebody's who is not signed in; then nothing is made.
    """
    try:
        return await _receive(context, secret, holder_id)
    except AlreadyCollected as found:
        return await _receive_again(context, secret, holder_id, found)


async def _receive(context: Context, secret: str, holder_id: UUID | None) -> ReceivedClaim:
    receiver = holder_id or context.randomness.uuid()
    opened: OpenedSession | None = None
    async with context.database.transaction(holder_id=receiver) as session:
        redeemed = await redeem_claim(context, session, secret, holder_id=receiver)
        if holder_id is None:
            await _add_holder(context, session, receiver)
            opened = await open_session(context, session, receiver)
        await _store(context, session, receiver, redeemed.credentials)
    return ReceivedClaim(receiver, opened, len(redeemed.credentials))


async def _receive_again(
    context: Context, secret: str, holder_id: UUID | None, found: AlreadyCollected
) -> ReceivedClaim:
    owner, receiver = found.holder_id, holder_id or found.holder_id
    opened: OpenedSession | None = None
    async with context.database.transaction(holder_id=owner) as session:
        if not await may_open_at_once(context, session, owner, found.organisation_id):
            raise found
        redeemed = await redeem_claim(context, session, secret, holder_id=receiver, takes_from=owner)
        if holder_id is None:
            opened = await open_again(context, session, owner, found.organisation_id)
        await _store(context, session, receiver, redeemed.credentials)
    return ReceivedClaim(receiver, opened, len(redeemed.credentials))


async def receive_credentials(
    context: Context, holder_id: UUID, credentials: Sequence[IssuedCredential]
) -> None:
    """Put credentials in a passport that exists; those that are already there stay as they are."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await _store(context, session, holder_id, credentials)


async def _add_holder(context: Context, session: Session, holder_id: UUID) -> None:
    _, wrapped = context.vault.new_data_key(context=holder_key_context(holder_id))
    await HolderRepository(session, holder_id).add_holder(data_key_wrapped=wrapped, now=context.clock.now())


async def _store(
    context: Context, session: Session, holder_id: UUID, credentials: Sequence[IssuedCredential]
) -> None:
    now = context.clock.now()
    held = [
        HeldCredential(
            credential_id=credential.id,
            organisation_id=credential.organisation_id,
            secured=credential.secured,
            received_at=now,
        )
        for credential in credentials
    ]
    await store_credentials(context, session, holder_id, held)
    await close_sharing(context, session, holder_id)
