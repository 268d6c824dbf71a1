"""Somebody who uses the service over HTTP, as an employer, a worker or a partnership would."""

import asyncio
import http.client
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

SECONDS = 30.0


class UnexpectedAnswer(Exception):
    """The service answered something else than the story needs."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Calls a service on this machine; `token` is an API key, a holder's token, or nothing."""

    port: int
    token: str = ""

    async def get_page(self, path: str) -> str:
        """The HTML of a page. Raises UnexpectedAnswer unless it is there."""
        return (await self._call("GET", path, {"Accept": "text/html", "Accept-Language": "nl"}, b"")).decode()

    async def get(self, path: str) -> Any:
        """The JSON at a path. Raises UnexpectedAnswer."""
        return json.loads(await self._call("GET", path, {}, b""))

    async def post(self, path: str, body: object) -> Any:
        """The JSON answer to a JSON body. Raises UnexpectedAnswer."""
        return json.loads(
            await self._call("POST", path, {"Content-Type": "application/json"}, json.dumps(body).encode())
        )

    async def post_csv(self, path: str, content: bytes, *, key: str) -> Any:
        """The JSON answer to a CSV file under an idempotency key. Raises UnexpectedAnswer."""
        headers = {"Content-Type": "text/csv", "Idempotency-Key": key}
        return json.loads(await self._call("POST", path, headers, content))

    async def _call(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        return await asyncio.to_thread(self._request, method, path, headers, body)

    def _request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        sent = {"Idempotency-Key": uuid4().hex, **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = http.client.HTTPConnection("localhost", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body=body or None, headers=sent)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status not in (200, 201, 202):
            raise UnexpectedAnswer(
                f"{method} {path}: {response.status} {content[:500].decode(errors='replace')}"
            )
        return content
