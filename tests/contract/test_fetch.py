"""The one door to the internet: what it takes, what it refuses, and what it remembers when a host is away (A18)."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from app.platform import fetch
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.fetch import Fetched, Fetcher, FetchFailed, FetchRefused

URL = "https://issuer.example/did.json"
ADDRESS = "9.9.9.9"
BODY = b'{"id":"did:web:issuer.example"}'
Host = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def door(context: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[[Host], Fetcher]:
    """A fetcher whose name look-up gives a public address, where the given host answers."""

    def open_door(host: Host) -> Fetcher:
        async def resolve(_name: str) -> str:
            return ADDRESS

        client = partial(httpx.AsyncClient, transport=httpx.MockTransport(host))
        monkeypatch.setattr(fetch, "resolve_public", resolve)
        monkeypatch.setattr(fetch.httpx, "AsyncClient", client)
        return Fetcher(context.database, context.clock)

    return open_door


async def get(fetcher: Fetcher, *, max_bytes: int = 1_000, purpose: str = "did-document") -> Fetched:
    return await fetcher.fetch(URL, accept=("application/json",), max_bytes=max_bytes, purpose=purpose)


def answering(status: int = 200, body: bytes = BODY, **headers: str) -> Host:
    named = {"content-type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}

    async def pieces() -> AsyncIterator[bytes]:
        yield body[:10]
        yield body[10:]

    return lambda _request: httpx.Response(status, content=pieces(), headers=named)


async def test_it_connects_to_the_address_that_was_checked_and_names_the_host(door: Any) -> None:
    asked: list[httpx.Request] = []

    def host(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answering()(request)

    assert (await get(door(host))).body == BODY
    (request,) = asked
    assert (request.url.host, request.headers["host"]) == (ADDRESS, "issuer.example")
    assert request.extensions["sni_hostname"] == "issuer.example"
    assert request.headers["accept-encoding"] == "identity"
    assert "authorization" not in request.headers and "cookie" not in request.headers


async def test_a_fresh_copy_is_not_asked_for_again_within_a_minute(door: Any, context: Context) -> None:
    asked = []
    fetcher = door(lambda request: asked.append(request) or answering()(request))
    await get(fetcher)
    await get(fetcher)
    assert len(asked) == 1
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(seconds=61))
    await get(fetcher)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "host",
    [
        answering(302, location="https://elsewhere.example/"),
        answering(content_type="text/html"),
        answering(body=b"x" * 1_001),
    ],
)
async def test_an_answer_that_sends_us_on_is_of_another_type_or_too_large_is_refused(
    door: Any, host: Host
) -> None:
    with pytest.raises(FetchRefused):
        await get(door(host))


async def test_a_host_that_is_asked_too_often_is_left_alone(door: Any) -> None:
    fetcher = door(answering(503))
    for _ in range(fetch.MOST_A_MINUTE):
        with pytest.raises(FetchFailed):
            await get(fetcher, purpose="status-list")
    with pytest.raises(FetchRefused):
        await get(fetcher, purpose="status-list")


def broken(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("away")


@pytest.mark.parametrize("host", [broken, answering(500), answering(404)])
async def test_while_a_host_is_away_a_did_document_of_today_still_counts(
    door: Any, context: Context, host: Host
) -> None:
    await get(door(answering()))
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(hours=23))
    assert (await get(door(host))).body == BODY
    context.clock.advance(timedelta(hours=2))
    with pytest.raises(FetchFailed):
        await get(door(host))


async def test_an_old_status_list_never_counts_and_a_copy_is_no_way_around_the_size(door: Any) -> None:
    await get(door(answering()))
    with pytest.raises(FetchFailed):
        await get(door(broken), purpose="status-list")
    with pytest.raises(FetchFailed):
        await get(door(broken), max_bytes=len(BODY) - 1)


async def test_what_is_sent_goes_to_the_address_that_was_checked_and_its_answer_is_a_status(
    door: Any,
) -> None:
    asked: list[httpx.Request] = []

    def host(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answering(202)(request)

    headers = {"Authorization": "Bearer geheim", "Content-Type": "application/json"}
    assert await door(host).send(URL, body=b"{}", headers=headers, purpose="test") == 202
    [request] = asked
    assert (request.method, request.url.host, request.headers["host"]) == ("POST", ADDRESS, "issuer.example")
    assert (request.content, request.headers["authorization"]) == (b"{}", "Bearer geheim")


@pytest.mark.abuse("A18")
async def test_nothing_is_sent_to_an_address_we_do_not_go_to(door: Any) -> None:
    with pytest.raises(FetchRefused):
        await door(answering()).send("http://127.0.0.1/", body=b"", headers={}, purpose="test")


async def test_what_cannot_be_sent_has_failed(door: Any) -> None:
    with pytest.raises(FetchFailed):
        await door(broken).send(URL, body=b"", headers={}, purpose="test")
