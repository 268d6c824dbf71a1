"""The only door to the internet: public https addresses, small bodies, short waits, and a memory for outages."""

import asyncio
import hashlib
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit, urlunsplit

from sqlalchemy import LargeBinary, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.caching import TtlCache
from app.platform.clock import Clock
from app.platform.database import INSTANT, Base, Database
from app.platform.errors import TooMany
from app.platform.leaving_out import leaving_out
from app.platform.limits import RateLimiter
from app.platform.logging import log

with leaving_out("click"):
    # Its command line brings coloured output for a terminal, which is 8 MB in every process.
    import httpx

SECONDS = 5.0
FRESH_SECONDS = 60.0
MOST_A_MINUTE = 120
# How old a remembered document may be when its host does not answer. A status must be of this moment.
STALE = {"did-document": timedelta(days=1)}


class FetchRefused(Exception):
    """The address is not one we go to, or what is there is not what may be read."""


class FetchFailed(Exception):
    """The host did not answer, or not with what was asked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document of another host, and when it was really fetched."""

    url: str
    body: bytes
    content_type: str
    fetched_at: datetime


class CachedDocumentRecord(Base):
    """The last good copy of a public document; of nobody in particular, so without an owner."""

    __tablename__ = "cached_documents"

    url_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime] = mapped_column(INSTANT)


class Fetcher:
    """Fetches public documents; deny by default."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._fresh: TtlCache[str, Fetched] = TtlCache(FRESH_SECONDS, 1_000, clock)
        self._gate = asyncio.Semaphore(20)
        self._limiter = RateLimiter(clock)

    async def fetch(
        self,
        url: str,
        *,
        accept: Sequence[str],
        max_bytes: int,
        purpose: str,
        key: tuple[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> Fetched:
        """The document at an https address, at most a minute old, or an older copy while its host is away.

        `key` is the name and value of a header that opens the door there: such an answer is for this caller alone,
        so no copy of it is kept or taken. `seconds` is the longest wait for all of it.

        Raises FetchRefused for an address we never go to, for a host that is asked too often and for an answer
        that sends us elsewhere, is too large or of another type; FetchFailed when there is no answer.
        """
        parts = check_address(url)
        known = None if key else self._fresh.get(url)
        if known is not None and len(known.body) <= max_bytes:
            return known
        self._count(parts.hostname or "")
        try:
            async with self._gate, asyncio.timeout(seconds):
                fetched = await self._get(url, parts, accept, max_bytes, key, seconds)
        except (httpx.HTTPError, TimeoutError, OSError, FetchFailed) as error:
            log.info("egress.failed", host=parts.hostname, purpose=purpose, reason=type(error).__name__)
            if key:
                raise FetchFailed(str(error)) from error
            return await self._recall(url, purpose, max_bytes, error)
        if key:
            return fetched
        self._fresh.put(url, fetched)
        await self._remember(fetched)
        return fetched

    async def send(
        self, url: str, *, body: bytes, headers: Mapping[str, str], purpose: str, seconds: float = SECONDS
    ) -> int:
        """Posts a body to an https address and answers the status; what else comes back is not read.

        `headers` name the type of the body and open the door there; `seconds` is the longest wait for all of it.
        Raises FetchRefused as `fetch` does; FetchFailed when there is no answer, and then the body may have arrived.
        """
        parts = check_address(url)
        host = parts.hostname or ""
        self._count(host)
        try:
            async with (
                self._gate,
                asyncio.timeout(seconds),
                httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client,
                client.stream(
                    "POST",
                    await _target(parts),
                    content=body,
                    headers={**headers, "Host": host},
                    extensions={"sni_hostname": host},
                ) as answer,
            ):
                return answer.status_code
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            log.info("egress.failed", host=host, purpose=purpose, reason=type(error).__name__)
            raise FetchFailed(str(error)) from error

    def _count(self, host: str) -> None:
        try:
            self._limiter.hit(host, limit=MOST_A_MINUTE, window=60.0)
        except TooMany:
            _refuse(host, "rate")

    async def _get(
        self,
        url: str,
        parts: SplitResult,
        accept: Sequence[str],
        max_bytes: int,
        key: tuple[str, str] | None,
        seconds: float,
    ) -> Fetched:
        host = parts.hostname or ""
        target = await _target(parts)
        headers = {"Host": host, "Accept": ", ".join(accept), "Accept-Encoding": "identity"}
        if key:
            headers[key[0]] = key[1]
        async with (
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client,
            client.stream("GET", target, headers=headers, extensions={"sni_hostname": host}) as answer,
        ):
            content_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.has_redirect_location:
                _refuse(host, "redirect")
            if answer.status_code != httpx.codes.OK:
                raise FetchFailed(f"status {answer.status_code}")
            if content_type not in accept:
                _refuse(host, "content_type")
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > max_bytes:
                    _refuse(host, "size")
        return Fetched(url, bytes(body), content_type, self._clock.now())

    async def _remember(self, fetched: Fetched) -> None:
        values = {
            "url_digest": _digest(fetched.url),
            "url": fetched.url,
            "body": fetched.body,
            "content_type": fetched.content_type,
            "fetched_at": fetched.fetched_at,
        }
        statement = insert(CachedDocumentRecord).values(**values)
        async with self._database.transaction() as session:
            await session.execute(statement.on_conflict_do_update(index_elements=["url_digest"], set_=values))

    async def _recall(self, url: str, purpose: str, max_bytes: int, error: Exception) -> Fetched:
        allowed = STALE.get(purpose)
        if allowed is not None:
            document = CachedDocumentRecord
            async with self._database.transaction() as session:
                found = await session.scalar(select(document).where(document.url_digest == _digest(url)))
            young = found is not None and self._clock.now() - found.fetched_at <= allowed
            if found is not None and young and len(found.body) <= max_bytes:
                return Fetched(url, found.body, found.content_type, found.fetched_at)
        raise FetchFailed(str(error)) from error


def check_address(url: str) -> SplitResult:
    """The parts of an address we may go to. Raises FetchRefused unless it is https on port 443 by name."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse(None, "address")
    host = parts.hostname or ""
    plain = parts.scheme == "https" and port in {None, 443} and not parts.username and not parts.password
    if not plain or "." not in host or any(ord(c) <= 0x20 or ord(c) > 0x7E for c in url) or _is_number(host):
        _refuse(None, "address")
    return parts


async def _target(parts: SplitResult) -> str:
    """The address with the number of its host in place of the name: what was checked is where we go."""
    address = await resolve_public(parts.hostname or "")
    return urlunsplit(("https", f"[{address}]" if ":" in address else address, parts.path, parts.query, ""))


async def resolve_public(host: str) -> str:
    """One address of the host; every address it has must be public.

    Raises FetchRefused when one is not, OSError when the name is unknown.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        _refuse(host, "not_public")
    return addresses[0]


def _refuse(host: str | None, reason: str) -> NoReturn:
    # The name of a host is logged only when it was looked up: an address can hold a password.
    log.warning("egress.blocked", host=host, reason=reason)
    raise FetchRefused(reason)


def is_public(address: str) -> bool:
    """Whether an IP address is reachable for everyone; addresses that wrap another count as what they wrap."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        wrapped = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if wrapped is not None:
            return is_public(str(wrapped))
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return parsed.is_global and not parsed.is_multicast


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host or host.lower().startswith("0x")


def _digest(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()
