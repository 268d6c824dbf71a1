"""The holder decides about each credential of the passport, on the real database."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.holding.errors import CredentialStateConflict, InvalidShare
from app.holding.open_share import open_share_link, peek_share_link
from app.holding.passport import HeldCredential
from app.holding.places import CredentialPlace, may_follow
from app.holding.print_paper import choose_for_paper
from app.holding.share import ShareRequest, create_share_link, load_share_link
from app.holding.sort_credentials import load_held, sort_credential
from app.platform.context import Context
from app.platform.errors import NotFound
from tests.contract.passport_world import build_world

STATES: tuple[CredentialPlace, ...] = ("new", "accepted", "refused", "hidden")
# How a credential comes into each state.
WAYS: dict[CredentialPlace, tuple[CredentialPlace, ...]] = {
    "new": (),
    "accepted": ("accepted",),
    "refused": ("refused",),
    "hidden": ("accepted", "hidden"),
}


@pytest.mark.parametrize("now", STATES)
async def test_a_credential_goes_only_where_it_may(context: Context, now: CredentialPlace) -> None:
    world = await build_world(context, f"states-{now}")
    issued = {wanted: await world.issue() for wanted in STATES}
    holder_id = (await world.claim(issued["new"])).holder_id
    for wanted in STATES:
        credential_id = issued[wanted].id
        for step in WAYS[now]:
            await sort_credential(context, holder_id, credential_id, step)
        before = await load_held(context, holder_id, credential_id)
        assert before.state == now
        if wanted == now or may_follow(now, wanted):
            after = await sort_credential(context, holder_id, credential_id, wanted)
            assert after.state == wanted
            assert after.secured == before.secured
        else:
            with pytest.raises(CredentialStateConflict):
                await sort_credential(context, holder_id, credential_id, wanted)
            assert await load_held(context, holder_id, credential_id) == before


async def test_what_is_collected_is_new_and_the_moment_of_a_decision_stays(context: Context) -> None:
    world = await build_world(context, "states-moment")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    fresh = await load_held(context, holder_id, issued.id)
    assert (fresh.state, fresh.state_changed_at) == ("new", None)
    first = await sort_credential(context, holder_id, issued.id, "accepted")
    again = await sort_credential(context, holder_id, issued.id, "accepted")
    assert again.state_changed_at == first.state_changed_at is not None


async def test_two_decisions_at_once_follow_each_other(context: Context) -> None:
    world = await build_world(context, "states-race")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id

    async def decide(wanted: CredentialPlace) -> HeldCredential | None:
        try:
            return await sort_credential(context, holder_id, issued.id, wanted)
        except CredentialStateConflict:
            return None

    choices: tuple[CredentialPlace, ...] = ("hidden", "refused")
    await asyncio.gather(*(decide(wanted) for wanted in choices * 3))
    # Refused first: hiding may not follow. Hidden first: refusing may. Either way it ends refused.
    assert (await load_held(context, holder_id, issued.id)).state == "refused"


async def test_the_credential_of_somebody_else_is_not_there(context: Context) -> None:
    world = await build_world(context, "states-other")
    issued, other = await world.issue("w-1"), await world.issue("w-2")
    holder_id = (await world.claim(issued)).holder_id
    stranger = (await world.claim(other)).holder_id
    for holder, credential_id in ((stranger, issued.id), (holder_id, uuid4())):
        with pytest.raises(NotFound):
            await sort_credential(context, holder, credential_id, "refused")
    assert (await load_held(context, holder_id, issued.id)).state == "new"


@pytest.mark.parametrize("away", ["refused", "hidden"])
async def test_what_is_refused_or_hidden_leaves_every_share_at_once(
    context: Context, away: CredentialPlace
) -> None:
    world = await build_world(context, f"states-share-{away}")
    kept, gone = await world.issue(), await world.issue()
    holder_id = (await world.claim(kept)).holder_id
    link, both = await create_share_link(context, holder_id, ShareRequest((gone.id, kept.id)))
    _, alone = await create_share_link(context, holder_id, ShareRequest((gone.id,)))
    await sort_credential(context, holder_id, gone.id, away)
    shared = await peek_share_link(context, both)
    assert shared is not None
    assert shared.credentials == (kept.secured,)
    assert (await load_share_link(context, holder_id, link.id)).credential_count == 1
    assert await peek_share_link(context, alone) is None
    assert await open_share_link(context, alone, "api") is None
    assert await choose_for_paper(context, holder_id) == (kept.id,)
    with pytest.raises(InvalidShare):
        await create_share_link(context, holder_id, ShareRequest((gone.id,)))
    await sort_credential(context, holder_id, gone.id, "accepted")
    assert await peek_share_link(context, alone) is not None


async def test_a_link_with_nothing_left_is_not_counted_and_not_used_up(context: Context) -> None:
    world = await build_world(context, "states-empty")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    link, secret = await create_share_link(context, holder_id, ShareRequest((issued.id,), is_single_use=True))
    await sort_credential(context, holder_id, issued.id, "hidden")
    assert await open_share_link(context, secret, "page") is None
    await sort_credential(context, holder_id, issued.id, "accepted")
    seen = await load_share_link(context, holder_id, link.id)
    assert (seen.view_count, seen.state) == (0, "active")
    assert await open_share_link(context, secret, "page") is not None


async def test_only_the_state_can_be_changed_by_the_service(context: Context) -> None:
    world = await build_world(context, "states-grants")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    assert await _may_update(context, holder_id, "state", "'hidden'")
    assert not await _may_update(context, holder_id, "secured_sealed", "'\\x00'")
    assert not await _may_update(context, holder_id, "state", "'lost'")


async def _may_update(context: Context, holder_id: UUID, column: str, value: str) -> bool:
    try:
        async with context.database.transaction(holder_id=holder_id) as session:
            await session.execute(text(f"UPDATE passport_credentials SET {column} = {value}"))
    except DBAPIError:
        return False
    return True
