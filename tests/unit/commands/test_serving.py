"""The server believes only its own proxies about who the client is."""

from typing import Any

import pytest
import uvicorn

from app.commands.serving import behind_proxy
from app.settings import Settings

PROXIES = Settings(trusted_proxies="172.30.53.0/24")


async def seen_client(peer: str, claimed: str) -> str:
    """The client's address that an application sees when `peer` sends X-Forwarded-For `claimed`."""
    seen: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    config = uvicorn.Config(application, **behind_proxy(PROXIES))
    config.load()
    scope = {"type": "http", "client": (peer, 5), "headers": [(b"x-forwarded-for", claimed.encode())]}
    await config.loaded_app(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "client"), [("172.30.53.4", "198.51.100.7"), ("203.0.113.9", "203.0.113.9")]
)
async def test_a_client_has_the_address_that_a_trusted_proxy_names(peer: str, client: str) -> None:
    assert await seen_client(peer, "198.51.100.7") == client
