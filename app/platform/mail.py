"""Outgoing mail: written down, sealed, in the transaction of its cause; a job sends it later."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Final, Literal
from uuid import UUID

import orjson

from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, TooMany
from app.platform.logging import log
from app.platform.mail_rows import SERVICE, MailRepository, NewMail
from app.platform.queue import MAIL, Event, enqueue
from app.platform.sms import read_phone

JOB: Final = "platform.send_mail"
Channel = Literal["mail", "sms"]
WINDOW: Final = timedelta(hours=1)
MOST_PER_RECIPIENT: Final = 5
MOST_PER_ORGANISATION: Final = 100
# Mail in bulk leaves room in every hour for an invitation or a link that somebody waits for.
MOST_PACED: Final = 80
LONGEST_ADDRESS: Final = 254  # RFC 5321, section 4.5.3.1.3, without its angle brackets
_TOKEN_BYTES: Final = 20
# One mailbox and nothing else: a dot-atom (RFC 5322, section 3.2.3) at a host name; no quotes, comments or lists.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


class InvalidEmail(InvalidInput):
    """The text is not one e-mail address (threat A38)."""

    slug: ClassVar[str] = "invalid-email"
    title: ClassVar[str] = "This is not an e-mail address"
    advice: ClassVar[str] = (
        "Give one address, such as sanne@example.org, without a name, spaces or line breaks."
    )


@dataclass(frozen=True, slots=True)
class MailSettled(Event):
    """A mail of an organisation was `sent`, has `failed` or `bounced`; `settled_at` is ISO 8601."""

    name: ClassVar[str] = "platform.mail_settled"

    organisation_id: str
    mail_id: str
    purpose: str
    state: str
    reason: str | None
    settled_at: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person; `subject` carries no personal data, as it is shown on locked screens.

    `organisation_id` is whose limit it counts for, None for the service's own mail such as a link to sign in.
    `purpose` is a word of our own for logs and figures; `language` is a tag such as nl. `unsubscribe_url` is for
    reminders only (RFC 8058). After `expires_at` nobody has use for it, so it is not sent any more. By the channel
    `sms` it is a text message: `to` is a telephone number, and there is nothing but `text`.
    """

    to: str
    purpose: str
    language: str
    subject: str
    text: str
    html: str
    organisation_id: UUID | None = None
    sender_name: str | None = None
    unsubscribe_url: str | None = None
    expires_at: datetime | None = None
    channel: Channel = "mail"

    def __post_init__(self) -> None:
        headers = (self.purpose, self.language, self.subject, self.sender_name, self.unsubscribe_url)
        if any(not text.isprintable() for text in headers if text):
            raise ValueError("a line break or control character in a header of a mail")


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """What stands in the sealed column: the letter, and the token by which a bounce finds it."""

    to: str
    purpose: str
    language: str
    subject: str
    text: str
    html: str
    sender_name: str | None
    unsubscribe_url: str | None
    bounce_token: str
    expires_at: str | None = None
    channel: Channel = "mail"


def _read_recipient(letter: Letter) -> str:
    return read_phone(letter.to) if letter.channel == "sms" else read_address(letter.to)


def read_address(text: str) -> str:
    """The address without spaces around it, its host in small letters. Raises InvalidEmail.

    Addresses outside ASCII are refused: not every server on the way carries them (RFC 6531).
    """
    address = text.strip(" ")
    if len(address) > LONGEST_ADDRESS or _ADDRESS.fullmatch(address) is None:
        log.warning("mail.reject", reason="invalid_email")
        raise InvalidEmail
    local, _, host = address.rpartition("@")
    return f"{local}@{host.lower()}"


def letter_place(organisation_id: UUID, mail_id: UUID) -> str:
    """To which row a sealed letter is bound."""
    return f"mails/letter_sealed/{organisation_id}/{mail_id}"


