"""Sessions of a holder: one per device, thirty days, ended when the holder says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.holding.holder_events import SESSIONS_ENDED, note_for_holder
from app.holding.repository.holders import HolderRepository, find_session_holder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.link_secrets import hash_secret, new_session_secret

SESSION_PREFIX: Final = "sp_holder_"
SESSION_LIFETIME: Final = timedelta(days=30)
_MAX_TOKEN_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: the token goes to the holder's device and is nowhere else."""

    token: str
    expires_at: datetime


async def open_session(context: Context, session: Session, holder_id: UUID) -> OpenedSession:
    """Start a session inside the caller's transaction, which must be the holder's own."""
    now = context.clock.now()
    token = SESSION_PREFIX + new_session_secret(context.randomness)
    expires_at = now + SESSION_LIFETIME
    await HolderRepository(session, holder_id).add_session(
        context.randomness.uuid(), token_hash=hash_secret(token), now=now, expires_at=expires_at
    )
    return OpenedSession(token=token, expires_at=expires_at)


async def find_holder(context: Context, token: str) -> UUID | None:
    """The holder whose live session this token opens, or None."""
    if not token.startswith(SESSION_PREFIX) or len(token) > _MAX_TOKEN_LENGTH:
        return None
    token_hash = hash_secret(token)
    async with context.database.transaction(capability=token_hash) as session:
        return await find_session_holder(session, token_hash, now=context.clock.now())


async def end_session(context: Context, holder_id: UUID, token: str) -> None:
    """End one session at once; ending it twice is no error."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await HolderRepository(session, holder_id).end_session(hash_secret(token), now=context.clock.now())


async def end_other_sessions(context: Context, holder_id: UUID, token: str) -> None:
    """End every session of the holder but this one, at once."""
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = HolderRepository(session, holder_id)
        await rows.end_sessions(now=context.clock.now(), except_hash=hash_secret(token))
        await note_for_holder(context, session, holder_id, SESSIONS_ENDED)


async def end_all_sessions(context: Context, holder_id: UUID) -> None:
    """End every session of the holder, at once."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await HolderRepository(session, holder_id).end_sessions(now=context.clock.now())
        await note_for_holder(context, session, holder_id, SESSIONS_ENDED)
