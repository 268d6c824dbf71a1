"""Webhooks leave signed, at least once under one id, only for public addresses, and a kill loses none."""

import asyncio
import json
import signal
import sys
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from app.accounts.permissions import Issuer, Scope
from app.accounts.systems import ask_system, find_system, open_system
from app.following.attempts import list_attempts
from app.following.deliver import LEASE, OVERDUE, PAUSES, deliver, resume_deliveries
from app.following.endpoints import (
    MOST,
    OVERLAP,
    delete_endpoint,
    enable_endpoint,
    load_endpoint,
    rotate_secret,
)
from app.following.errors import TooManyEndpoints
from app.following.feed import replay_event
from app.following.rows import Endpoint, FollowEvent
from app.holding.followers import list_followers
from app.holding.share import stop_share_link
from app.platform import fetch
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from app.platform.queue import run_worker
from tests.conftest import KEY, LogBook
from tests.contract.following_world import (
    URL,
    Receiver,
    Shared,
    employer,
    events_of,
    follow,
    listen,
    receiver,
    share,
)
from tests.staff import read_mails, secret_in

__all__ = ["receiver"]
Superuser = psycopg.Connection[tuple[Any, ...]]


async def stopped(context: Context) -> tuple[Shared, Issuer, Endpoint, str]:
    """A share that was followed, with an address to call, and then stopped; the worker has not run yet."""
    shared, follower = await share(context), await employer(context)
    await follow(context, follower, shared)
    endpoint, secret = await listen(context, follower)
    await stop_share_link(context, shared.holder_id, shared.link_id)
    return shared, follower, endpoint, secret


async def work(context: Context) -> None:
    await run_worker(context, until_empty=True)


async def again(context: Context, follower: Issuer, endpoint: Endpoint, event: FollowEvent) -> None:
    """The next attempt, when its time has come."""
    await deliver(context, follower.organisation_id, endpoint.id, event.id)


def later(context: Context, span: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(span)


def states(superuser: Superuser) -> list[tuple[Any, ...]]:
    return superuser.execute("SELECT state, attempts FROM webhook_deliveries").fetchall()


async def reload(context: Context, follower: Issuer, endpoint: Endpoint) -> Endpoint:
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        return await load_endpoint(session, follower.organisation_id, endpoint.id)


def sign(secret: str, request: httpx.Request) -> str:
    """What a receiver reckons, after the text of the standard."""
    key = b64decode(secret.removeprefix("whsec_"))
    head = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    return "v1," + b64encode(digest(key, head.encode() + request.content, sha256)).decode()


async def test_a_webhook_says_what_changed_and_nothing_of_a_person(
    context: Context, receiver: Receiver, log_book: LogBook, superuser: Superuser
) -> None:
    shared, follower, _, secret = await stopped(context)
    await work(context)
    [request] = receiver.got
    [event] = await events_of(context, follower)
    assert (request.method, str(request.url), request.headers["host"]) == (
        "POST",
        "https://9.9.9.9/passport",
        "hooks.employer.example",
    )
    assert json.loads(request.content) == {
        "type": "share.ended",
        "timestamp": context.clock.now().isoformat(),
        "data": {
            "subscriptionId": str(event.subscription_id),
            "shareId": str(shared.link_id),
            "credentialId": None,
            "state": "no_longer_shared",
        },
    }
    assert request.headers["webhook-id"] == f"evt_{event.id.hex}"
    sent_at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
    assert sent_at == context.clock.now()
    assert request.headers["webhook-signature"] == sign(secret, request)
    assert states(superuser) == [("delivered", 1)]
    log_book.hide(secret, shared.secret, "Sanne")


async def test_for_a_day_after_a_rotation_both_secrets_sign(context: Context, receiver: Receiver) -> None:
    _, follower, endpoint, before = await stopped(context)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        _, after = await rotate_secret(context, session, follower.organisation_id, endpoint.id)
    await work(context)
    [request] = receiver.got
    assert request.headers["webhook-signature"].split(" ") == [
        sign(after, request),
        sign(before, request),
    ]
    later(context, OVERLAP)
    [event] = await events_of(context, follower)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        count = await replay_event(session, follower.organisation_id, event.id, now=context.clock.now())
    assert count == 1
    await work(context)
    assert receiver.got[1].headers["webhook-signature"] == sign(after, receiver.got[1])


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(0, "unreachable"), (500, "refused"), (302, "refused"), (404, "refused"), (299, "delivered")],
)
async def test_what_did_not_arrive_is_sent_again_under_the_same_id(
    context: Context, receiver: Receiver, superuser: Superuser, status: int, outcome: str
) -> None:
    receiver.status = status
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        log = await list_attempts(session, follower.organisation_id, endpoint.id, Page())
    assert [(one.outcome, one.status) for one in log.items] == [(outcome, status or None)]
    if outcome == "delivered":
        assert states(superuser) == [("delivered", 1)]
        return
    assert states(superuser) == [("waiting", 1)]
    [event] = await events_of(context, follower)
    await again(context, follower, endpoint, event)
    assert len(receiver.got) == 1
    receiver.status = 200
    later(context, PAUSES[0] * 1.1)
    await again(context, follower, endpoint, event)
    assert states(superuser) == [("delivered", 2)]
    assert len(set(receiver.ids)) == 1 and len(receiver.ids) == 2
    assert (await reload(context, follower, endpoint)).failing_since is None


