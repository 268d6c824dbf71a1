"""A worker who shares, an employer's system that follows, and a server of that employer which answers as told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Issuer, Scope
from app.following.endpoints import add_endpoint
from app.following.feed import list_events
from app.following.rows import Endpoint, FollowEvent, Subscription
from app.following.subscribe import subscribe
from app.holding.open_share import open_share_link
from app.holding.share import ShareRequest, create_share_link
from app.issuing.issuances import IssuedCredential
from app.platform import fetch
from app.platform.context import Context
from app.platform.pagination import Page
from tests.contract.passport_world import World, build_world

URL = "https://hooks.employer.example/passport"


class Receiver:
    """The employer's server: what it got, and the status it answers with; 0 is away."""

    def __init__(self) -> None:
        self.status, self.got = 204, list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        if self.status == 0:
            raise httpx.ConnectError("away")
        return httpx.Response(self.status, headers={"location": "https://10.0.0.1/"})

    @property
    def ids(self) -> list[str]:
        """The webhook-id of each."""
        return [request.headers["webhook-id"] for request in self.got]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """Stands where the internet is."""
    receiver = Receiver()

    async def resolve(_name: str) -> str:
        return "9.9.9.9"

    monkeypatch.setattr(fetch, "resolve_public", resolve)
    client: Callable[..., httpx.AsyncClient] = partial(
        httpx.AsyncClient, transport=httpx.MockTransport(receiver)
    )
    monkeypatch.setattr(fetch.httpx, "AsyncClient", client)
    return receiver


@dataclass
class Shared:
    """What one worker shares, and who gave it."""

    world: World
    holder_id: UUID
    link_id: UUID
    secret: str
    issued: list[IssuedCredential] = field(default_factory=list)


async def share(context: Context, slug: str = "geeft", *, count: int = 1, **options: Any) -> Shared:
    """A worker claims what a partnership gave and shares all of it."""
    world = await build_world(context, slug)
    issued = [await world.issue() for _ in range(count)]
    received = await world.claim(issued[0])
    request = ShareRequest(tuple(one.id for one in issued), **options)
    link, secret = await create_share_link(context, received.holder_id, request)
    return Shared(world, received.holder_id, link.id, secret, issued)


async def share_all(context: Context, shared: Shared) -> Shared:
    """The worker takes in what was given since, and shares all of it by another link."""
    await shared.world.claim(shared.issued[-1], shared.holder_id)
    request = ShareRequest(tuple(one.id for one in shared.issued))
    link, secret = await create_share_link(context, shared.holder_id, request)
    return replace(shared, link_id=link.id, secret=secret)


async def employer(context: Context, slug: str = "bakkerij") -> Issuer:
    """An employer's system with a key."""
    made = await create_organisation(context, slug=slug, name=f"Bakkerij {slug}", kind="verifier")
    scopes = frozenset({Scope.VERIFICATIONS_CREATE})
    return Issuer(made.id, "api-key:test", scopes, made.name, slug)


async def verify(context: Context, follower: Issuer, shared: Shared) -> None:
    """The system opens the link by its key."""
    assert await open_share_link(context, shared.secret, "api", verifier=follower.organisation_id)


async def follow(context: Context, follower: Issuer, shared: Shared) -> Subscription:
    """The system verifies and then follows."""
    await verify(context, follower, shared)
    return await subscribe_again(context, follower, shared)


async def subscribe_again(context: Context, follower: Issuer, shared: Shared) -> Subscription:
    """The system follows what it verified."""
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        return await subscribe(context, session, follower, shared.secret, address="192.0.2.7")


async def listen(context: Context, follower: Issuer, url: str = URL) -> tuple[Endpoint, str]:
    """The system wants to be called."""
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        return await add_endpoint(context, session, follower.organisation_id, url)


async def events_of(context: Context, follower: Issuer) -> list[FollowEvent]:
    """All that the system was told."""
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        return list((await list_events(session, follower.organisation_id, Page(limit=100))).items)


async def told(context: Context, follower: Issuer) -> list[tuple[str, str]]:
    """Type and state of everything the system was told, in order."""
    return [(event.type, event.state) for event in await events_of(context, follower)]
