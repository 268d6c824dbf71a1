"""A new way into a passport, made at the desk of a partnership for somebody who lost all others.

Nobody takes a passport over in silence: every address that opens it is told at once, with a link that stops it; the code
opens nothing for three days, so that there is time to; and what happened stands in the passport and in the log of the
partnership. Only where there is nobody to tell and nothing to see that the partnership did not give itself, it opens at
once. The partnership itself never sees what is in the passport.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.holding.contacts import tell_holder
from app.holding.entry_letters import Notice
from app.holding.errors import NothingCollected, RecoveryNotWorking
from app.holding.holder_events import (
    RECOVERY_OPENED,
    RECOVERY_STARTED,
    RECOVERY_STOPPED,
    note_for_holder,
)
from app.holding.models import PassportRecoveryRecord
from app.holding.repository.contacts import ContactRepository
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.holders import HolderRepository
from app.holding.repository.passkeys import HolderPasskeyRepository
from app.holding.repository.recoveries import RecoveryRepository, find_recovery
from app.holding.repository.share_links import ShareLinkRepository
from app.holding.sessions import OpenedSession, open_session
from app.issuing.claims import find_holder_of, hash_claim_secret
from app.issuing.known_holders import list_candidates_of_holder
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret
from app.platform.typed_codes import new_typed_code
from app.web.marking import N_

WAIT: Final = timedelta(days=3)
LIFETIME: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewWayIn:
    """What the desk hands over: a code to type, and from when it opens. The code is shown once."""

    code: str
    opens_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Recovery:
    """A new way in that may still open the passport."""

    id: UUID
    organisation_id: UUID
    opens_at: datetime
    expires_at: datetime


async def start_recovery(context: Context, issuer: Issuer, recipient_id: UUID) -> NewWayIn:
    """Make a code for the passport that holds what this recipient was given; an older one of the partnership stops.

    Whoever calls has the word of a member of staff that the person is there. Raises NotFound for a recipient of somebody
    else, NothingCollected when there is no passport yet, TooMany when an address cannot be told.
    """
    code, stop = new_typed_code(context.randomness), new_link_secret(context.randomness)
    code_hash = await hash_claim_secret(code)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        holder_id = await find_holder_of(session, issuer.organisation_id, recipient_id)
        if holder_id is None:
            raise NothingCollected
        await _audit(context, session, issuer.organisation_id, issuer.actor, "started", recipient_id)
        await enter(session, holder_id=holder_id)
        record = await _replace(
            context,
            session,
            issuer,
            holder_id,
            recipient_id,
            code_hash=code_hash,
            stop_hash=hash_secret(stop),
        )
        notice = partial(_started, context.settings.public_url, issuer.organisation_name, stop)
        await tell_holder(context, session, holder_id, notice)
    return NewWayIn(code, record.opens_at, record.expires_at)


async def _replace(
    context: Context,
    session: Session,
    issuer: Issuer,
    holder_id: UUID,
    recipient_id: UUID,
    *,
    code_hash: bytes,
    stop_hash: bytes,
) -> PassportRecoveryRecord:
    """The new way in, in place of the older ones of this partnership. Inside the holder's own transaction."""
    now, organisation_id = context.clock.now(), issuer.organisation_id
    rows = RecoveryRepository(session, holder_id)
    await rows.stop(now=now, organisation_id=organisation_id)
    is_at_once = await may_open_at_once(context, session, holder_id, organisation_id)
    record = PassportRecoveryRecord(
        holder_id=holder_id,
        id=context.randomness.uuid(),
        organisation_id=organisation_id,
        recipient_id=recipient_id,
        actor=issuer.actor,
        code_hash=code_hash,
        stop_hash=stop_hash,
        created_at=now,
        opens_at=now if is_at_once else now + WAIT,
        expires_at=now + LIFETIME,
        opened_at=None,
        stopped_at=None,
    )
    await rows.add(record)
    await note_for_holder(context, session, holder_id, RECOVERY_STARTED, organisation_id=organisation_id)
    return record


async def may_open_at_once(
    context: Context, session: Session, holder_id: UUID, organisation_id: UUID
) -> bool:
    """Whether there is nobody to warn, and nothing in the passport but what this partnership gave.

    Inside the holder's own transaction.
    """
    if await ContactRepository(session, holder_id).list():
        return False
    if await HolderPasskeyRepository(session, holder_id).list():
        return False
    if await HolderRepository(session, holder_id).has_open_session(now=context.clock.now()):
        return False
    if await ShareLinkRepository(session, holder_id).list_links(limit=1):
        return False
    if not await PassportRepository(session, holder_id).list_issuers() <= {organisation_id}:
        return False
    places = await list_candidates_of_holder(session, holder_id)
    return {place for place, _ in places} <= {organisation_id}


async def find_open_recovery(context: Context, code: str) -> Recovery | None:
    """The new way in of this code, without any effect; None when it opens nothing (any more)."""
    return await _find(context, await hash_claim_secret(code))


