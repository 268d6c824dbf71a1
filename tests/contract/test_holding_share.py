"""Passport and share links on the real database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.holding.errors import InvalidShare, UnknownShareLink
from app.holding.jobs import receive_issued_credentials
from app.holding.open_share import open_share_link, peek_share_link
from app.holding.passport import list_held_credentials
from app.holding.receive import receive_claim
from app.holding.sessions import SESSION_LIFETIME, end_session, find_holder
from app.holding.share import (
    ShareRequest,
    create_share_link,
    list_share_links,
    list_views,
    load_share_link,
    stop_share_link,
)
from app.issuing.errors import ClaimLinkNotFound
from app.issuing.events import CredentialIssued
from app.issuing.issuances import IssuedCredential
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.platform.link_secrets import hash_secret
from app.platform.pagination import Page
from tests.contract.passport_world import World, build_world

ALL = Page(limit=100, cursor=None)


async def _share(
    world: World, *, count: int = 2, is_single_use: bool = False
) -> tuple[UUID, UUID, str, list[IssuedCredential]]:
    issued = [await world.issue() for _ in range(count)]
    received = await world.claim(issued[0])
    request = ShareRequest(
        tuple(credential.id for credential in issued), "sollicitatie", "Bakkerij Jansen", None, is_single_use
    )
    link, secret = await create_share_link(world.context, received.holder_id, request)
    return received.holder_id, link.id, secret, issued


def _later(context: Context, **span: float) -> Context:
    return replace(context, clock=FixedClock(context.clock.now() + timedelta(**span)))


async def test_a_claim_makes_a_passport_with_all_credentials_and_a_session(context: Context) -> None:
    world = await build_world(context, "claim-once")
    issued = [await world.issue(), await world.issue()]
    received = await world.claim(issued[0])
    assert received.credential_count == 2
    assert received.session is not None
    assert await find_holder(context, received.session.token) == received.holder_id
    held = await list_held_credentials(context, received.holder_id, ALL)
    assert {item.secured for item in held.items} == {credential.secured for credential in issued}


async def test_a_claim_link_works_once_also_when_two_claim_at_the_same_time(context: Context) -> None:
    world = await build_world(context, "claim-race")
    secret = await world.claim_secret(await world.issue())
    outcomes = await asyncio.gather(*(_try_claim(context, secret) for _ in range(5)))
    assert outcomes.count("received") == 1


async def _try_claim(context: Context, secret: str) -> str:
    try:
        await receive_claim(context, secret)
    except ClaimLinkNotFound:
        return "refused"
    return "received"


async def test_who_is_signed_in_adds_to_the_same_passport(context: Context) -> None:
    world = await build_world(context, "claim-add")
    first = await world.claim(await world.issue("w-1"))
    second = await world.claim(await world.issue("w-2"), holder_id=first.holder_id)
    assert second.session is None
    held = await list_held_credentials(context, first.holder_id, ALL)
    assert len(held.items) == 2


async def test_new_credentials_come_by_themselves_and_only_once(context: Context) -> None:
    world = await build_world(context, "claim-later")
    received = await world.claim(await world.issue())
    late = await world.issue()
    event = CredentialIssued(
        str(world.issuer.organisation_id), [str(late.id)], [str(late.issuance.recipient_id)]
    )
    for _ in range(2):
        await receive_issued_credentials(event, context)
    held = await list_held_credentials(context, received.holder_id, ALL)
    assert [item.credential_id for item in held.items].count(late.id) == 1


async def test_a_session_ends_by_time_and_by_the_holder(context: Context) -> None:
    world = await build_world(context, "sessions")
    received = await world.claim(await world.issue())
    assert received.session is not None
    token = received.session.token
    after = _later(context, seconds=SESSION_LIFETIME.total_seconds())
    assert await find_holder(after, token) is None
    await end_session(context, received.holder_id, token)
    assert await find_holder(context, token) is None
    assert await find_holder(context, "sp_holder_unknown") is None


async def test_a_link_shows_what_was_chosen_and_nothing_else(context: Context) -> None:
    world = await build_world(context, "share-chosen")
    issued = [await world.issue() for _ in range(3)]
    received = await world.claim(issued[0])
    chosen = (issued[2].id, issued[0].id)
    link, secret = await create_share_link(context, received.holder_id, ShareRequest(chosen))
    shared = await peek_share_link(context, secret)
    assert shared is not None
    assert shared.credentials == (issued[2].secured, issued[0].secured)
    assert link.expires_at - link.created_at == timedelta(days=30)


async def test_looking_has_no_effect_and_opening_is_counted(context: Context) -> None:
    world = await build_world(context, "share-views")
    holder_id, link_id, secret, _ = await _share(world)
    for _ in range(3):
        assert await peek_share_link(context, secret) is not None
    assert (await load_share_link(context, holder_id, link_id)).view_count == 0
    await open_share_link(context, secret, "page")
    await open_share_link(context, secret, "api")
    link = await load_share_link(context, holder_id, link_id)
    assert (link.view_count, link.state) == (2, "active")
    views = await list_views(context, holder_id, link_id, ALL)
    assert {view.channel for view in views.items} == {"page", "api"}


async def test_a_single_use_link_opens_for_exactly_one_of_twenty(context: Context) -> None:
    world = await build_world(context, "share-single")
    holder_id, link_id, secret, _ = await _share(world, is_single_use=True)
    opened = await asyncio.gather(*(open_share_link(context, secret, "page") for _ in range(20)))
    assert sum(shared is not None for shared in opened) == 1
    assert await peek_share_link(context, secret) is None
    assert (await load_share_link(context, holder_id, link_id)).state == "used"


async def test_a_stopped_link_never_works_again(context: Context) -> None:
    world = await build_world(context, "share-stop")
    holder_id, link_id, secret, _ = await _share(world)
    stopped = await stop_share_link(context, holder_id, link_id)
    again = await stop_share_link(_later(context, days=1), holder_id, link_id)
    assert stopped.state == again.state == "stopped"
    assert await peek_share_link(context, secret) is None
    assert await open_share_link(context, secret, "page") is None


async def test_a_link_ends_at_its_moment(context: Context) -> None:
    world = await build_world(context, "share-expiry")
    holder_id, link_id, secret, _ = await _share(world)
    assert await peek_share_link(_later(context, days=29), secret) is not None
    after = _later(context, days=30)
    assert await peek_share_link(after, secret) is None
    assert (await load_share_link(after, holder_id, link_id)).state == "expired"


async def test_all_mistakes_of_a_share_are_told_together(context: Context) -> None:
    world = await build_world(context, "share-mistakes")
    issued = await world.issue()
    received = await world.claim(issued)
    too_late = context.clock.now() + timedelta(days=366)
    request = ShareRequest((issued.id, issued.id), expires_at=too_late)
    with pytest.raises(InvalidShare) as caught:
        await create_share_link(context, received.holder_id, request)
    assert {error.code for error in caught.value.errors} == {"duplicate", "too_late"}
    for wrong in (ShareRequest(()), ShareRequest((UUID(int=7),))):
        with pytest.raises(InvalidShare):
            await create_share_link(context, received.holder_id, wrong)


async def test_another_holder_finds_no_link_and_shares_nothing_of_somebody_else(context: Context) -> None:
    world = await build_world(context, "share-other")
    _, link_id, _, issued = await _share(world)
    other = await world.claim(await world.issue("w-9"))
    for use_case in (load_share_link, stop_share_link):
        with pytest.raises(UnknownShareLink):
            await use_case(context, other.holder_id, link_id)
    with pytest.raises(UnknownShareLink):
        await list_views(context, other.holder_id, link_id, ALL)
    with pytest.raises(InvalidShare):
        await create_share_link(context, other.holder_id, ShareRequest((issued[0].id,)))


async def test_links_come_in_pages_newest_first(context: Context) -> None:
    world = await build_world(context, "share-pages")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    made = []
    for minutes in range(3):
        at = _later(context, minutes=minutes)
        link, _ = await create_share_link(at, holder_id, ShareRequest((issued.id,)))
        made.append(link.id)
    first = await list_share_links(context, holder_id, Page(limit=2, cursor=None))
    assert first.next_cursor is not None
    rest = await list_share_links(context, holder_id, Page(limit=2, cursor=first.next_cursor))
    assert [link.id for link in [*first.items, *rest.items]] == made[::-1]
    assert rest.next_cursor is None
    with pytest.raises(InvalidInput):
        await list_share_links(context, holder_id, Page(limit=2, cursor="onzin"))


async def test_the_database_keeps_no_secret_no_name_and_no_text_in_clear(context: Context) -> None:
    world = await build_world(context, "share-sealed")
    holder_id, _, secret, issued = await _share(world, count=1)
    async with context.database.transaction(holder_id=holder_id) as session:
        dump = ""
        for table in ("holders", "passport_credentials", "holder_sessions", "share_links"):
            rows = await session.execute(text(f"SELECT t::text FROM {table} t"))
            dump += "".join(rows.scalars())
    assert hash_secret(secret).hex() in dump
    for clear in (secret, "Bakkerij", "sollicitatie", "Sanne", issued[0].secured.text[:40]):
        assert clear not in dump
        assert clear.encode().hex() not in dump


async def test_without_the_holders_context_no_row_can_be_seen(context: Context) -> None:
    world = await build_world(context, "share-rls")
    _, _, secret, _ = await _share(world)
    tables = ("holders", "passport_credentials", "holder_sessions", "share_links", "share_link_items")
    async with context.database.transaction(holder_id=UUID(int=5)) as session:
        for table in (*tables, "share_views"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        assert await session.scalar(text("SELECT count(*) FROM share_links")) == 1
        assert await session.scalar(text("SELECT count(*) FROM passport_credentials")) == 0
