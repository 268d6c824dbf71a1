"""What was issued reaches people by mail, once, in their language; what happened on the way can be read."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.issuing.claim_mails import remind_recipients, resend_claim_mail, send_claim_mails, unsubscribe
from app.issuing.claims import read_claim, redeem_claim
from app.issuing.deliveries import list_recipients, list_timeline, load_recipient
from app.issuing.delivery_rows import DeliveryEvent
from app.issuing.issue import issue_credential, issue_many
from app.issuing.revoke import RevocationReason, revoke
from app.main import JOBS as ROOMS
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound, TooMany
from app.platform.mail import InvalidEmail
from app.platform.queue import run_worker
from tests.conftest import LogBook
from tests.contract.issuing_cases import Desk, open_desk
from tests.simulators.smtp import Delivery, MailServer, mail_server

assert ROOMS  # importing it registers the jobs
ADDRESS = "sanne.de.wit@werk.example"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def mailbox() -> AsyncIterator[MailServer]:
    async with mail_server() as simulator:
        yield simulator


@pytest.fixture
async def sending(context: Context, mailbox: MailServer) -> Context:
    """A process that sends by the simulated mail server."""
    settings = replace(context.settings, smtp_url=mailbox.url, mail_from="paspoort@post.example")
    return replace(context, settings=settings)


@pytest.fixture
async def desk(sending: Context) -> Desk:
    return await open_desk(sending)


async def issue(context: Context, desk: Desk, key: str = "a", **changes: Any) -> UUID:
    """A credential for somebody with an address; answers the recipient."""
    values = {"recipient_email": ADDRESS, "recipient_language": "nl", **changes}
    issued = await issue_credential(context, desk.issuer, desk.request(key, **values))
    return issued.issuance.recipient_id


async def timeline(context: Context, desk: Desk, recipient_id: UUID) -> list[DeliveryEvent]:
    organisation_id = desk.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await list_timeline(session, organisation_id, recipient_id, limit=50, before=None)


async def kinds(context: Context, desk: Desk, recipient_id: UUID) -> list[str]:
    """The steps so far, the oldest first; two of one moment by name."""
    found = sorted(
        await timeline(context, desk, recipient_id), key=lambda event: (event.occurred_at, event.kind)
    )
    return [event.kind for event in found]


def secret_in(delivery: Delivery) -> str:
    """The secret of the link in a mail."""
    body = delivery.message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https://passport\.example/claim/(\w+)", body.get_content())
    assert found is not None
    return found.group(1)


async def claim(context: Context, secret: str) -> None:
    async with context.database.transaction() as session:
        await redeem_claim(context, session, secret, holder_id=context.randomness.uuid())


def pass_by(context: Context, by: timedelta) -> datetime:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(by)
    return context.clock.now()


@pytest.mark.parametrize(
    ("language", "subject"), [("nl", "Uw bewijzen staan klaar"), ("en", "Your proofs are ready")]
)
async def test_who_gets_a_credential_gets_a_link_in_their_language(
    sending: Context, desk: Desk, mailbox: MailServer, log_book: LogBook, language: str, subject: str
) -> None:
    recipient_id = await issue(sending, desk, recipient_language=language, recipient_name="Amina Ünal")
    await run_worker(sending, until_empty=True)
    [delivery] = mailbox.taken
    message = delivery.message
    assert (message["To"], message["Subject"], message["Content-Language"]) == (ADDRESS, subject, language)
    assert desk.issuer.organisation_name in str(message["From"])
    assert message["List-Unsubscribe"] is None
    for personal in ("Amina", "Heftruck", "W-1"):
        assert personal not in delivery.content.decode()
    async with sending.database.transaction() as session:
        preview = await read_claim(session, secret_in(delivery), now=sending.clock.now())
    assert preview is not None and preview.is_open and preview.count == 1
    assert await kinds(sending, desk, recipient_id) == ["mail-queued", "mail-sent"]
    log_book.hide(ADDRESS, secret_in(delivery), "werk.example", "Amina")


async def test_a_mail_is_queued_once_whatever_is_issued_or_repeated(
    sending: Context, desk: Desk, mailbox: MailServer
) -> None:
    recipient_id = await issue(sending, desk, "a")
    assert await issue(sending, desk, "b") == recipient_id
    await run_worker(sending, until_empty=True)
    for _ in range(2):
        assert await send_claim_mails(sending, desk.issuer.organisation_id, [recipient_id] * 2) == 0
    await run_worker(sending, until_empty=True)
    assert len(mailbox.taken) == 1
    await claim(sending, secret_in(mailbox.taken[0]))
    await issue(sending, desk, "c")
    await run_worker(sending, until_empty=True)
    assert len(mailbox.taken) == 1, "what follows comes to the passport by itself"
    assert await kinds(sending, desk, recipient_id) == ["claimed", "mail-queued", "mail-sent", "opened"]


async def test_who_has_no_address_gets_no_mail_and_a_bad_one_is_told_before_issuing(
    sending: Context, desk: Desk, mailbox: MailServer, superuser: Superuser
) -> None:
    await issue(sending, desk, recipient_email=None)
    with pytest.raises(InvalidInput) as refused:
        await issue(sending, desk, "b", recipient_email="a@b.example,c@d.example", recipient_language="xx")
    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/recipient/email", "invalid_email"),
        ("/recipient/language", "unknown_language"),
    ]
    await run_worker(sending, until_empty=True)
    assert mailbox.taken == []
    assert superuser.execute("SELECT count(*) FROM issuances").fetchone() == (1,)


async def test_an_address_is_sealed_under_the_key_of_its_owner(
    sending: Context, desk: Desk, superuser: Superuser
) -> None:
    recipient_id = await issue(sending, desk)
    rows = str(superuser.execute("SELECT r::text FROM recipients r").fetchall())
    assert ADDRESS not in rows and ADDRESS.encode().hex() not in rows
    async with sending.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        found = await load_recipient(sending, session, desk.issuer.organisation_id, recipient_id)
    assert (found.email, found.reference, found.name) == (ADDRESS, "W-1", "Jan Jansen")


async def test_a_repeated_order_with_another_address_is_another_order(sending: Context, desk: Desk) -> None:
    plain = desk.request("a")
    assert plain.digest == replace(plain, recipient_email=None).digest
    assert plain.digest != replace(plain, recipient_email=ADDRESS).digest


async def test_two_hundred_people_get_their_mail_at_the_pace_of_the_house(
    sending: Context, desk: Desk, superuser: Superuser
) -> None:
    requests = [
        desk.request(f"k{number}", worker=number, recipient_email=f"w{number}@werk.example")
        for number in range(205)
    ]
    await issue_many(sending, desk.issuer, requests, sending.clock.now())
    ids = [row[0] for row in superuser.execute("SELECT id FROM recipients").fetchall()]
    assert await send_claim_mails(sending, desk.issuer.organisation_id, ids) == 205
    due = superuser.execute("SELECT count(*) FROM mails GROUP BY due_at ORDER BY due_at").fetchall()
    assert due == [(80,), (80,), (45,)]


async def test_a_bounce_and_a_refusal_are_seen_and_end_the_reminders(
    sending: Context, desk: Desk, mailbox: MailServer
) -> None:
    mailbox.answer_once("RCPT", "550 5.1.1 no such user")
    recipient_id = await issue(sending, desk)
    await run_worker(sending, until_empty=True)
    newest, _ = await timeline(sending, desk, recipient_id)
    failed = next(event for event in (newest, _) if event.kind == "mail-failed")
    assert failed.reason == "unknown_address"
    async with sending.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        [found] = await list_recipients(
            sending, session, desk.issuer.organisation_id, limit=9, before=None, delivery="failed"
        )
    assert (found.id, found.reminder_due_at, found.email) == (recipient_id, None, None)


async def test_reminders_come_after_a_week_and_three_and_then_no_more(
    sending: Context, desk: Desk, mailbox: MailServer
) -> None:
    recipient_id = await issue(sending, desk)
    await run_worker(sending, until_empty=True)
    counts = []
    for _ in range(40):
        pass_by(sending, timedelta(days=1))
        counts.append(await remind_recipients(sending))
    assert [day + 1 for day, count in enumerate(counts) if count] == [7, 21]
    steps = await kinds(sending, desk, recipient_id)
    assert steps.count("reminder-queued") == 2


async def test_a_worker_that_was_away_for_a_month_does_not_send_two_reminders_at_once(
    sending: Context, desk: Desk
) -> None:
    await issue(sending, desk)
    await run_worker(sending, until_empty=True)
    pass_by(sending, timedelta(days=30))
    assert [await remind_recipients(sending) for _ in range(3)] == [1, 0, 0]
    pass_by(sending, timedelta(days=7))
    assert [await remind_recipients(sending) for _ in range(3)] == [1, 0, 0]


async def test_a_reminder_can_be_ended_by_its_link_and_both_links_collect(
    sending: Context, desk: Desk, mailbox: MailServer, log_book: LogBook
) -> None:
    recipient_id = await issue(sending, desk)
    await run_worker(sending, until_empty=True)
    pass_by(sending, timedelta(days=7))
    assert await remind_recipients(sending) == 1
    await run_worker(sending, until_empty=True)
    first, reminder = mailbox.taken
    assert reminder.message["Subject"] == "Uw bewijzen staan nog klaar"
    header = str(reminder.message["List-Unsubscribe"])
    assert reminder.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = header.strip("<>").rpartition("/")[2]
    assert secret_in(reminder) != secret_in(first)
    assert secret_in(reminder) not in header
    assert await unsubscribe(sending, token)
    assert await unsubscribe(sending, token)
    assert not await unsubscribe(sending, "0" * 40)
    pass_by(sending, timedelta(days=30))
    assert await remind_recipients(sending) == 0
    assert (await kinds(sending, desk, recipient_id)).count("unsubscribed") == 1
    await claim(sending, secret_in(first))
    async with sending.database.transaction() as session:
        late = await read_claim(session, secret_in(reminder), now=sending.clock.now())
    assert late is not None and not late.is_open, "one use ends them all"
    log_book.hide(ADDRESS, token)


@pytest.mark.parametrize("end", ["claim", "revoke"])
async def test_who_collected_or_lost_everything_is_not_reminded(
    sending: Context, desk: Desk, mailbox: MailServer, end: str
) -> None:
    issued = await issue_credential(sending, desk.issuer, desk.request("a", recipient_email=ADDRESS))
    await run_worker(sending, until_empty=True)
    if end == "claim":
        await claim(sending, secret_in(mailbox.taken[0]))
    else:
        await revoke(sending, desk.issuer, issued.id, reason=RevocationReason.ERROR)
    pass_by(sending, timedelta(days=8))
    assert await remind_recipients(sending) == 0
    pass_by(sending, timedelta(days=30))
    assert await remind_recipients(sending) == 0


async def resend(context: Context, desk: Desk, recipient_id: UUID, **changes: Any) -> DeliveryEvent:
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        return await resend_claim_mail(context, session, desk.issuer, recipient_id, **changes)


async def test_a_mail_to_another_address_ends_the_links_of_the_wrong_one(
    sending: Context, desk: Desk, mailbox: MailServer
) -> None:
    recipient_id = await issue(sending, desk, recipient_email="verkeerd@werk.example")
    await run_worker(sending, until_empty=True)
    await resend(sending, desk, recipient_id, email=ADDRESS, language="en")
    await run_worker(sending, until_empty=True)
    wrong, right = mailbox.taken
    assert right.recipients == (ADDRESS,)
    assert right.message["Subject"] == "Your proofs are ready"
    async with sending.database.transaction() as session:
        stopped = await read_claim(session, secret_in(wrong), now=sending.clock.now())
        open_one = await read_claim(session, secret_in(right), now=sending.clock.now())
    assert stopped is not None and not stopped.is_open
    assert open_one is not None and open_one.is_open


@pytest.mark.abuse("A38")
async def test_a_mail_cannot_be_sent_without_end_to_nobody_or_for_others(
    sending: Context, desk: Desk, superuser: Superuser
) -> None:
    recipient_id = await issue(sending, desk, recipient_email=None)
    with pytest.raises(InvalidInput) as refused:
        await resend(sending, desk, recipient_id)
    assert [error.code for error in refused.value.errors] == ["no_address"]
    with pytest.raises(InvalidEmail):
        await resend(sending, desk, recipient_id, email=f"{ADDRESS}\r\nBcc: x@y.example")
    for _ in range(5):
        await resend(sending, desk, recipient_id, email=ADDRESS)
    with pytest.raises(TooMany):
        await resend(sending, desk, recipient_id)
    assert superuser.execute("SELECT count(*) FROM mails").fetchone() == (5,)
    stranger = await open_desk(sending)
    with pytest.raises(NotFound):
        await resend(sending, stranger, recipient_id, email=ADDRESS)
    with pytest.raises(NotFound):
        await timeline(sending, stranger, recipient_id)


async def test_the_list_of_who_did_not_collect_has_only_those(
    sending: Context, desk: Desk, mailbox: MailServer
) -> None:
    collected, waiting = await issue(sending, desk, "a", worker=1), await issue(sending, desk, "b", worker=2)
    await run_worker(sending, until_empty=True)
    await claim(sending, secret_in(mailbox.taken[0]))
    organisation_id = desk.issuer.organisation_id
    async with sending.database.transaction(organisation_id=organisation_id) as session:
        found = {
            is_collected: [
                overview.id
                for overview in await list_recipients(
                    sending, session, organisation_id, limit=9, before=None, is_collected=is_collected
                )
            ]
            for is_collected in (True, False, None)
        }
    first = mailbox.taken[0]
    assert len(found[None]) == 2
    assert set(found[True]) | set(found[False]) == {collected, waiting}
    assert len(found[True]) == 1
    assert first.recipients == (ADDRESS,)
