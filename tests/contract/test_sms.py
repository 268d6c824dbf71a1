"""Text messages wait in the outbox of mail and leave by one request: again when it failed, never when it is too late."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from app.platform import fetch
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.mail import Letter, enqueue_mail
from app.platform.mail_rows import SERVICE
from app.platform.send_mail import PAUSES, send_mail
from app.platform.sms import InvalidPhone
from tests.conftest import LogBook

NUMBER, TEXT, TOKEN = "+31612345678", "042917 is uw code", "geheim-van-de-aanbieder"
Superuser = psycopg.Connection[tuple[Any, ...]]


class Provider:
    """What it was sent, and the status it answers with."""

    def __init__(self) -> None:
        self.status, self.sent = 202, list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.status == 0:
            raise httpx.ConnectError("away")
        return httpx.Response(self.status)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    provider = Provider()

    async def resolve(_name: str) -> str:
        return "9.9.9.9"

    monkeypatch.setattr(fetch, "resolve_public", resolve)
    client: Callable[..., httpx.AsyncClient] = partial(
        httpx.AsyncClient, transport=httpx.MockTransport(provider)
    )
    monkeypatch.setattr(fetch.httpx, "AsyncClient", client)
    return provider


@pytest.fixture
def sending(context: Context) -> Context:
    settings = replace(context.settings, sms_url="https://sms.example/send", sms_token=TOKEN)
    return replace(context, settings=settings)


def a_text(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "to": NUMBER,
        "purpose": "entry-code",
        "language": "nl",
        "subject": "",
        "text": TEXT,
        "html": "",
        "channel": "sms",
    }
    return Letter(**(values | changes))


async def post(context: Context, letter: Letter) -> UUID:
    async with context.database.transaction() as session:
        return await enqueue_mail(session, context, letter)


def row_of(superuser: Superuser, mail_id: UUID) -> tuple[Any, ...]:
    sql = "SELECT state, reason, attempts, letter_sealed IS NULL FROM mails WHERE id = %s"
    row = superuser.execute(sql, (mail_id,)).fetchone()
    assert row is not None
    return row


async def test_a_message_is_one_json_request_and_then_wiped(
    sending: Context, provider: Provider, superuser: Superuser, log_book: LogBook
) -> None:
    message_id = await post(sending, a_text(to="06 1234 5678"))
    await send_mail(sending, SERVICE, message_id)
    await send_mail(sending, SERVICE, message_id)
    [request] = provider.sent
    assert (request.headers["authorization"], request.headers["idempotency-key"]) == (
        f"Bearer {TOKEN}",
        str(message_id),
    )
    assert json.loads(request.content) == {
        "to": NUMBER,
        "from": "Paspoort",
        "text": TEXT,
        "reference": str(message_id),
    }
    assert row_of(superuser, message_id) == ("sent", None, 1, True)
    log_book.hide(NUMBER, TEXT, TOKEN)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0, "unreachable"),
        (500, "try_later"),
        (429, "try_later"),
        (302, "try_later"),
        (401, "server_refuses_us"),
    ],
)
async def test_what_failed_is_tried_again_under_the_same_reference(
    sending: Context, provider: Provider, superuser: Superuser, status: int, reason: str
) -> None:
    provider.status = status
    message_id = await post(sending, a_text())
    await send_mail(sending, SERVICE, message_id)
    assert row_of(superuser, message_id) == ("queued", reason, 1, False)
    provider.status = 202
    assert isinstance(sending.clock, FixedClock)
    sending.clock.advance(PAUSES[0])
    await send_mail(sending, SERVICE, message_id)
    assert row_of(superuser, message_id)[0] == "sent"
    assert len({request.headers["idempotency-key"] for request in provider.sent}) == 1


async def test_a_number_that_the_provider_will_not_take_is_given_up(
    sending: Context, provider: Provider, superuser: Superuser
) -> None:
    provider.status = 422
    message_id = await post(sending, a_text())
    await send_mail(sending, SERVICE, message_id)
    assert row_of(superuser, message_id) == ("failed", "refused", 1, True)


@pytest.mark.parametrize("channel", ["sms", "mail"])
async def test_a_code_that_works_no_more_is_not_sent(
    sending: Context, provider: Provider, superuser: Superuser, channel: str
) -> None:
    until = sending.clock.now() + timedelta(minutes=10)
    to = NUMBER if channel == "sms" else "sanne@werk.example"
    message_id = await post(sending, a_text(expires_at=until, channel=channel, to=to))
    assert isinstance(sending.clock, FixedClock)
    sending.clock.advance(timedelta(minutes=10))
    await send_mail(sending, SERVICE, message_id)
    assert row_of(superuser, message_id) == ("failed", "too_late", 1, True)
    assert provider.sent == []


async def test_without_a_provider_a_message_is_written_to_a_folder(
    context: Context, superuser: Superuser, tmp_path: Any
) -> None:
    local = replace(context, settings=replace(context.settings, data_dir=tmp_path))
    message_id = await post(local, a_text())
    await send_mail(local, SERVICE, message_id)
    [file] = (tmp_path / "outbox").iterdir()
    assert file.read_text(encoding="utf-8") == f"{NUMBER}\n\n{TEXT}"
    assert file.stat().st_mode & 0o077 == 0


async def test_in_production_a_message_waits_for_a_provider(context: Context, superuser: Superuser) -> None:
    production = replace(context, settings=replace(context.settings, environment="production"))
    message_id = await post(production, a_text())
    await send_mail(production, SERVICE, message_id)
    assert row_of(superuser, message_id) == ("queued", "no_server", 1, False)


@pytest.mark.abuse("A38")
async def test_a_number_gets_five_messages_an_hour_however_it_is_written(context: Context) -> None:
    for typed in ("0612345678", "06 12345678", "+31612345678", "0031612345678", "+31 (0)6 12345678"):
        await post(context, a_text(to=typed))
    with pytest.raises(TooMany):
        await post(context, a_text())
    with pytest.raises(InvalidPhone):
        await post(context, a_text(to="06 12345678, 06 87654321"))
