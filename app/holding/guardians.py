"""A parent or guardian of somebody under sixteen is asked by mail, says yes or no, and may take a yes back.

Whoever reads the mailbox answers: the service cannot know who that is, so the address must at least be none that opens
the passport, and both logs tell what happened. The address is kept only until there is an answer.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from app.accounts.addresses import clean_address
from app.holding import holder_events as kinds
from app.holding.addresses import Address
from app.holding.contacts import open_address
from app.holding.errors import GuardianLinkNotWorking, OwnAddress
from app.holding.guardian_letters import ask_letter, thanks_letter
from app.holding.helped import end_looks
from app.holding.helplines import find_senders
from app.holding.holder_events import note_for_holder
from app.holding.models import GuardianRecord
from app.holding.passport import load_data_key, open_credential, read_held
from app.holding.repository.contacts import ContactRepository, HolderEventRepository
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.guardians import GuardianRepository, find_guardian
from app.holding.under_sixteen import Youth, find_first_day, find_youth
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import TooMany
from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret
from app.platform.mail import enqueue_mail

LIFETIME: Final = timedelta(days=14)
# One less than the mails that one address gets in an hour, so that a yes can still be confirmed.
ASKS_A_DAY: Final = 4
_DAY: Final = timedelta(days=1)
Said = Literal["yes", "no", "withdrawn"]
_NOTED: Final[dict[Said, str]] = {
    "yes": kinds.GUARDIAN_AGREED,
    "no": kinds.GUARDIAN_REFUSED,
    "withdrawn": kinds.GUARDIAN_WITHDREW,
}
_NOTHING_ASKED: Final[dict[str, object]] = {
    "address_sealed": None,
    "ask_hash": None,
    "ask_expires_at": None,
    "stop_hash": None,
    "answer": None,
    "answered_at": None,
    "organisation_id": None,
    "actor": None,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the holder sees: what counts, and of the address that was asked enough to recognise it."""

    youth: Youth
    hint: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What the link in a mail is about: to agree, or to take a yes back. `name` is the first name and an initial."""

    holder_id: UUID
    is_withdrawal: bool
    name: str | None
    senders: tuple[str, ...]
    sixteen_on: date


async def load_waiting(context: Context, holder_id: UUID) -> Waiting | None:
    """Whether an answer is awaited, and from where; None from sixteen on."""
    async with context.database.transaction(holder_id=holder_id) as session:
        youth = await find_youth(context, session, holder_id)
        if youth is None:
            return None
        asked = await GuardianRepository(session, holder_id).find()
        address = await _open_address(context, session, asked) if asked and youth.consent == "asked" else None
    return Waiting(youth, address.hint if address else None)


async def ask_guardian(context: Context, holder_id: UUID, typed: str, *, language: str) -> None:
    """Send the mail; an older link stops. Whoever is sixteen, or has a yes, asks nobody.

    Raises InvalidEmail, OwnAddress, TooMany above four a day.
    """
    async with context.database.transaction(holder_id=holder_id) as session:
        await _ask(context, session, holder_id, Address("email", clean_address(typed)), language)


async def ask_again(context: Context, holder_id: UUID) -> None:
    """Send it again to the same address, with a new link; nothing when nobody is asked. Raises TooMany."""
    async with context.database.transaction(holder_id=holder_id) as session:
        asked = await GuardianRepository(session, holder_id).find()
        address = await _open_address(context, session, asked) if asked else None
        if asked is not None and address is not None:
            await _ask(context, session, holder_id, address, asked.language)


async def find_question(context: Context, secret: str) -> Question | None:
    """What the link is about, without any effect: mail scanners open links too; None when it does not work."""
    if not looks_like_link_secret(secret):
        return None
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        found = await _find(context, session, hash_secret(secret))
        if found is None:
            return None
        record, day = found
        return Question(
            record.holder_id,
            record.stop_hash == hash_secret(secret),
            await _first_name(context, session, record.holder_id),
            await find_senders(session, record.holder_id),
            day,
        )


async def answer_question(context: Context, secret: str, *, agrees: bool) -> Said:
    """Use the link up with yes or no; the link of who agreed before takes that back, whatever is said.

    Raises GuardianLinkNotWorking, TooMany when a yes cannot be confirmed by mail.
    """
    if not looks_like_link_secret(secret):
        raise GuardianLinkNotWorking
    secret_hash = hash_secret(secret)
    async with context.database.transaction(capability=secret_hash) as session:
        found = await _find(context, session, secret_hash)
        if found is None:
            raise GuardianLinkNotWorking
        record, day = found
        holder_id = record.holder_id
        said: Said = "withdrawn" if record.stop_hash == secret_hash else "yes" if agrees else "no"
        address = await _open_address(context, session, record)
        stop = new_link_secret(context.randomness)
        values = answered(context, said, stop_hash=hash_secret(stop) if said == "yes" else None)
        if not await GuardianRepository(session, holder_id).answer(secret_hash, **values):
            raise GuardianLinkNotWorking
        await note_answer(context, session, holder_id, said)
        if said == "yes" and address is not None:
            await enqueue_mail(
                session,
                context,
                thanks_letter(context.settings.public_url, address.text, stop, day, record.language),
                about=holder_id,
            )
    return said


async def _ask(context: Context, session: Session, holder_id: UUID, address: Address, language: str) -> None:
    youth, now = await find_youth(context, session, holder_id), context.clock.now()
    if youth is None or youth.consent == "yes":
        return
    await _ensure_not_own(context, session, holder_id, address)
    asked = await HolderEventRepository(session, holder_id).count(kinds.GUARDIAN_ASKED, since=now - _DAY)
    if asked >= ASKS_A_DAY:
        raise TooMany("Wait a day and try again.", retry_after=int(_DAY.total_seconds()))
    secret = new_link_secret(context.randomness)
    data_key = await load_data_key(context, session, holder_id)
    await GuardianRepository(session, holder_id).write(
        **_NOTHING_ASKED
        | {
            "language": language,
            "address_sealed": data_key.seal(address.text.encode(), context=_place(holder_id)),
            "ask_hash": hash_secret(secret),
            "ask_expires_at": now + LIFETIME,
            "forget_on": youth.sixteen_on,
        }
    )
    await note_for_holder(context, session, holder_id, kinds.GUARDIAN_ASKED)
    senders = await find_senders(session, holder_id)
    letter = ask_letter(context.settings.public_url, address.text, secret, senders, now + LIFETIME, language)
    await enqueue_mail(session, context, letter, about=holder_id)


async def _ensure_not_own(context: Context, session: Session, holder_id: UUID, address: Address) -> None:
    for contact in await ContactRepository(session, holder_id).list():
        own = await open_address(context, session, contact)
        if own.kind == "email" and _mailbox(own.text) == _mailbox(address.text):
            raise OwnAddress


def _mailbox(address: str) -> str:
    """The address without a label: sanne+school@ and sanne@ are read by the same person."""
    local, _, host = address.partition("@")
    return f"{local.partition('+')[0]}@{host}"


async def _find(context: Context, session: Session, secret_hash: bytes) -> tuple[GuardianRecord, date] | None:
    """Whom the secret is for, if it works; the session ends up as the holder's."""
    record = await find_guardian(session, secret_hash)
    if record is None:
        return None
    is_ask = record.ask_hash == secret_hash
    if is_ask and (record.ask_expires_at is None or context.clock.now() >= record.ask_expires_at):
        return None
    await enter(session, holder_id=record.holder_id)
    day = await find_first_day(context, session, record.holder_id)
    return None if day is None else (record, day)