async def test_the_pauses_grow_to_about_three_days_and_are_never_quite_the_same(
    context: Context, receiver: Receiver, superuser: Superuser
) -> None:
    receiver.status = 503
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    [event] = await events_of(context, follower)
    waits = []
    for pause in PAUSES:
        row = superuser.execute("SELECT due_at FROM webhook_deliveries").fetchone()
        assert row is not None
        waits.append((row[0] - context.clock.now()) / pause)
        later(context, row[0] - context.clock.now())
        await again(context, follower, endpoint, event)
    assert all(1 <= wait <= 1.1 for wait in waits)
    assert len(set(waits)) > 1
    assert timedelta(days=3) <= sum(PAUSES, timedelta()) <= timedelta(days=3.5)
    assert states(superuser) == [("failed", len(PAUSES) + 1)]
    given_up = await reload(context, follower, endpoint)
    assert (given_up.state, given_up.reason) == ("disabled", "failing")


async def test_an_address_that_is_gone_is_called_no_more_until_it_is_enabled(
    context: Context, receiver: Receiver, superuser: Superuser
) -> None:
    receiver.status = 410
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    assert states(superuser) == [("failed", 0)]
    given_up = await reload(context, follower, endpoint)
    assert (given_up.state, given_up.reason) == ("disabled", "gone")
    [event] = await events_of(context, follower)
    organisation_id, now = follower.organisation_id, context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        assert await replay_event(session, organisation_id, event.id, now=now) == 0
        assert (await enable_endpoint(session, organisation_id, endpoint.id)).state == "active"
        assert await replay_event(session, organisation_id, event.id, now=now) == 1
    receiver.status = 200
    await work(context)
    assert states(superuser) == [("delivered", 1)]
    assert len(set(receiver.ids)) == 1


async def test_who_answers_for_the_system_gets_mail_when_it_is_called_no_more(
    context: Context, receiver: Receiver, superuser: Superuser, log_book: LogBook
) -> None:
    await ask_system(context, name="Bakkerij", email="ict@bakkerij.example", language="nl", place="x")
    secret = secret_in(read_mails(context, superuser)[-1], "confirm")
    superuser.execute("DELETE FROM mails")
    token = await open_system(context, secret, place="x")
    system = token and await find_system(context, token)
    assert system
    scopes = frozenset({Scope.VERIFICATIONS_CREATE})
    follower = Issuer(system.organisation_id, "api-key:test", scopes, system.name, "x")
    shared = await share(context)
    await follow(context, follower, shared)
    await listen(context, follower)
    receiver.status = 410
    await stop_share_link(context, shared.holder_id, shared.link_id)
    await work(context)
    [letter] = read_mails(context, superuser)
    assert (letter["to"], letter["purpose"]) == ("ict@bakkerij.example", "webhooks-disabled")
    assert "hooks.employer.example" in letter["text"] and "Sanne" not in letter["text"]
    followers = await list_followers(context, shared.holder_id, [shared.link_id])
    assert [one.name for one in followers[shared.link_id]] == ["Bakkerij (bakkerij.example)"]
    log_book.hide("ict@bakkerij.example")


