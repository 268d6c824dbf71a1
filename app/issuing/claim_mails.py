"""Mail to recipients: their link after issuing, once more on request, and reminders while it waits."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from app.accounts.organisations import Organisation, find_organisation
from app.accounts.permissions import Issuer
from app.issuing.claim_wording import ClaimMail, write_claim_mail
from app.issuing.claims import DEFAULT_LIFETIME, LinkOrder, add_claim_links, new_link_secret
from app.issuing.delivery_rows import (
    AddresseeRow,
    DeliveryEvent,
    DeliveryRepository,
    PublicDeliveryRepository,
)
from app.issuing.issuances import recipient_context
from app.issuing.repository import ClaimRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.logging import log
from app.platform.mail import InvalidEmail, Letter, enqueue_mail, enqueue_mails, read_address

MOST_AT_ONCE: Final = 200
ACTOR: Final = "service"


async def send_claim_mails(context: Context, organisation_id: UUID, recipient_ids: Sequence[UUID]) -> int:
    """A mail to each who was never written to and did not collect yet; again changes nothing."""
    count = 0
    unique = list(dict.fromkeys(recipient_ids))
    for start in range(0, len(unique), MOST_AT_ONCE):
        async with context.database.transaction(organisation_id=organisation_id) as session:
            rows = DeliveryRepository(session, organisation_id)
            addressees = await rows.take_unmailed(
                unique[start : start + MOST_AT_ONCE], now=context.clock.now()
            )
            count += await _write_to(context, session, organisation_id, addressees, is_reminder=False)
    return count


async def remind_recipients(context: Context) -> int:
    """Reminders that are due, a few hundred at a time; whoever collected, unsubscribed or lost all gets none."""
    now, count = context.clock.now(), 0
    async with context.database.transaction() as session:
        due = await PublicDeliveryRepository(session).list_due_reminders(now, MOST_AT_ONCE)
    by_organisation: dict[UUID, list[UUID]] = {}
    for organisation_id, recipient_id in due:
        by_organisation.setdefault(organisation_id, []).append(recipient_id)
    for organisation_id, ids in by_organisation.items():
        async with context.database.transaction(organisation_id=organisation_id) as session:
            rows = DeliveryRepository(session, organisation_id)
            addressees = await rows.take_reminders(ids, now=now)
            await rows.stop_reminders(ids, now=now)
            count += await _write_to(context, session, organisation_id, addressees, is_reminder=True)
    return count


async def resend_claim_mail(
    context: Context,
    session: Session,
    issuer: Issuer,
    recipient_id: UUID,
    *,
    email: str | None = None,
    language: str | None = None,
) -> DeliveryEvent:
    """A new link to the recipient, to another address when one is given; links to the old one then end.

    In the organisation's own transaction. Raises NotFound, InvalidInput and TooMany.
    """
    now = context.clock.now()
    rows = DeliveryRepository(session, issuer.organisation_id)
    found = await rows.find_recipient(recipient_id)
    if found is None:
        raise NotFound
    if email is not None or language is not None:
        sealed = _seal_address(context, issuer.organisation_id, found, email) if email else None
        await rows.change_contact(recipient_id, email_sealed=sealed, language=language)
    if email is not None:
        await ClaimRepository(session, issuer.organisation_id).consume_all(recipient_id, now=now)
    addressee = await rows.take_again(recipient_id, now=now)
    if addressee is None:
        detail = "We have no address of this person. Give one."
        raise InvalidInput(errors=[FieldError("/email", "no_address", detail)])
    organisation = await _load_organisation(session, issuer.organisation_id)
    [(letter, link)] = _write_letters(context, organisation, [addressee], is_reminder=False)
    await add_claim_links(context, session, issuer.organisation_id, [link], actor=issuer.actor)
    mail_id = await enqueue_mail(session, context, letter)
    event = DeliveryEvent(context.randomness.uuid(), recipient_id, "mail-queued", now, mail_id)
    await rows.add_events([event])
    return event


def unsubscribe_token(secret: str) -> str:
    """What stands in the link against reminders: one-way from the secret of the link to collect."""
    return sha256(f"unsubscribe\0{secret}".encode()).hexdigest()[:40]


async def find_unsubscriber(session: Session, token: str) -> tuple[UUID, UUID] | None:
    """Organisation and recipient whom the link of a reminder is for, without any effect."""
    return await PublicDeliveryRepository(session).find_unsubscribe_link(sha256(token.encode()).digest())


async def unsubscribe(context: Context, token: str) -> bool:
    """No more reminders; again changes nothing. False for a link that was never made."""
    async with context.database.transaction() as session:
        found = await find_unsubscriber(session, token)
    if found is None:
        return False
    organisation_id, recipient_id = found
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = DeliveryRepository(session, organisation_id)
        if await rows.unsubscribe(recipient_id, now=now):
            event = DeliveryEvent(context.randomness.uuid(), recipient_id, "unsubscribed", now)
            await rows.add_events([event])
    return True


async def record_settled(
    context: Context, organisation_id: UUID, mail_id: UUID, *, state: str, reason: str | None, at: datetime
) -> None:
    """Writes down for its recipient what became of a mail; mail that was for nobody here is left alone."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = DeliveryRepository(session, organisation_id)
        recipient_id = await rows.find_recipient_of_mail(mail_id)
        if recipient_id is None:
            return
        event = DeliveryEvent(context.randomness.uuid(), recipient_id, f"mail-{state}", at, mail_id, reason)
        if await rows.add_events([event]):
            await rows.settle(recipient_id, mail_id, delivery=state)


