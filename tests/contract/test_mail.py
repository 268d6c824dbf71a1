"""Mail is sent exactly when its cause was committed, at least once, and nobody is flooded."""

import asyncio
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.main import JOBS as ROOMS
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres
from app.platform.errors import TooMany
from app.platform.mail import InvalidEmail, Letter, enqueue_mail, enqueue_mails
from app.platform.queue import run_worker
from app.platform.send_mail import LEASE, OVERDUE, PAUSES, forget_mails, resume_mails, send_mail
from tests.conftest import KEY, LogBook
from tests.simulators.smtp import HANG_UP, HANG_UP_AFTER_DATA, SILENCE, MailServer, mail_server

assert ROOMS  # importing it registers the jobs
ADDRESS = "sanne.de.wit@werk.example"
TEXT = "Beste lezer, hier is uw link: https://passport.example/claim/geheim"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def sending(context: Context, mailbox: MailServer) -> Context:
    """A process that sends by the simulated mail server."""
    settings = replace(context.settings, smtp_url=mailbox.url, mail_from="paspoort@post.example")
    return replace(context, settings=settings)


@pytest.fixture
async def mailbox() -> AsyncIterator[MailServer]:
    async with mail_server() as simulator:
        yield simulator


def a_letter(to: str = ADDRESS, **changes: Any) -> Letter:
    values: dict[str, Any] = {
        "to": to,
        "purpose": "claim-link",
        "language": "nl",
        "subject": "Uw bewijzen staan klaar",
        "text": TEXT,
        "html": f"<p>{TEXT}</p>",
        "sender_name": "Samenwerking Zuid",
    }
    return Letter(**(values | changes))


async def post(context: Context, letter: Letter) -> UUID:
    async with context.database.transaction(organisation_id=letter.organisation_id) as session:
        return await enqueue_mail(session, context, letter)


def row_of(superuser: Superuser, mail_id: UUID) -> tuple[Any, ...]:
    sql = "SELECT state, reason, attempts, letter_sealed IS NULL, due_at FROM mails WHERE id = %s"
    row = superuser.execute(sql, (mail_id,)).fetchone()
    assert row is not None
    return row


async def test_a_mail_is_sent_in_text_and_html_and_its_letter_is_wiped(
    sending: Context, mailbox: MailServer, superuser: Superuser, log_book: LogBook
) -> None:
    mail_id = await post(sending, a_letter())
    await run_worker(sending, until_empty=True)
    [delivery] = mailbox.taken
    assert delivery.sender == "paspoort@post.example"
    assert delivery.recipients == (ADDRESS,)
    message = delivery.message
    assert message["From"] == "Samenwerking Zuid <paspoort@post.example>"
    assert message["To"] == ADDRESS
    assert message["Subject"] == "Uw bewijzen staan klaar"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert TEXT in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert row_of(superuser, mail_id)[:4] == ("sent", None, 1, True)
    assert log_book.lines("mail.sent")[0]["purpose"] == "claim-link"
    log_book.hide(ADDRESS, "geheim", "werk.example")


async def test_a_mail_of_a_transaction_that_fails_is_never_sent(
    sending: Context, mailbox: MailServer, superuser: Superuser
) -> None:
    async def fail() -> None:
        async with sending.database.transaction() as session:
            await enqueue_mail(session, sending, a_letter())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await run_worker(sending, until_empty=True)
    assert mailbox.taken == []
    assert superuser.execute("SELECT count(*) FROM mails").fetchone() == (0,)


async def test_the_database_and_the_jobs_hold_no_address_and_no_text(
    sending: Context, superuser: Superuser
) -> None:
    await post(sending, a_letter())
    rows = superuser.execute("SELECT m::text FROM mails m").fetchall()
    jobs = superuser.execute("SELECT args::text FROM procrastinate_jobs").fetchall()
    everything = str(rows) + str(jobs)
    for plain in (ADDRESS, "sanne", "geheim", "Samenwerking"):
        assert plain not in everything
        assert plain.encode().hex() not in everything


