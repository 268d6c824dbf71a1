"""Another mail address of a person: a link at the new one, used by who is signed in, and a notice at the old one.

Asking says nothing of who has an address: the link is mailed to whoever is there, and only when it is used is seen
whether the address is free. Without the session the link is worth nothing, so a slip of the pen gives nobody access.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.letters import address_changed_letter, address_letter
from app.accounts.models import AddressChangeRecord, PersonRecord
from app.accounts.people import Person, data_key_of, open_person, seal_email
from app.accounts.person_log import note_for_person
from app.accounts.repository.address_changes import AddressChangeRepository
from app.accounts.repository.people import find_person
from app.accounts.sessions import end_other_sessions
from app.platform.context import Context
from app.platform.database import Session, enter_person
from app.platform.errors import NotFound, TooMany
from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret
from app.platform.logging import log
from app.platform.mail import enqueue_mail

LIFETIME: Final = timedelta(hours=1)
ASKS: Final = 5


async def ask_address_change(context: Context, person_id: UUID, email: str) -> None:
    """Mail a link to the new address, which works an hour; one that was mailed before stops.

    Raises InvalidEmail, NotFound; TooMany after five asks in an hour, or five mails to the address.
    """
    address, now = clean_address(email), context.clock.now()
    async with context.database.transaction() as session:
        record, person = await _load(context, session, person_id)
        rows = AddressChangeRepository(session, person_id)
        if await rows.count_asked(since=now - LIFETIME) >= ASKS:
            log.warning("auth.fail", reason="asked too often for another address")
            raise TooMany("Wait an hour and try again.", retry_after=int(LIFETIME.total_seconds()))
        await rows.end_all(now=now)
        secret, change_id = new_link_secret(context.randomness), context.randomness.uuid()
        place = _place(person_id, change_id)
        await rows.add(
            AddressChangeRecord(
                person_id=person_id,
                id=change_id,
                secret_hash=hash_secret(secret),
                email_sealed=data_key_of(context, record).seal(address.encode(), context=place),
                created_at=now,
                expires_at=now + LIFETIME,
                ended_at=None,
            )
        )
        letter = address_letter(context.settings.public_url, person, address, secret)
        await enqueue_mail(session, context, letter)


async def is_change_open(context: Context, person_id: UUID, secret: str) -> bool:
    """Whether the link works now for this person; asking changes nothing (threat A25)."""
    if not looks_like_link_secret(secret):
        return False
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        rows = AddressChangeRepository(session, person_id)
        return await rows.find_open(hash_secret(secret), now=context.clock.now()) is not None


async def use_address_change(context: Context, person_id: UUID, secret: str, *, session_id: UUID) -> bool:
    """Give the person the new address, tell the old one, end all other sessions and open links.

    False when the link does not work (any more), or somebody else has the address. Raises TooMany, and then nothing
    has changed, when the old address had so many mails that the notice cannot be sent.
    """
    if not looks_like_link_secret(secret):
        return False
    now = context.clock.now()
    async with context.database.transaction() as session:
        record, before = await _load(context, session, person_id)
        rows = AddressChangeRepository(session, person_id)
        change = await rows.find_open(hash_secret(secret), now=now)
        if change is None:
            return False
        await rows.end_all(now=now)
        place = _place(person_id, change.id)
        address = data_key_of(context, record).open(change.email_sealed, context=place).decode()
        email_hash = await hash_address(context, session, address)
        sealed = seal_email(context, record, address)
        if not await rows.move(email_sealed=sealed, email_hash=email_hash):
            log.warning("auth.fail", reason="an address that somebody has")
            return False
        await enqueue_mail(session, context, address_changed_letter(context.settings.public_url, before))
        await end_other_sessions(context, session, person_id, except_id=session_id)
        await note_for_person(context, session, person_id, "person.address-changed")
    return True


async def _load(context: Context, session: Session, person_id: UUID) -> tuple[PersonRecord, Person]:
    await enter_person(session, person_id)
    record = await find_person(session, person_id)
    if record is None:
        raise NotFound
    return record, open_person(context, record)


def _place(person_id: UUID, change_id: UUID) -> str:
    return f"address_changes/email_sealed/{person_id}/{change_id}"
