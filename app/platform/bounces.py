"""Reads delivery reports (RFC 3464) and finds, by a token and never by an address, which mail came back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from hashlib import sha256
from typing import Final

from app.platform.context import Context
from app.platform.mail_rows import find_bounced
from app.platform.send_mail import settle_mail

LARGEST_REPORT: Final = 1 << 20
# In the address for bounces (after a plus) or in the Message-ID of the mail that is quoted.
_TOKEN: Final = re.compile(r"(?:\+|<)([0-9a-f]{40})@")
# Enhanced status codes (RFC 3463): class 5 is for good; subject and detail say why.
_REASONS: Final = (
    (re.compile(r"5\.1\.\d+"), "unknown_address"),
    (re.compile(r"5\.2\.2"), "mailbox_full"),
    (re.compile(r"5\.7\.\d+"), "refused"),
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that could not be delivered, and a word for why."""

    token: str
    reason: str


async def record_bounce(context: Context, report: bytes) -> bool:
    """Marks the mail that the report is about as bounced; False when it is about none of ours that we still know.

    The same report again changes nothing.
    """
    bounce = read_report(report)
    if bounce is None:
        return False
    capability = sha256(bounce.token.encode()).digest()
    async with context.database.transaction(capability=capability) as session:
        found = await find_bounced(session, capability)
    if found is None:
        return False
    await settle_mail(context, *found, state="bounced", reason=bounce.reason)
    return True


def read_report(content: bytes) -> Bounce | None:
    """The failure in a delivery report of at most a mebibyte; None for a delay, a delivery and any other mail."""
    if len(content) > LARGEST_REPORT:
        return None
    message = message_from_bytes(content, policy=compat32)
    status = next(_statuses(message), None)
    token = _TOKEN.search("\n".join(_traces(message)))
    if status is None or token is None:
        return None
    return Bounce(
        token.group(1), next((word for code, word in _REASONS if code.match(status)), "undelivered")
    )


def _statuses(message: Message) -> Iterator[str]:
    """The status codes of recipients for whom delivery has failed."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.get_payload():
            if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
                yield str(group.get("Status", "")).strip()


def _traces(message: Message) -> Iterator[str]:
    """Where our token may stand: who the report is for, and the headers of the mail that it quotes."""
    for part in message.walk():
        for name in ("To", "Delivered-To", "X-Original-To", "Message-ID", "Return-Path"):
            yield from (str(value) for value in part.get_all(name, []))
        if part.get_content_type() == "text/rfc822-headers":
            yield str(part.get_payload())
