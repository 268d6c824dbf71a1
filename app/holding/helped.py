"""A look in the passport together with a coach, on the coach's device: an hour at most, only to see.

It begins with a code that the holder makes, so with the holder's own gesture; it is of use only to the member of staff
who typed it, as long as that person is signed in; and both can end it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.accounts.addresses import hash_address
from app.accounts.permissions import Issuer
from app.holding.holder_events import HELP_ENDED, HELP_STARTED, note_for_holder
from app.holding.models import HelpedSessionRecord
from app.holding.repository.helped import HelpedRepository, find_helped
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.link_secrets import hash_secret, new_session_secret
from app.platform.logging import log

CODE_LIFETIME: Final = timedelta(minutes=10)
HELP_LIFETIME: Final = timedelta(minutes=60)
HELPED_PREFIX: Final = "sp_helped_"
DIGITS: Final = 8
_PURPOSE: Final = "help-code"
_LONGEST_TOKEN: Final = 80
# A code is known by itself, so each member of staff may miss a few times only.
_MISSES: Final = 5
_WINDOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class HelpCode:
    """The code that the holder reads out; it works once, for ten minutes."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedHelp:
    """What goes to the coach's device and is nowhere else."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Help:
    """A look that is going on."""

    holder_id: UUID
    session_id: UUID
    expires_at: datetime


async def make_help_code(context: Context, holder_id: UUID) -> HelpCode:
    """A code for one coach; one that was made before stops, and so does a look that is going on."""
    now, code = context.clock.now(), f"{context.randomness.below(10**DIGITS):0{DIGITS}}"
    async with context.database.transaction(holder_id=holder_id) as session:
        await _end(context, session, holder_id, None)
        await enter(session, holder_id=holder_id)
        await HelpedRepository(session, holder_id).add(
            HelpedSessionRecord(
                holder_id=holder_id,
                id=context.randomness.uuid(),
                code_hash=await hash_address(context, session, code, purpose=_PURPOSE),
                token_hash=None,
                organisation_id=None,
                actor=None,
                created_at=now,
                opened_at=None,
                expires_at=now + CODE_LIFETIME,
                ended_at=None,
            )
        )
    return HelpCode(code, now + CODE_LIFETIME)


async def open_help(context: Context, issuer: Issuer, typed: str) -> OpenedHelp | None:
    """Open the passport of this code for a member of staff, for an hour; None when it is no code that works.

    Raises TooMany after five misses of this person in a quarter of an hour.
    """
    now, code = context.clock.now(), "".join(typed.split())
    token = HELPED_PREFIX + new_session_secret(context.randomness)
    async with context.database.transaction() as session:
        code_hash = await hash_address(context, session, code, purpose=_PURPOSE)
        await enter(session, capability=code_hash)
        record = await find_helped(session, code_hash)
        if record is not None:
            await enter(session, holder_id=record.holder_id)
            is_open = await HelpedRepository(session, record.holder_id).open(
                record.id,
                token_hash=hash_secret(token),
                organisation_id=issuer.organisation_id,
                actor=issuer.actor,
                now=now,
                expires_at=now + HELP_LIFETIME,
            )
            if is_open:
                await _note(
                    context,
                    session,
                    record.holder_id,
                    issuer.organisation_id,
                    issuer.actor,
                    record.id,
                    "started",
                )
                return OpenedHelp(token, now + HELP_LIFETIME)
    log.warning("auth.fail", reason="a code to look along that does not work")
    limiter = context.caches.limiter
    limiter.hit(f"help-miss/{issuer.actor}", limit=_MISSES, window=_WINDOW.total_seconds())
    return None


async def find_help(context: Context, token: str, *, actor: str) -> Help | None:
    """The look that this token opens for this member of staff, or None."""
    if not is_help_token(token):
        return None
    token_hash = hash_secret(token)
    async with context.database.transaction(capability=token_hash) as session:
        record = await find_helped(session, token_hash)
    now = context.clock.now()
    if record is None or record.actor != actor or record.ended_at is not None or now >= record.expires_at:
        return None
    return Help(record.holder_id, record.id, record.expires_at)


async def find_running_help(context: Context, holder_id: UUID) -> datetime | None:
    """Until when a coach looks along in this passport, None when nobody does."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await HelpedRepository(session, holder_id).find_running(now=context.clock.now())


def is_help_token(token: str) -> bool:
    """Whether a text has the form of such a token; says nothing of whether it works."""
    return token.startswith(HELPED_PREFIX) and len(token) <= _LONGEST_TOKEN and token.isascii()


async def end_looks(context: Context, session: Session, holder_id: UUID) -> None:
    """End every look and every code of the holder, in the holder's transaction, which stays the holder's."""
    await _end(context, session, holder_id, None)


async def end_help(context: Context, holder_id: UUID, session_id: UUID | None = None) -> None:
    """End one look, or every look and every code of the holder; twice is no error."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await _end(context, session, holder_id, session_id)


async def _end(context: Context, session: Session, holder_id: UUID, session_id: UUID | None) -> None:
    ended = await HelpedRepository(session, holder_id).end(now=context.clock.now(), session_id=session_id)
    for row in ended:
        if row.organisation_id is not None and row.actor is not None:
            await _note(context, session, holder_id, row.organisation_id, row.actor, row.id, "ended")
            await enter(session, holder_id=holder_id)


async def _note(
    context: Context,
    session: Session,
    holder_id: UUID,
    organisation_id: UUID,
    actor: str,
    session_id: UUID,
    what: str,
) -> None:
    """Both logs tell it: the holder's whose staff it was, the partnership's which member."""
    kind = HELP_STARTED if what == "started" else HELP_ENDED
    await note_for_holder(context, session, holder_id, kind, organisation_id=organisation_id)
    await enter(session, organisation_id=organisation_id)
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=f"passport-help.{what}",
        target=str(session_id),
        now=context.clock.now(),
        randomness=context.randomness,
    )
