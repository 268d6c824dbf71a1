"""What is fetched, and by which road: one public address, one answer, a little of it, and nothing else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import httpx
import pytest

from app.platform import fetch as door
from app.platform.clock import FixedClock
from app.platform.fetch import MOST_A_MINUTE, Fetcher, FetchFailed, FetchRefused
from tests.conftest import LogBook

URL = "https://issuer.example/did.json"
PUBLIC = "9.9.9.9"
PRIVATE = (
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "2002:a00:1::",
)

pytestmark = pytest.mark.abuse("A18")


class NoRecords:
    """A database that keeps nothing."""

    def transaction(self) -> NoRecords:
        return self

    async def __aenter__(self) -> NoRecords:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def execute(self, _statement: object) -> None:
        return None

    async def scalar(self, _statement: object) -> None:
        return None


class Outside:
    """The internet: which addresses a name has each time it is asked, and who answered how."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses: list[list[str]] = [[PUBLIC]]
        self.requests: list[httpx.Request] = []
        self.options: list[dict[str, Any]] = []
        self.answer: Callable[[httpx.Request], Awaitable[httpx.Response]] = self.document
        real, outside = httpx.AsyncClient, self

        class Client(real):  # type: ignore[misc, valid-type]
            def __init__(self, **options: Any) -> None:
                outside.options.append(options)
                super().__init__(transport=httpx.MockTransport(outside.serve), **options)

        async def getaddrinfo(*_: object, **__: object) -> list[tuple[Any, ...]]:
            found = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]

        monkeypatch.setattr(door.httpx, "AsyncClient", Client)
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    async def serve(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return await self.answer(request)

    async def document(self, _request: httpx.Request) -> httpx.Response:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"), headers=headers)

    def answers(self, status: int = 200, **options: Any) -> None:
        async def answer(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(status, **options)

        self.answer = answer


@pytest.fixture
async def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    return Outside(monkeypatch)


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(NoRecords(), FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))  # type: ignore[arg-type]


async def get(fetcher: Fetcher, url: str = URL, *, purpose: str = "status-list") -> bytes:
    fetched = await fetcher.fetch(url, accept=("application/json",), max_bytes=1_000, purpose=purpose)
    return fetched.body


async def test_the_address_that_was_checked_is_the_address_that_is_asked(
    fetcher: Fetcher, outside: Outside
) -> None:
    outside.addresses = [[PUBLIC], ["127.0.0.1"]]
    assert await get(fetcher) == b"{}"
    [request] = outside.requests
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "issuer.example")
    assert request.extensions["sni_hostname"] == "issuer.example"
    assert outside.addresses == [["127.0.0.1"]]


async def test_no_proxy_of_the_environment_is_used_and_no_redirect_followed(
    fetcher: Fetcher, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    await get(fetcher)
    [options] = outside.options
    assert (options["trust_env"], options["follow_redirects"]) == (False, False)
    assert "verify" not in options


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_with_a_private_address_is_not_asked(
    fetcher: Fetcher, outside: Outside, log_book: LogBook, address: str
) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        outside.addresses = [addresses]
        log_book.clear()
        with pytest.raises(FetchRefused):
            await get(fetcher)
        line = log_book.one("egress.blocked", URL)
        assert (line["host"], line["reason"]) == ("issuer.example", "not_public")
    assert outside.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/",
        "https://issuer.example:8443/",
        "https://user:sesame@issuer.example/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://localhost:443/",
        "file:///etc/passwd",
        "gopher://issuer.example/",
        "https://issuer.example:99999/",
        "https://issuer.example\r\nX: y/",
    ],
)
async def test_an_address_that_is_no_plain_name_is_not_even_looked_up(
    fetcher: Fetcher, outside: Outside, log_book: LogBook, url: str
) -> None:
    outside.addresses = [["unasked"]]
    with pytest.raises(FetchRefused):
        await get(fetcher, url)
    assert log_book.one("egress.blocked", "sesame")["reason"] == "address"
    assert outside.requests == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"status": 302, "headers": {"Location": "https://127.0.0.1/"}}, "redirect"),
        ({"status": 301, "headers": {"Location": "/elsewhere"}}, "redirect"),
        ({"status": 308, "headers": {"Location": "http://issuer.example/"}}, "redirect"),
        ({"content": b"{}", "headers": {"Content-Type": "text/html"}}, "content_type"),
        ({"content": b"{}"}, "content_type"),
        ({"stream": httpx.ByteStream(b"x" * 1_001), "headers": {"Content-Type": "application/json"}}, "size"),
    ],
)
async def test_an_answer_that_leads_on_or_is_something_else_is_refused(
    fetcher: Fetcher, outside: Outside, log_book: LogBook, options: dict[str, Any], reason: str
) -> None:
    outside.answers(**options)
    with pytest.raises(FetchRefused):
        await get(fetcher)
    assert log_book.one("egress.blocked", URL)["reason"] == reason
    assert len(outside.requests) == 1


async def test_a_packed_answer_is_measured_as_it_came_and_never_unpacked(
    fetcher: Fetcher, outside: Outside
) -> None:
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}

    async def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=packed, stream=httpx.ByteStream(b"not gzip at all"))

    outside.answer = answer
    assert await get(fetcher) == b"not gzip at all"
    assert outside.requests[0].headers["accept-encoding"] == "identity"


async def test_a_host_that_does_not_answer_is_left_in_time(
    fetcher: Fetcher, outside: Outside, monkeypatch: pytest.MonkeyPatch, log_book: LogBook
) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.05)

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    outside.answer = never
    with pytest.raises(FetchFailed):
        await get(fetcher)
    assert log_book.one("egress.failed", URL)["reason"] == "TimeoutError"


async def test_one_host_is_asked_only_so_often(fetcher: Fetcher, outside: Outside, log_book: LogBook) -> None:
    for number in range(MOST_A_MINUTE):
        await get(fetcher, f"{URL}?{number}")
    with pytest.raises(FetchRefused):
        await get(fetcher, f"{URL}?more")
    assert log_book.one("egress.blocked")["reason"] == "rate"
    assert len(outside.requests) == MOST_A_MINUTE
    assert await get(fetcher, "https://other.example/") == b"{}"
