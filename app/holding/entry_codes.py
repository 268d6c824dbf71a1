"""Codes by mail or telephone: written down for an address, sent, and typed in the browser that asked.

Asking to come in does the same work for every address, known or not: who has it is looked up later, in a job.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final, Literal
from uuid import UUID

from app.holding.addresses import Address, hash_contact
from app.holding.models import EntryCodeRecord
from app.holding.repository import entry_codes as rows
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import TooMany
from app.platform.link_secrets import hash_secret, new_session_secret
from app.platform.logging import log
from app.platform.one_time_codes import ASKS, MOST_TRIES, TRIES_A_DAY, hash_code, read_code

LIFETIME: Final = timedelta(minutes=10)
WINDOW: Final = timedelta(minutes=15)
_DAY: Final = timedelta(days=1)
_MISSES_FROM_ONE_PLACE: Final = 10
_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class AskedCode:
    """That a code was asked; `secret` is for the browser that asked, and the code is of use there only."""

    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """A code to write down. For an address that the holder adds, `contact_id` says which one."""

    address: Address
    language: str
    holder_id: UUID | None = None
    contact_id: UUID | None = None
    replaces_id: UUID | None = None
    code: str | None = None


async def write_code(context: Context, session: Session, order: CodeOrder, secret: str) -> EntryCodeRecord:
    """Write down that a code was asked; the transaction then carries the secret's hash as capability.

    Raises TooMany after five asks for an address in a quarter of an hour.
    """
    now = context.clock.now()
    address_hash, browser_hash = await hash_contact(context, session, order.address), hash_secret(secret)
    await enter(session, capability=address_hash)
    if await rows.count_asked(session, address_hash, since=now - WINDOW) >= ASKS:
        log.warning("auth.fail", reason="asked too often")
        raise TooMany("Wait 15 minutes and try again.", retry_after=int(WINDOW.total_seconds()))
    record = EntryCodeRecord(
        id=context.randomness.uuid(),
        purpose="sign-in" if order.contact_id is None else "contact",
        address_hash=address_hash,
        browser_hash=browser_hash,
        language=order.language,
        holder_id=order.holder_id,
        contact_id=order.contact_id,
        replaces_id=order.replaces_id,
        code_hash=None if order.code is None else hash_code(browser_hash, order.code),
        tries=0,
        created_at=now,
        expires_at=now + LIFETIME,
        used_at=None,
    )
    await enter(session, capability=browser_hash)
    await rows.add_code(session, record)
    return record


def new_browser_secret(context: Context) -> str:
    """A secret that binds a code to the browser that asked it."""
    return new_session_secret(context.randomness)


def is_open(record: EntryCodeRecord, now: datetime) -> bool:
    """Whether the code was neither used nor is too old."""
    return record.used_at is None and now < record.expires_at


async def take_code(
    context: Context, session: Session, secret: str, typed: str, purpose: Literal["sign-in", "contact"]
) -> EntryCodeRecord | None:
    """Use up the code that was sent, inside a transaction with the secret's hash as capability; None when it is not it.

    Every try counts, and after five the code is dead.
    """
    record = await rows.find_code(session, hash_secret(secret))
    if record is None or record.purpose != purpose or not await _may_try(context, session, record):
        return None
    await rows.note_try(session, record.id)
    given = hash_code(record.browser_hash, read_code(typed))
    if record.holder_id is None or not compare_digest(record.code_hash or b"", given):
        return None
    await rows.use_code(session, record.id, now=context.clock.now())
    return record


async def _may_try(context: Context, session: Session, record: EntryCodeRecord) -> bool:
    now = context.clock.now()
    if record.tries >= MOST_TRIES or not is_open(record, now):
        return False
    await enter(session, capability=record.address_hash)
    tries = await rows.count_tries(session, record.address_hash, since=now - _DAY)
    await enter(session, capability=record.browser_hash)
    return tries < TRIES_A_DAY


def note_miss(context: Context, place: str) -> None:
    """Count a code that does not work. Raises TooMany from the eleventh in a minute from one place."""
    log.warning("auth.fail", reason="a code that does not work")
    context.caches.limiter.hit(f"entry-miss/{place}", limit=_MISSES_FROM_ONE_PLACE, window=_MINUTE)