async def _open_address(context: Context, session: Session, record: GuardianRecord) -> Address | None:
    if record.address_sealed is None:
        return None
    data_key = await load_data_key(context, session, record.holder_id)
    place = _place(record.holder_id)
    return Address("email", data_key.open(record.address_sealed, context=place).decode())


async def _first_name(context: Context, session: Session, holder_id: UUID) -> str | None:
    """Enough for a parent to know who it is, and for a stranger to know nobody."""
    rows = await PassportRepository(session, holder_id).list_credentials(limit=1)
    if not rows:
        return None
    data_key = await load_data_key(context, session, holder_id)
    words = (read_held(open_credential(data_key, holder_id, rows[0])).subject.name or "").split()
    if len(words) < 2:
        return words[0] if words else None
    return f"{words[0]} {words[-1][0]}."


def answered(context: Context, said: Said, *, stop_hash: bytes | None) -> dict[str, object]:
    """The columns of an answer; nothing waits any more."""
    given = {"answer": said, "answered_at": context.clock.now(), "stop_hash": stop_hash}
    return _NOTHING_ASKED | given


async def note_answer(
    context: Context, session: Session, holder_id: UUID, said: Said, *, organisation_id: UUID | None = None
) -> None:
    """The holder can read what was said; without a yes nobody looks along. In the holder's own transaction."""
    await note_for_holder(context, session, holder_id, _NOTED[said], organisation_id=organisation_id)
    if said != "yes":
        await end_looks(context, session, holder_id)


def _place(holder_id: UUID) -> str:
    return f"guardians/address_sealed/{holder_id}"
