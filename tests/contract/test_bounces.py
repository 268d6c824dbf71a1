"""A mail that comes back is marked as bounced, found by its token and never by an address."""

from dataclasses import replace
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.platform.bounces import LARGEST_REPORT, read_report, record_bounce
from app.platform.context import Context
from app.platform.mail import Letter, enqueue_mail
from app.platform.send_mail import send_mail
from tests.conftest import LogBook
from tests.simulators.smtp import Delivery, mail_server

ADDRESS = "sanne.de.wit@werk.example"
REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; sanne.de.wit@werk.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: {quoted_type}

Message-ID: {message_id}
To: sanne.de.wit@werk.example
Subject: Uw bewijzen staan klaar

--b--
"""


def a_report(message: EmailMessage, **changes: str) -> bytes:
    values = {
        "to": "paspoort@post.example",
        "action": "failed",
        "status": "5.1.1",
        "quoted_type": "text/rfc822-headers",
        "message_id": str(message["Message-ID"]),
    }
    return REPORT.format(**(values | changes)).replace("\n", "\r\n").encode()


async def send_one(context: Context, organisation: UUID, **settings: Any) -> tuple[UUID, Delivery]:
    """A mail of the organisation that the server took."""
    letter = Letter(ADDRESS, "claim-link", "nl", "Uw bewijzen staan klaar", "Dag", "<p>Dag", organisation)
    async with mail_server() as server:
        changes = {"smtp_url": server.url, "mail_from": "paspoort@post.example", **settings}
        sending = replace(context, settings=replace(context.settings, **changes))
        async with context.database.transaction(organisation_id=organisation) as session:
            mail_id = await enqueue_mail(session, sending, letter)
        await send_mail(sending, organisation, mail_id)
    return mail_id, server.taken[0]


def state_of(superuser: psycopg.Connection[tuple[Any, ...]], mail_id: UUID) -> tuple[Any, ...] | None:
    return superuser.execute("SELECT state, reason FROM mails WHERE id = %s", (mail_id,)).fetchone()


@pytest.mark.parametrize("quoted_type", ["text/rfc822-headers", "message/rfc822"])
async def test_a_report_marks_the_mail_that_it_quotes(
    context: Context, superuser: psycopg.Connection[tuple[Any, ...]], log_book: LogBook, quoted_type: str
) -> None:
    mail_id, delivery = await send_one(context, uuid4())
    report = a_report(delivery.message, quoted_type=quoted_type)
    assert await record_bounce(context, report)
    assert await record_bounce(context, report), "again changes nothing"
    assert state_of(superuser, mail_id) == ("bounced", "unknown_address")
    assert log_book.one("mail.bounced")["reason"] == "unknown_address"
    log_book.hide(ADDRESS, "werk.example")


async def test_a_report_to_the_address_of_one_mail_needs_no_quotation(
    context: Context, superuser: psycopg.Connection[tuple[Any, ...]]
) -> None:
    mail_id, delivery = await send_one(context, uuid4(), mail_bounces="terug@post.example")
    assert delivery.sender.startswith("terug+")
    assert delivery.sender.endswith("@post.example")
    assert await record_bounce(context, a_report(delivery.message, to=delivery.sender, message_id="<weg@x>"))
    assert state_of(superuser, mail_id) == ("bounced", "unknown_address")


@pytest.mark.parametrize(
    ("status", "reason"),
    [("5.2.2", "mailbox_full"), ("5.7.26", "refused"), ("5.4.4", "undelivered"), ("", "undelivered")],
)
async def test_the_reason_is_a_word_of_ours(context: Context, status: str, reason: str) -> None:
    _, delivery = await send_one(context, uuid4())
    bounce = read_report(a_report(delivery.message, status=status))
    assert bounce is not None
    assert bounce.reason == reason


async def test_a_delay_a_delivery_and_other_mail_change_nothing(
    context: Context, superuser: psycopg.Connection[tuple[Any, ...]]
) -> None:
    mail_id, delivery = await send_one(context, uuid4())
    for action in ("delayed", "delivered", "relayed"):
        assert not await record_bounce(context, a_report(delivery.message, action=action))
    for content in (b"", b"\x00\xff", delivery.content, b"a" * (LARGEST_REPORT + 1)):
        assert not await record_bounce(context, content)
    stranger = a_report(delivery.message, message_id=f"<{'0' * 40}@post.example>")
    assert not await record_bounce(context, stranger)
    assert state_of(superuser, mail_id) == ("sent", None)
