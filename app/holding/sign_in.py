"""Coming back to a passport: a code by mail or telephone, once, for ten minutes, typed where it was asked."""

from typing import Final
from uuid import UUID

from app.holding.addresses import Address, read_contact
from app.holding.contacts import open_address
from app.holding.entry_codes import (
    LIFETIME,
    WINDOW,
    AskedCode,
    CodeOrder,
    is_open,
    new_browser_secret,
    note_miss,
    take_code,
    write_code,
)
from app.holding.entry_letters import code_letter
from app.holding.events import EntryCodeAsked
from app.holding.holder_events import SIGNED_IN_BY_CODE, note_for_holder
from app.holding.models import EntryCodeRecord
from app.holding.repository import entry_codes as rows
from app.holding.repository.contacts import find_contact_by_address
from app.holding.repository.holders import HolderRepository
from app.holding.sessions import OpenedSession, open_session
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.link_secrets import hash_secret
from app.platform.logging import log
from app.platform.mail import enqueue_mail
from app.platform.one_time_codes import hash_code, new_code
from app.platform.queue import publish

_ASKS_FROM_ONE_PLACE: Final = 30


async def ask_code(context: Context, *, typed: str, language: str, place: str) -> AskedCode:
    """Have a code sent if the address opens a passport; the answer is the same when it does not.

    `place` is the network address, for counting in memory. Raises InvalidEmail or InvalidPhone; TooMany after five
    asks for an address, or thirty from a place, in a quarter of an hour.
    """
    address = read_contact(typed)
    context.caches.limiter.hit(f"entry/{place}", limit=_ASKS_FROM_ONE_PLACE, window=WINDOW.total_seconds())
    secret = new_browser_secret(context)
    async with context.database.transaction() as session:
        record = await write_code(context, session, CodeOrder(address, language), secret)
        await publish(session, EntryCodeAsked(browser_hash=record.browser_hash.hex()))
    return AskedCode(secret, context.clock.now() + LIFETIME)


async def send_asked_code(context: Context, browser_hash: bytes) -> None:
    """Make the code for what a browser asked, and send it if the address opens a passport; once.

    Raises TooMany when the address had so many messages that no more are sent.
    """
    async with context.database.transaction(capability=browser_hash) as session:
        record = await rows.find_code(session, browser_hash)
        now = context.clock.now()
        if record is None or record.code_hash is not None or not is_open(record, now):
            return
        await enter(session, capability=record.address_hash)
        contact = await find_contact_by_address(session, record.address_hash)
        if contact is None:
            log.info("auth.unknown_address")
            return
        await enter(session, holder_id=contact.holder_id)
        address = await open_address(context, session, contact)
        code = new_code(context.randomness)
        await enter(session, capability=browser_hash)
        code_hash = hash_code(browser_hash, code)
        await rows.complete_code(session, record.id, holder_id=contact.holder_id, code_hash=code_hash)
        await _send(context, session, address, code, record, about=contact.holder_id)


async def _send(
    context: Context, session: Session, address: Address, code: str, record: EntryCodeRecord, *, about: UUID
) -> None:
    letter = code_letter(
        context.settings.public_url, address, code, language=record.language, expires_at=record.expires_at
    )
    await enqueue_mail(session, context, letter, about=about)


async def use_code(
    context: Context, secret: str, typed: str, *, place: str, old_token: str | None = None
) -> OpenedSession | None:
    """Use up the code in the browser that asked, and start a session; None when it is not that code.

    `old_token` is the session that the browser had: it ends, so that no session outlives a change of hands. Raises
    TooMany after ten misses in a minute.
    """
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        record = await take_code(context, session, secret, typed, "sign-in")
        if record is not None and record.holder_id is not None:
            opened = await _enter(context, session, record.holder_id, record.address_hash, old_token)
            if opened is not None:
                return opened
    note_miss(context, place)
    return None


async def _enter(
    context: Context, session: Session, holder_id: UUID, address_hash: bytes, old_token: str | None
) -> OpenedSession | None:
    await enter(session, capability=address_hash)
    contact = await find_contact_by_address(session, address_hash)
    if contact is None or contact.holder_id != holder_id:
        # Sent to an address that has been given up since.
        return None
    await enter(session, holder_id=holder_id)
    if old_token is not None:
        now = context.clock.now()
        await HolderRepository(session, holder_id).end_session(hash_secret(old_token), now=now)
    opened = await open_session(context, session, holder_id)
    await note_for_holder(context, session, holder_id, SIGNED_IN_BY_CODE)
    return opened
