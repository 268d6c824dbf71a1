"""Sends what waits in the outbox: at least once, under one Message-ID, with longer and longer pauses."""

import asyncio
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

import orjson

from app.platform.context import Context
from app.platform.logging import log
from app.platform.mail import JOB, MailSettled, SealedLetter, letter_place
from app.platform.mail_rows import (
    SERVICE,
    LeasedMail,
    MailRepository,
    forget_before,
    list_overdue,
)
from app.platform.queue import MAIL, enqueue, publish
from app.platform.sms import deliver_text
from app.platform.smtp import deliver
from app.platform.undelivered import PermanentFailure, TemporaryFailure
from app.platform.vault import SealBroken
from app.settings import Settings

# Longer than a delivery can take: after a kill the mail is free again when this is over.
LEASE: Final = timedelta(minutes=6)
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1800))
OVERDUE: Final = timedelta(minutes=2)
SWEEP_SIZE: Final = 200
KEPT_FOR: Final = timedelta(days=30)


async def send_mail(context: Context, organisation_id: UUID, mail_id: UUID) -> None:
    """Sends one mail if it still waits. No transaction is open while the mail server answers."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = MailRepository(session, organisation_id)
        mail = await rows.lease(mail_id, now=now, until=now + LEASE)
    if mail is None:
        return
    try:
        await _deliver(context, _open(context, mail), mail)
    except TemporaryFailure as error:
        await _put_off(context, mail, str(error))
    except PermanentFailure as error:
        await settle_mail(context, mail.organisation_id, mail.id, state="failed", reason=str(error))
    except SealBroken:
        await settle_mail(context, mail.organisation_id, mail.id, state="failed", reason="unreadable")
    else:
        await settle_mail(context, mail.organisation_id, mail.id, state="sent", reason=None)


async def _deliver(context: Context, letter: SealedLetter, mail: LeasedMail) -> None:
    if letter.expires_at is not None and datetime.fromisoformat(letter.expires_at) <= context.clock.now():
        raise PermanentFailure("too_late")
    if letter.channel == "sms":
        await deliver_text(context, to=letter.to, text=letter.text, name=str(mail.id))
        return
    message = write_message(context.settings, letter, mail)
    sender = envelope_sender(context.settings, letter.bounce_token)
    await asyncio.to_thread(
        deliver, context.settings, message, sender=sender, to=letter.to, name=str(mail.id)
    )


async def settle_mail(
    context: Context, organisation_id: UUID, mail_id: UUID, *, state: str, reason: str | None
) -> bool:
    """Writes down that a mail was `sent`, has `failed` or `bounced`; False when that was known."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = MailRepository(session, organisation_id)
        purpose = await rows.settle(mail_id, state=state, reason=reason, now=now)
        if purpose is not None and organisation_id != SERVICE:
            event = MailSettled(str(organisation_id), str(mail_id), purpose, state, reason, now.isoformat())
            await publish(session, event)
    if purpose is not None:
        log.info(f"mail.{state}", organisation=str(organisation_id), purpose=purpose, reason=reason)
    return purpose is not None


async def resume_mails(context: Context) -> int:
    """Mail whose job was lost in a crash gets a new one."""
    before = context.clock.now() - OVERDUE
    async with context.database.transaction() as session:
        overdue = await list_overdue(session, before=before, limit=SWEEP_SIZE)
        for organisation_id, mail_id in overdue:
            await enqueue(
                session, JOB, queue=MAIL, organisation_id=str(organisation_id), mail_id=str(mail_id)
            )
    return len(overdue)


async def forget_mails(context: Context) -> int:
    """Deletes what became of mail a month ago; bounces that come later find nothing."""
    async with context.database.transaction() as session:
        return await forget_before(session, context.clock.now() - KEPT_FOR)


async def _put_off(context: Context, mail: LeasedMail, reason: str) -> None:
    if mail.attempts >= len(PAUSES):
        await settle_mail(context, mail.organisation_id, mail.id, state="failed", reason=reason)
        return
    until = context.clock.now() + PAUSES[mail.attempts]
    async with context.database.transaction(organisation_id=mail.organisation_id) as session:
        rows = MailRepository(session, mail.organisation_id)
        await rows.put_off(mail.id, until=until, reason=reason)
        await enqueue(
            session,
            JOB,
            queue=MAIL,
            at=until,
            organisation_id=str(mail.organisation_id),
            mail_id=str(mail.id),
        )
    log.warning("mail.retried", purpose=mail.purpose, reason=reason, attempt=mail.attempts + 1)


def _open(context: Context, mail: LeasedMail) -> SealedLetter:
    place = letter_place(mail.organisation_id or SERVICE, mail.id)
    return SealedLetter(**orjson.loads(context.vault.open(mail.letter_sealed, context=place)))


def write_message(settings: Settings, letter: SealedLetter, mail: LeasedMail) -> EmailMessage:
    """The message (RFC 5322) in text and HTML: the same bytes' worth of headers at every attempt."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(letter.sender_name or "", addr_spec=settings.mail_sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{letter.bounce_token}@{settings.mail_domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: an absence note does not answer it
    if letter.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def envelope_sender(settings: Settings, bounce_token: str) -> str:
    """Where a bounce goes; with an address for bounces the token stands in it (RFC 5233), or else nowhere."""
    if settings.mail_bounces is None:
        return settings.mail_sender
    local, _, host = settings.mail_bounces.rpartition("@")
    return f"{local}+{bounce_token}@{host}"
