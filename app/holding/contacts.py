"""The addresses that open a passport: added with a code, shown by a hint, removed; the others are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from app.holding.addresses import Address, Kind, hash_contact, read_contact
from app.holding.entry_codes import (
    LIFETIME,
    AskedCode,
    CodeOrder,
    new_browser_secret,
    note_miss,
    take_code,
    write_code,
)
from app.holding.entry_letters import Notice, code_letter, contact_added, contact_removed, notice_letter
from app.holding.holder_events import CONTACT_ADDED, CONTACT_REMOVED, note_for_holder
from app.holding.models import HolderContactRecord
from app.holding.passport import load_data_key
from app.holding.repository.contacts import ContactRepository
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import NotFound, TooMany
from app.platform.link_secrets import hash_secret
from app.platform.logging import log
from app.platform.mail import enqueue_mail
from app.platform.one_time_codes import new_code

_HOUR: Final = timedelta(hours=1)
ASKS_AN_HOUR: Final = 5


class Confirmed(StrEnum):
    """What came of typing a code: the address counts, the code is not it, or the address opens another passport."""

    YES = "yes"
    WRONG = "wrong"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Contact:
    """An address as its holder sees it: `hint` is enough to recognise it."""

    id: UUID
    kind: Kind
    hint: str
    verified_at: datetime


async def ask_contact(
    context: Context, holder_id: UUID, typed: str, *, language: str, replaces_id: UUID | None = None
) -> AskedCode:
    """Send a code to an address that the holder wants to add, in the place of another one if `replaces_id` names it.

    Asking says nothing of who has the address. Raises InvalidEmail or InvalidPhone; TooMany after five asks in an hour.
    """
    address, secret = read_contact(typed), new_browser_secret(context)
    now, code = context.clock.now(), new_code(context.randomness)
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = ContactRepository(session, holder_id)
        if await rows.count_asked(since=now - _HOUR) >= ASKS_AN_HOUR:
            log.warning("auth.fail", reason="asked too often for another address")
            raise TooMany("Wait an hour and try again.", retry_after=int(_HOUR.total_seconds()))
        contact_id = await _add(context, session, holder_id, address, language)
        order = CodeOrder(address, language, holder_id, contact_id, replaces_id, code)
        record = await write_code(context, session, order, secret)
        letter = code_letter(
            context.settings.public_url, address, code, language=language, expires_at=record.expires_at
        )
        await enqueue_mail(session, context, letter, about=holder_id)
    return AskedCode(secret, now + LIFETIME)


async def _add(context: Context, session: Session, holder_id: UUID, address: Address, language: str) -> UUID:
    contact_id = context.randomness.uuid()
    data_key = await load_data_key(context, session, holder_id)
    sealed = data_key.seal(address.text.encode(), context=_place(holder_id, contact_id))
    await ContactRepository(session, holder_id).add(
        HolderContactRecord(
            holder_id=holder_id,
            id=contact_id,
            kind=address.kind,
            address_sealed=sealed,
            address_hash=await hash_contact(context, session, address),
            language=language,
            created_at=context.clock.now(),
            verified_at=None,
            removed_at=None,
        )
    )
    return contact_id


async def confirm_contact(
    context: Context, holder_id: UUID, secret: str, typed: str, *, place: str
) -> Confirmed:
    """From now on the address opens the passport, if the code is the one that was sent there; the others are told.

    Raises TooMany after ten misses in a minute.
    """
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        record = await take_code(context, session, secret, typed, "contact")
        if record is not None and record.holder_id == holder_id and record.contact_id is not None:
            await enter(session, holder_id=holder_id)
            return await _verify(context, session, holder_id, record.contact_id, record.replaces_id)
    note_miss(context, place)
    return Confirmed.WRONG


async def _verify(
    context: Context, session: Session, holder_id: UUID, contact_id: UUID, replaces_id: UUID | None
) -> Confirmed:
    rows, now = ContactRepository(session, holder_id), context.clock.now()
    known = await rows.list()
    contact = await rows.find(contact_id)
    if contact is None:
        return Confirmed.WRONG
    if any(one.address_hash == contact.address_hash for one in known):
        return Confirmed.YES
    if not await rows.verify(contact_id, now=now):
        log.warning("auth.fail", reason="an address that opens another passport")
        return Confirmed.TAKEN
    await note_for_holder(context, session, holder_id, CONTACT_ADDED)
    await _tell(context, session, known, partial(contact_added, context.settings.public_url))
    if any(one.id == replaces_id for one in known):
        await _remove(context, session, next(one for one in known if one.id == replaces_id))
    return Confirmed.YES


async def list_contacts(context: Context, holder_id: UUID) -> list[Contact]:
    """The addresses that open the passport, oldest first."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return [
            Contact(row.id, row.kind, (await open_address(context, session, row)).hint, row.verified_at)
            for row in await ContactRepository(session, holder_id).list()
            if row.verified_at is not None
        ]


async def list_mail_addresses(context: Context, session: Session, holder_id: UUID) -> list[str]:
    """The confirmed mail addresses in plain text, inside the holder's own transaction."""
    rows = await ContactRepository(session, holder_id).list()
    found = [await open_address(context, session, row) for row in rows if row.verified_at is not None]
    return [address.text for address in found if address.kind == "email"]


async def remove_contact(context: Context, holder_id: UUID, contact_id: UUID) -> None:
    """The address opens the passport no more, and is told so. Raises NotFound; TooMany when it cannot be told."""
    async with context.database.transaction(holder_id=holder_id) as session:
        known = await ContactRepository(session, holder_id).list()
        found = [row for row in known if row.id == contact_id]
        if not found:
            raise NotFound
        await _remove(context, session, found[0])


async def _remove(context: Context, session: Session, contact: HolderContactRecord) -> None:
    rows = ContactRepository(session, contact.holder_id)
    await rows.remove(contact.id, now=context.clock.now())
    await note_for_holder(context, session, contact.holder_id, CONTACT_REMOVED)
    await _tell(context, session, [contact], partial(contact_removed, context.settings.public_url))


async def tell_holder(
    context: Context, session: Session, holder_id: UUID, write: Callable[[Callable[[str], str]], Notice]
) -> int:
    """Send a notice to every address that opens the passport; answers to how many.

    Raises TooMany when one of them had so many messages that it cannot be told.
    """
    contacts = await ContactRepository(session, holder_id).list()
    await _tell(context, session, contacts, write)
    return len(contacts)


async def _tell(
    context: Context,
    session: Session,
    contacts: list[HolderContactRecord],
    write: Callable[[Callable[[str], str]], Notice],
) -> None:
    for contact in contacts:
        address = await open_address(context, session, contact)
        letter = notice_letter(address, contact.language, write)
        await enqueue_mail(session, context, letter, about=contact.holder_id)


async def open_address(context: Context, session: Session, contact: HolderContactRecord) -> Address:
    """The address in plain text, inside the holder's own transaction. Raises NotFound, SealBroken."""
    data_key = await load_data_key(context, session, contact.holder_id)
    place = _place(contact.holder_id, contact.id)
    return Address(contact.kind, data_key.open(contact.address_sealed, context=place).decode())


def _place(holder_id: UUID, contact_id: UUID) -> str:
    return f"holder_contacts/address_sealed/{holder_id}/{contact_id}"