async def _write_to(
    context: Context,
    session: Session,
    organisation_id: UUID,
    addressees: Sequence[AddresseeRow],
    *,
    is_reminder: bool,
) -> int:
    if not addressees:
        return 0
    organisation = await _load_organisation(session, organisation_id)
    written = _write_letters(context, organisation, addressees, is_reminder=is_reminder)
    await add_claim_links(context, session, organisation_id, [link for _, link in written], actor=ACTOR)
    mail_ids = await enqueue_mails(session, context, [letter for letter, _ in written])
    now, kind = context.clock.now(), "reminder-queued" if is_reminder else "mail-queued"
    await DeliveryRepository(session, organisation_id).add_events(
        [
            DeliveryEvent(context.randomness.uuid(), addressee.id, kind, now, mail_id)
            for addressee, mail_id in zip(addressees, mail_ids, strict=True)
        ]
    )
    log.info("delivery.queued", organisation=str(organisation_id), kind=kind, count=len(addressees))
    return len(addressees)


def _write_letters(
    context: Context, organisation: Organisation, addressees: Sequence[AddresseeRow], *, is_reminder: bool
) -> list[tuple[Letter, LinkOrder]]:
    written = []
    expires_at = context.clock.now() + DEFAULT_LIFETIME
    for addressee in addressees:
        secret = new_link_secret(context)
        token = unsubscribe_token(secret)
        mail = ClaimMail(
            organisation_name=organisation.name,
            phone=organisation.phone,
            public_url=context.settings.public_url,
            secret=secret,
            unsubscribe_token=token if is_reminder else None,
            expires_at=expires_at,
            language=addressee.language or organisation.locale,
        )
        letter = write_claim_mail(
            mail, to=_open_address(context, organisation.id, addressee), organisation_id=organisation.id
        )
        unsubscribe_hash = sha256(token.encode()).digest()
        written.append((letter, LinkOrder(addressee.id, secret, expires_at, unsubscribe_hash)))
    return written


async def _load_organisation(session: Session, organisation_id: UUID) -> Organisation:
    organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def _open_address(context: Context, organisation_id: UUID, addressee: AddresseeRow) -> str:
    data_key = context.vault.data_key(
        addressee.data_key_wrapped,
        context=recipient_context(organisation_id, addressee.id, "data_key_wrapped"),
    )
    place = recipient_context(organisation_id, addressee.id, "email_sealed")
    return data_key.open(addressee.email_sealed, context=place).decode()


def _seal_address(context: Context, organisation_id: UUID, recipient: dict[str, object], email: str) -> bytes:
    try:
        address = read_address(email)
    except InvalidEmail as error:
        raise InvalidEmail(errors=[FieldError("/email", "invalid_email", error.detail)]) from error
    recipient_id, wrapped = recipient["id"], recipient["data_key_wrapped"]
    assert isinstance(recipient_id, UUID) and isinstance(wrapped, bytes)
    data_key = context.vault.data_key(
        wrapped, context=recipient_context(organisation_id, recipient_id, "data_key_wrapped")
    )
    place = recipient_context(organisation_id, recipient_id, "email_sealed")
    return data_key.seal(address.encode(), context=place)