async def enqueue_mail(
    session: Session, context: Context, letter: Letter, *, about: UUID | None = None
) -> UUID:
    """Writes the mail down in the caller's transaction, to be sent as soon as that is committed; answers its id.

    The transaction is that of the letter's organisation, or any for the service's own mail. `about` is whom it
    concerns: while it waits it is given up when the holder is erased, or the worker of that dossier. Raises InvalidEmail or
    InvalidPhone, and TooMany when its recipient had 5 mails, or its organisation sent 100, in the last hour.
    """
    rows = MailRepository(session, letter.organisation_id)
    recipient_hash = _hash_recipient(context, _read_recipient(letter))
    now = context.clock.now()
    newest = await rows.list_newest_of_organisation(MOST_PER_ORGANISATION, until=now)
    due = max(_after(newest, MOST_PER_ORGANISATION, now), await _slot_of_recipient(rows, recipient_hash, now))
    if due > now:
        log.warning("mail.reject", reason="too_many", purpose=letter.purpose)
        wait = int((due - now).total_seconds()) + 1
        raise TooMany("Too much mail was sent within an hour. Wait and try again.", retry_after=wait)
    return await _add(context, session, rows, letter, recipient_hash, due=now, is_paced=False, about=about)


async def enqueue_mails(session: Session, context: Context, letters: Sequence[Letter]) -> list[UUID]:
    """The same for letters in bulk of one organisation: what an hour cannot hold is sent in a later one.

    Nothing is refused for its number. Raises InvalidEmail.
    """
    if not letters:
        return []
    rows = MailRepository(session, letters[0].organisation_id)
    now = context.clock.now()
    newest = deque(await rows.list_newest_of_organisation(MOST_PACED, paced_only=True), maxlen=MOST_PACED)
    ids: dict[int, UUID] = {}
    hashes = [_hash_recipient(context, _read_recipient(letter)) for letter in letters]
    # In one order, so that two transactions that write to the same people do not wait for each other.
    for place in sorted(range(len(letters)), key=hashes.__getitem__):
        due = max(_after(list(newest), MOST_PACED, now), await _slot_of_recipient(rows, hashes[place], now))
        ids[place] = await _add(context, session, rows, letters[place], hashes[place], due=due, is_paced=True)
        newest.append(due)
        newest = deque(sorted(newest), maxlen=MOST_PACED)
    return [ids[place] for place in range(len(letters))]


def _hash_recipient(context: Context, address: str) -> bytes:
    return context.vault.fingerprint(address.lower().encode(), purpose="mail recipients")


async def _slot_of_recipient(rows: MailRepository, recipient_hash: bytes, now: datetime) -> datetime:
    return _after(
        await rows.list_newest_of_recipient(recipient_hash, MOST_PER_RECIPIENT), MOST_PER_RECIPIENT, now
    )


def _after(newest: Sequence[datetime], most: int, now: datetime) -> datetime:
    """The first moment at which a window holds one more; `newest` are the last moments, the oldest first."""
    return now if len(newest) < most else max(now, newest[-most] + WINDOW)


async def _add(
    context: Context,
    session: Session,
    rows: MailRepository,
    letter: Letter,
    recipient_hash: bytes,
    *,
    due: datetime,
    is_paced: bool,
    about: UUID | None = None,
) -> UUID:
    mail_id, token = context.randomness.uuid(), context.randomness.token(_TOKEN_BYTES).hex()
    owner = letter.organisation_id or SERVICE
    content = {name: value for name, value in asdict(letter).items() if name != "organisation_id"}
    content |= {"to": _read_recipient(letter), "bounce_token": token}
    now = context.clock.now()
    await rows.add(
        NewMail(
            id=mail_id,
            purpose=letter.purpose,
            letter_sealed=context.vault.seal(orjson.dumps(content), context=letter_place(owner, mail_id)),
            recipient_hash=recipient_hash,
            bounce_hash=sha256(token.encode()).digest(),
            is_paced=is_paced,
            created_at=now,
            due_at=due,
            about=about,
        )
    )
    at = due if due > now else None
    await enqueue(session, JOB, queue=MAIL, at=at, organisation_id=str(owner), mail_id=str(mail_id))
    return mail_id


async def give_up_mails(
    session: Session, organisation_id: UUID | None, *, about: UUID, reason: str, now: datetime
) -> None:
    """What waits about somebody is never sent, and its letter is wiped; in the caller's transaction."""
    rows = MailRepository(session, organisation_id)
    for mail_id in await rows.list_waiting_about(about):
        await rows.settle(mail_id, state="failed", reason=reason, now=now)