async def test_a_mail_that_is_put_off_is_tried_again_later_and_later(
    sending: Context, mailbox: MailServer, superuser: Superuser, log_book: LogBook
) -> None:
    assert isinstance(sending.clock, FixedClock)
    mailbox.answer_once("RCPT", "450 busy", "451 greylisted")
    mail_id = await post(sending, a_letter())
    for pause in PAUSES[:2]:
        await send_mail(sending, UUID(int=0), mail_id)
        state, reason, _, _, due = row_of(superuser, mail_id)
        assert (state, reason, due) == ("queued", "try_later", sending.clock.now() + pause)
        await send_mail(sending, UUID(int=0), mail_id)
        assert mailbox.taken == [], "too early"
        sending.clock.advance(pause)
    await send_mail(sending, UUID(int=0), mail_id)
    assert len(mailbox.taken) == 1
    assert row_of(superuser, mail_id)[:3] == ("sent", None, 3)
    assert [line["attempt"] for line in log_book.lines("mail.retried")] == [1, 2]
    log_book.hide(ADDRESS)


async def test_a_mail_is_given_up_after_days(
    sending: Context, mailbox: MailServer, superuser: Superuser
) -> None:
    assert isinstance(sending.clock, FixedClock)
    mailbox.answer_once("CONNECT", *["421 closed"] * 20)
    mail_id = await post(sending, a_letter())
    for pause in (*PAUSES, timedelta(0)):
        await send_mail(sending, UUID(int=0), mail_id)
        sending.clock.advance(pause)
    assert row_of(superuser, mail_id)[:4] == ("failed", "try_later", len(PAUSES) + 1, True)
    assert sum(PAUSES, timedelta(0)) > timedelta(days=3)


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "550 5.1.1 no such user", "unknown_address"),
        ("RCPT", "552 5.7.1 not wanted", "refused"),
        ("END", "554 5.7.1 looks like spam", "refused"),
    ],
)
async def test_a_mail_that_is_refused_for_good_fails_at_once(
    sending: Context, mailbox: MailServer, superuser: Superuser, command: str, answer: str, reason: str
) -> None:
    mailbox.answer_once(command, answer)
    mail_id = await post(sending, a_letter())
    await run_worker(sending, until_empty=True)
    assert row_of(superuser, mail_id)[:4] == ("failed", reason, 1, True)
    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AUTH", "535 wrong password"),
        ("MAIL", "550 5.7.1 not from you"),
        ("DATA", HANG_UP),
        ("CONNECT", HANG_UP),
    ],
)
async def test_what_is_wrong_on_our_side_or_on_the_way_is_tried_again(
    sending: Context, mailbox: MailServer, superuser: Superuser, command: str, answer: str
) -> None:
    mailbox.answer_once(command, answer)
    url = f"smtp+insecure://post:wachtwoord@127.0.0.1:{mailbox.port}"
    sending = replace(sending, settings=replace(sending.settings, smtp_url=url))
    mail_id = await post(sending, a_letter())
    await run_worker(sending, until_empty=True)
    assert row_of(superuser, mail_id)[0] == "queued"


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS for localhost, with its certificate in localhost.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    return tls


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_mail_goes_only_over_tls_to_a_server_that_is_who_it_says(
    context: Context, superuser: Superuser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    tls = certificate(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
    async with mail_server(tls) as simulator:
        url = f"smtp://post:wachtwoord@localhost:{simulator.port}"
        settings = replace(context.settings, smtp_url=url, mail_from="paspoort@post.example")
        sending = replace(context, settings=settings)
        mail_id = await post(sending, a_letter())
        await send_mail(sending, UUID(int=0), mail_id)
    assert len(simulator.taken) == len(simulator.logins) == int(is_trusted)
    expected = ("sent", None) if is_trusted else ("queued", "server_refuses_us")
    assert row_of(superuser, mail_id)[:2] == expected


async def test_a_server_without_tls_gets_neither_password_nor_mail(
    context: Context, mailbox: MailServer, superuser: Superuser
) -> None:
    url = f"smtp://post:wachtwoord@127.0.0.1:{mailbox.port}"
    settings = replace(context.settings, smtp_url=url, mail_from="paspoort@post.example")
    sending = replace(context, settings=settings)
    mail_id = await post(sending, a_letter())
    await send_mail(sending, UUID(int=0), mail_id)
    assert (mailbox.taken, mailbox.logins) == ([], [])
    assert row_of(superuser, mail_id)[:2] == ("queued", "server_refuses_us")


async def test_a_mail_whose_answer_was_lost_is_sent_again_under_the_same_id(
    sending: Context, mailbox: MailServer, superuser: Superuser
) -> None:
    assert isinstance(sending.clock, FixedClock)
    mailbox.answer_once("END", HANG_UP_AFTER_DATA)
    mail_id = await post(sending, a_letter())
    await send_mail(sending, UUID(int=0), mail_id)
    assert row_of(superuser, mail_id)[:2] == ("queued", "disconnected")
    sending.clock.advance(PAUSES[0])
    await send_mail(sending, UUID(int=0), mail_id)
    first, second = mailbox.taken
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.message["Date"] == second.message["Date"]


async def test_two_workers_do_not_send_the_same_mail(sending: Context, mailbox: MailServer) -> None:
    mail_id = await post(sending, a_letter())
    await asyncio.gather(*(send_mail(sending, UUID(int=0), mail_id) for _ in range(4)))
    assert len(mailbox.taken) == 1


async def test_a_mail_whose_job_was_lost_is_found_again(
    sending: Context, mailbox: MailServer, superuser: Superuser
) -> None:
    assert isinstance(sending.clock, FixedClock)
    await post(sending, a_letter(organisation_id=uuid4()))
    superuser.execute("DELETE FROM procrastinate_jobs")
    assert await resume_mails(sending) == 0
    sending.clock.advance(timedelta(minutes=3))
    assert await resume_mails(sending) == 1
    await run_worker(sending, until_empty=True)
    assert len(mailbox.taken) == 1


async def test_a_worker_that_is_killed_while_it_sends_loses_nothing(
    sending: Context, mailbox: MailServer, superuser: Superuser, server: EmbeddedPostgres
) -> None:
    assert isinstance(sending.clock, FixedClock)
    mailbox.answer_once("END", SILENCE)
    mail_id = await post(sending, a_letter())
    command = [sys.executable, "-m", "tests.contract.send_and_die", server.url, mailbox.url, KEY.hex()]
    worker = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
    try:
        await asyncio.wait_for(mailbox.is_silent.wait(), 30)
    finally:
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    assert row_of(superuser, mail_id)[0] == "queued"
    sending.clock.advance(LEASE + OVERDUE + timedelta(minutes=1))
    assert await resume_mails(sending) == 1
    await run_worker(sending, until_empty=True)
    assert row_of(superuser, mail_id)[0] == "sent"
    assert len(mailbox.taken) == 1


@pytest.mark.abuse("A38")
@pytest.mark.parametrize(
    "text",
    [
        "sanne@werk.example\r\nBcc: iedereen@werk.example",
        "sanne@werk.example\nSubject: x",
        "sanne@werk.example\0",
        "sanne@werk.example, piet@werk.example",
        "sanne@werk.example;piet@werk.example",
        "Sanne <sanne@werk.example>",
        '"sanne de wit"@werk.example',
        "sanne@werk.example piet@werk.example",
        "sanne@werk@example.org",
        "sanne@[127.0.0.1]",
        "sanne@localhost",
        "sänne@werk.example",
        ".sanne@werk.example",
        "sanne@-werk.example",
        f"{'s' * 65}@werk.example",
        f"sanne@{'w' * 60}.{'w' * 60}.{'w' * 60}.{'w' * 60}.example",
        "",
    ],
)
async def test_what_is_not_one_address_is_refused_before_anything_is_written(
    context: Context, superuser: Superuser, log_book: LogBook, text: str
) -> None:
    with pytest.raises(InvalidEmail):
        await post(context, a_letter(to=text))
    assert superuser.execute("SELECT count(*) FROM mails").fetchone() == (0,)
    assert log_book.one("mail.reject")["reason"] == "invalid_email"
    log_book.hide("werk")


@pytest.mark.abuse("A38")
@pytest.mark.parametrize("name", ["subject", "sender_name", "unsubscribe_url", "language"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\0", "\u2028"])
def test_a_line_break_in_a_header_makes_no_letter(name: str, line_break: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        a_letter(**{name: f"Zuid{line_break}Bcc: iedereen@werk.example"})


@pytest.mark.abuse("A38")
async def test_a_name_with_signs_of_a_header_stays_a_name(sending: Context, mailbox: MailServer) -> None:
    await post(sending, a_letter(sender_name='Zuid" <x@werk.example>, "Noord'))
    await run_worker(sending, until_empty=True)
    [delivery] = mailbox.taken
    assert [address.addr_spec for address in delivery.message["From"].addresses] == ["paspoort@post.example"]


@pytest.mark.abuse("A38")
async def test_a_recipient_gets_five_mails_an_hour_from_everybody_together(
    context: Context, log_book: LogBook
) -> None:
    assert isinstance(context.clock, FixedClock)
    for number in range(5):
        await post(context, a_letter(organisation_id=uuid4() if number % 2 else None))
    for again in (ADDRESS, ADDRESS.upper()):
        with pytest.raises(TooMany) as refused:
            await post(context, a_letter(to=again, organisation_id=uuid4()))
        assert refused.value.retry_after == 3601
    assert {line["reason"] for line in log_book.lines("mail.reject")} == {"too_many"}
    log_book.hide(ADDRESS)
    await post(context, a_letter(to="piet@werk.example"))
    context.clock.advance(timedelta(hours=1))
    await post(context, a_letter())


@pytest.mark.abuse("A38")
async def test_an_organisation_sends_a_hundred_mails_an_hour(context: Context) -> None:
    assert isinstance(context.clock, FixedClock)
    organisation = uuid4()
    for number in range(100):
        await post(context, a_letter(to=f"w{number}@werk.example", organisation_id=organisation))
    with pytest.raises(TooMany):
        await post(context, a_letter(organisation_id=organisation))
    await post(context, a_letter(organisation_id=uuid4()))
    context.clock.advance(timedelta(hours=1))
    await post(context, a_letter(organisation_id=organisation))


@pytest.mark.abuse("A38")
async def test_mail_in_bulk_is_spread_over_hours_and_leaves_room_for_who_waits(
    context: Context, superuser: Superuser
) -> None:
    organisation = uuid4()
    letters = [a_letter(to=f"w{number}@werk.example", organisation_id=organisation) for number in range(170)]
    async with context.database.transaction(organisation_id=organisation) as session:
        ids = await enqueue_mails(session, context, letters)
    now = context.clock.now()
    due = [row_of(superuser, mail_id)[4] for mail_id in ids]
    hours = [sum(1 for moment in due if moment == now + timedelta(hours=hour)) for hour in range(3)]
    assert hours == [80, 80, 10]
    for _ in range(5):
        await post(context, a_letter(organisation_id=organisation))


async def test_a_mail_of_another_organisation_is_invisible(context: Context) -> None:
    mine, theirs = uuid4(), uuid4()
    mail_id = await post(context, a_letter(organisation_id=mine))
    async with context.database.transaction(organisation_id=theirs) as session:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await enqueue_mail(session, context, a_letter(to="piet@werk.example", organisation_id=mine))
    await send_mail(context, theirs, mail_id)


async def test_without_a_server_a_developer_finds_the_mail_in_a_folder(
    context: Context, tmp_path: Any, superuser: Superuser
) -> None:
    local = replace(context, settings=replace(context.settings, data_dir=tmp_path))
    mail_id = await post(local, a_letter())
    await send_mail(local, UUID(int=0), mail_id)
    file = tmp_path / "outbox" / f"{mail_id}.eml"
    assert b"Uw bewijzen staan klaar" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    production = replace(local, settings=replace(local.settings, environment="production"))
    other = await post(production, a_letter())
    await send_mail(production, UUID(int=0), other)
    assert row_of(superuser, other)[:2] == ("queued", "no_server")
    assert not (tmp_path / "outbox" / f"{other}.eml").exists()


async def test_what_became_of_mail_is_forgotten_after_a_month(
    context: Context, superuser: Superuser, tmp_path: Any
) -> None:
    assert isinstance(context.clock, FixedClock)
    local = replace(context, settings=replace(context.settings, data_dir=tmp_path))
    settled, waiting = await post(local, a_letter()), await post(local, a_letter())
    await send_mail(local, UUID(int=0), settled)
    superuser.execute("UPDATE mails SET created_at = created_at - interval '31 days'")
    assert await forget_mails(local) == 1
    assert row_of(superuser, waiting)[0] == "queued"