async def find_stoppable(context: Context, secret: str) -> Recovery | None:
    """What the link in a notice would stop, without any effect (threat A25)."""
    return await _find(context, hash_secret(secret)) if looks_like_link_secret(secret) else None


async def _find(context: Context, secret_hash: bytes) -> Recovery | None:
    async with context.database.transaction(capability=secret_hash) as session:
        record = await find_recovery(session, secret_hash)
    if record is None or not _is_open(record, context.clock.now()):
        return None
    return _recovery(record)


async def use_recovery(context: Context, code: str) -> OpenedSession:
    """Open the passport on this device, and close it on every other one; once.

    Raises RecoveryNotWorking for a code that was stopped, used or expired, that is not of anything, or too early.
    """
    now, code_hash = context.clock.now(), await hash_claim_secret(code)
    async with context.database.transaction(capability=code_hash) as session:
        record = await find_recovery(session, code_hash)
        if record is None:
            raise RecoveryNotWorking
        holder_id, organisation_id = record.holder_id, record.organisation_id
        await enter(session, organisation_id=organisation_id)
        if await find_holder_of(session, organisation_id, record.recipient_id) != holder_id:
            raise RecoveryNotWorking
        await _audit(context, session, organisation_id, "holder", "opened", record.recipient_id)
        await enter(session, holder_id=holder_id)
        if record.code_hash != code_hash or not await RecoveryRepository(session, holder_id).open(
            record.id, now=now
        ):
            raise RecoveryNotWorking
        return await open_again(context, session, holder_id, organisation_id)


async def open_again(
    context: Context, session: Session, holder_id: UUID, organisation_id: UUID
) -> OpenedSession:
    """A session where every other one has ended; the holder's addresses are told. Inside the holder's transaction."""
    await HolderRepository(session, holder_id).end_sessions(now=context.clock.now())
    opened = await open_session(context, session, holder_id)
    await note_for_holder(context, session, holder_id, RECOVERY_OPENED, organisation_id=organisation_id)
    await tell_holder(context, session, holder_id, partial(_opened, context.settings.public_url))
    return opened


async def list_open_recoveries(context: Context, holder_id: UUID) -> list[Recovery]:
    """New ways in that may still open this passport."""
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = await RecoveryRepository(session, holder_id).list_open(now=context.clock.now())
    return [_recovery(row) for row in rows]


async def stop_recoveries(context: Context, holder_id: UUID) -> None:
    """The holder stops every new way in; none is no error."""
    async with context.database.transaction(holder_id=holder_id) as session:
        await _stop(context, session, holder_id, None)


async def stop_by_link(context: Context, secret: str) -> bool:
    """Stop what the link in a notice is about; False when there is nothing (any more) to stop."""
    if not looks_like_link_secret(secret):
        return False
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        record = await find_recovery(session, hash_secret(secret))
        if record is None or record.stop_hash != hash_secret(secret):
            return False
        await enter(session, holder_id=record.holder_id)
        return bool(await _stop(context, session, record.holder_id, record.id))


async def _stop(context: Context, session: Session, holder_id: UUID, recovery_id: UUID | None) -> list[UUID]:
    now = context.clock.now()
    stopped = await RecoveryRepository(session, holder_id).stop(now=now, recovery_id=recovery_id)
    for organisation_id in stopped:
        await note_for_holder(context, session, holder_id, RECOVERY_STOPPED, organisation_id=organisation_id)
    return stopped


async def _audit(
    context: Context, session: Session, organisation_id: UUID, actor: str, what: str, recipient_id: UUID
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=f"passport-recovery.{what}",
        target=str(recipient_id),
        now=context.clock.now(),
        randomness=context.randomness,
    )


def _is_open(record: PassportRecoveryRecord, now: datetime) -> bool:
    return record.opened_at is None and record.stopped_at is None and now < record.expires_at


def _recovery(record: PassportRecoveryRecord) -> Recovery:
    return Recovery(record.id, record.organisation_id, record.opens_at, record.expires_at)


def _started(public_url: str, organisation_name: str, stop: str, say: Callable[[str], str]) -> Notice:
    return Notice(
        "recovery-started",
        say(N_("Er is een nieuwe toegang tot uw paspoort gemaakt")),
        (
            say(N_("Door: %(name)s")) % {"name": organisation_name},
            say(N_("Was u dit niet? Stop het binnen 3 dagen.")),
        ),
        (say(N_("Stop de nieuwe toegang")), f"{public_url}/claim/stop/{stop}"),
    )


def _opened(public_url: str, say: Callable[[str], str]) -> Notice:
    return Notice(
        "recovery-opened",
        say(N_("Uw paspoort ging open met een nieuwe toegang")),
        (say(N_("Was u dit niet? Bel meteen uw samenwerkingsverband.")),),
        (say(N_("Open mijn paspoort")), f"{public_url}/passport/sign-in"),
    )
