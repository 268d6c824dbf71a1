"""Sessions of staff: short, on one device, with a secret that changes while they are used.

A token is a handle that finds the row and a secret that is replaced again and again. Who shows a secret that was
replaced long ago has copied the cookie, or somebody else has: then the session ends for both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

from app.accounts.devices import name_device
from app.accounts.models import StaffSessionRecord
from app.accounts.repository.people import find_person
from app.accounts.repository.sessions import StaffSessionRepository, find_session_by_handle
from app.platform.context import Context
from app.platform.database import Session, enter_person
from app.platform.link_secrets import (
    LINK_SECRET_LENGTH,
    SESSION_SECRET_LENGTH,
    hash_secret,
    new_link_secret,
    new_session_secret,
)
from app.platform.logging import log

SESSION_PREFIX: Final = "sp_staff_"
LONGEST: Final = timedelta(days=7)
IDLE: Final = timedelta(hours=12)
ROTATION: Final = timedelta(minutes=15)
# Requests that were under way when the secret changed still carry the old one.
GRACE: Final = timedelta(seconds=10)
_NOTED: Final = timedelta(minutes=1)
_TOKEN_LENGTH: Final = len(SESSION_PREFIX) + LINK_SECRET_LENGTH + SESSION_SECRET_LENGTH


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A signed-in device; `device` names browser and system, such as `firefox/android`."""

    id: UUID
    device: str
    created_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in. `fresh_token` is what the cookie must hold from now, None when it may stay."""

    person_id: UUID
    session_id: UUID
    language: str
    expires_at: datetime
    fresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: the token goes to the device and is nowhere else."""

    id: UUID
    token: str
    expires_at: datetime


async def open_staff_session(
    context: Context, session: Session, person_id: UUID, *, user_agent: str = ""
) -> OpenedSession:
    """Start a session; from here the transaction is that person's."""
    await enter_person(session, person_id)
    now, session_id = context.clock.now(), context.randomness.uuid()
    handle, secret = new_link_secret(context.randomness), new_session_secret(context.randomness)
    record = StaffSessionRecord(
        person_id=person_id,
        id=session_id,
        handle_hash=hash_secret(handle),
        secret_hash=hash_secret(secret),
        previous_hash=None,
        device=name_device(user_agent),
        created_at=now,
        rotated_at=now,
        last_used_at=now,
        expires_at=now + LONGEST,
        ended_at=None,
    )
    await StaffSessionRepository(session, person_id).add(record)
    return OpenedSession(session_id, SESSION_PREFIX + handle + secret, record.expires_at)


async def find_visitor(context: Context, token: str) -> Visitor | None:
    """The person whose live session this token opens, or None. Notes the use, and changes the secret in time."""
    if not (token.startswith(SESSION_PREFIX) and token.isascii() and len(token) == _TOKEN_LENGTH):
        return None
    handle, secret = token[:-SESSION_SECRET_LENGTH][len(SESSION_PREFIX) :], token[-SESSION_SECRET_LENGTH:]
    async with context.database.transaction(capability=hash_secret(handle)) as session:
        record = await find_session_by_handle(session, hash_secret(handle))
        if record is None or not _is_alive(record, context.clock.now()):
            return None
        await enter_person(session, record.person_id)
        is_ours, fresh = await _use(context, session, record, secret)
        person = await find_person(session, record.person_id) if is_ours else None
    if person is None:
        return None
    fresh_token = None if fresh is None else SESSION_PREFIX + handle + fresh
    return Visitor(record.person_id, record.id, person.language, record.expires_at, fresh_token)


async def _use(
    context: Context, session: Session, record: StaffSessionRecord, secret: str
) -> tuple[bool, str | None]:
    """Whether the secret opens the session, and the next secret when it was time for one."""
    now, rows = context.clock.now(), StaffSessionRepository(session, record.person_id)
    given = hash_secret(secret)
    if compare_digest(given, record.secret_hash):
        if now - record.rotated_at >= ROTATION:
            fresh = new_session_secret(context.randomness)
            is_first = await rows.rotate(record.id, old=given, new=hash_secret(fresh), now=now)
            return True, fresh if is_first else None
        if now - record.last_used_at >= _NOTED:
            await rows.note_use(record.id, now=now)
        return True, None
    is_previous = record.previous_hash is not None and compare_digest(given, record.previous_hash)
    if is_previous and now - record.rotated_at <= GRACE:
        return True, None
    await rows.end(now=now, session_id=record.id)
    log.warning("auth.fail", actor=f"person:{record.person_id}", reason="a replaced session secret came back")
    return False, None


def _is_alive(record: StaffSessionRecord, now: datetime) -> bool:
    return record.ended_at is None and now < record.expires_at and now - record.last_used_at < IDLE


async def list_staff_sessions(context: Context, session: Session, person_id: UUID) -> list[StaffSession]:
    """The sessions of the person that work now, the one used last first."""
    now = context.clock.now()
    rows = StaffSessionRepository(session, person_id)
    found = await rows.list_open(now=now, unused_since=now - IDLE)
    return [StaffSession(row.id, row.device, row.created_at, row.last_used_at) for row in found]


async def end_staff_session(context: Context, session: Session, person_id: UUID, session_id: UUID) -> bool:
    """End one session of the person at once; False when it was not open."""
    rows = StaffSessionRepository(session, person_id)
    return bool(await rows.end(now=context.clock.now(), session_id=session_id))


async def end_other_sessions(
    context: Context, session: Session, person_id: UUID, *, except_id: UUID | None = None
) -> int:
    """End all sessions of the person but one; answers how many were open."""
    rows = StaffSessionRepository(session, person_id)
    return len(await rows.end(now=context.clock.now(), except_id=except_id))