async def test_two_that_deliver_at_once_send_once(context: Context, receiver: Receiver) -> None:
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    [event] = await events_of(context, follower)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        await replay_event(session, follower.organisation_id, event.id, now=context.clock.now())
    receiver.got.clear()
    await asyncio.gather(*(again(context, follower, endpoint, event) for _ in range(5)))
    assert len(receiver.got) == 1


async def test_a_delivery_whose_job_was_lost_is_found_again(
    context: Context, receiver: Receiver, superuser: Superuser
) -> None:
    receiver.status = 500
    await stopped(context)
    await work(context)
    superuser.execute("DELETE FROM procrastinate_jobs")
    assert await resume_deliveries(context) == 0
    later(context, PAUSES[0] * 1.1 + OVERDUE + timedelta(seconds=1))
    assert await resume_deliveries(context) == 1
    receiver.status = 200
    await work(context)
    assert states(superuser) == [("delivered", 2)]


@pytest.mark.slow
async def test_a_kill_between_the_change_and_the_delivery_loses_nothing(
    context: Context, receiver: Receiver, superuser: Superuser, server: EmbeddedPostgres
) -> None:
    await stopped(context)
    command = [sys.executable, "-m", "tests.contract.call_and_die", server.url, KEY.hex()]
    worker = await asyncio.create_subprocess_exec(
        *command, cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    try:
        async with asyncio.timeout(60):
            while await worker.stdout.readline() != b"calling\n":
                assert not worker.stdout.at_eof()
    finally:
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    assert states(superuser) == [("waiting", 0)]
    later(context, LEASE + OVERDUE + timedelta(minutes=1))
    assert await resume_deliveries(context) == 1
    await work(context)
    assert states(superuser) == [("delivered", 1)]
    assert len(receiver.got) == 1


@pytest.mark.abuse("A18")
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.employer.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://localhost/",
        "https://hooks.employer.example:8443/",
        "https://name:word@hooks.employer.example/",
        "https://hooks.employer.example/\r\nHost: elders.example",
        "ftp://hooks.employer.example/",
        "file:///etc/passwd",
        "",
    ],
)
async def test_an_address_that_we_never_go_to_is_not_taken(context: Context, url: str) -> None:
    follower = await employer(context)
    with pytest.raises(InvalidInput):
        await listen(context, follower, url)


@pytest.mark.abuse("A18")
async def test_a_name_that_leads_inside_is_not_called(
    context: Context, receiver: Receiver, superuser: Superuser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(_name: str) -> str:
        raise fetch.FetchRefused("not_public")

    monkeypatch.setattr(fetch, "resolve_public", resolve)
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    assert receiver.got == []
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        log = await list_attempts(session, follower.organisation_id, endpoint.id, Page())
    assert [(one.outcome, one.status) for one in log.items] == [("forbidden_address", None)]
    assert states(superuser) == [("waiting", 1)]


async def test_a_host_that_is_called_too_often_waits_without_losing_a_turn(
    context: Context, receiver: Receiver, superuser: Superuser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MOST_A_MINUTE", 0)
    await stopped(context)
    await work(context)
    assert (receiver.got, states(superuser)) == ([], [("waiting", 0)])


async def test_an_organisation_has_a_few_addresses_and_forgets_them(
    context: Context, receiver: Receiver, superuser: Superuser
) -> None:
    _, follower, endpoint, _ = await stopped(context)
    await work(context)
    for number in range(MOST - 1):
        await listen(context, follower, f"{URL}/{number}")
    with pytest.raises(TooManyEndpoints):
        await listen(context, follower)
    other = await employer(context, "slagerij")
    async with context.database.transaction(organisation_id=other.organisation_id) as session:
        with pytest.raises(NotFound):
            await delete_endpoint(session, other.organisation_id, endpoint.id)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        await delete_endpoint(session, follower.organisation_id, endpoint.id)
    assert states(superuser) == []
