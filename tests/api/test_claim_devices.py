"""Collecting on a device on which somebody else was before: it is asked whose it is, and a coach keeps nothing."""

from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.holding.dependencies import HELP_COOKIE, SESSION_COOKIE
from app.holding.recover import start_recovery
from app.holding.sessions import find_holder
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.conftest import PUBLIC_URL
from tests.contract.passport_world import World, build_world
from tests.passports import Superuser, Worker, a_worker, be, post, show
from tests.staff import make_member, sign_in

SLUG = "at-one-device"
PASSPORT, LOOK = cookie_name(SESSION_COOKIE, PUBLIC_URL), cookie_name(HELP_COOKIE, PUBLIC_URL)


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG)


@pytest.fixture
async def sanne(context: Context, client: AsyncClient, world: World) -> Worker:
    """A worker whose passport was left open on this device."""
    worker = await a_worker(world)
    show(context, client, worker.token)
    return worker


async def claim_address(world: World, worker: str = "w-2") -> str:
    return f"/claim/{await world.claim_secret(await world.issue(worker))}"


async def be_staff(context: Context, client: AsyncClient, world: World, role: Role = Role.COACH) -> str:
    person = await make_member(
        context, world.issuer.organisation_id, "Noor de Wit", role, email="noor@regio.example"
    )
    await sign_in(context, client, person.id)
    be(client, dict(client.cookies))
    return f"person:{person.id}"


async def claim(client: AsyncClient, address: str, whose: str) -> Response:
    return await post(client, address, whose=whose)


def owners(superuser: Superuser) -> list[int]:
    """How many credentials each passport has."""
    rows = superuser.execute(
        "SELECT count(*) FROM passport_credentials GROUP BY holder_id ORDER BY 1"
    ).fetchall()
    return [int(row[0]) for row in rows]


@pytest.mark.abuse("A28")
async def test_nothing_is_put_with_the_skills_of_somebody_else_without_asking(
    client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    address = await claim_address(world)
    page = await client.get(address)
    assert "Van wie zijn de bewijzen?" in page.text and "Haal mijn bewijzen op" not in page.text
    assert 'value="mine"' in page.text and 'value="helped"' not in page.text
    for fields in ({}, {"whose": "helped"}, {"whose": "somebody"}):
        asked = await post(client, address, **fields)
        assert (asked.status_code, asked.headers["location"]) == (303, address)
    assert owners(superuser) == [1]


async def test_who_is_somebody_else_gets_a_passport_of_her_own_and_the_other_one_closes(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    collected = await claim(client, await claim_address(world), "new")
    assert collected.headers["location"] == "/passport/come-back"
    assert owners(superuser) == [1, 1]
    assert await find_holder(context, sanne.token) is None
    opened = await find_holder(context, client.cookies[PASSPORT])
    assert opened not in {None, sanne.holder_id}


async def test_whose_passport_is_open_adds_to_it(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    collected = await claim(client, await claim_address(world), "mine")
    assert collected.headers["location"] == "/passport"
    assert owners(superuser) == [2]
    assert await find_holder(context, sanne.token) == sanne.holder_id


@pytest.mark.abuse("A28")
async def test_a_claim_beside_a_coach_opens_there_only_to_look_along(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    actor = await be_staff(context, client, world)
    address = await claim_address(world)
    assert "Ik help iemand" in (await client.get(address)).text
    collected = await claim(client, address, "helped")
    assert (collected.status_code, collected.headers["location"]) == (303, "/passport")
    assert PASSPORT not in client.cookies
    assert "Begeleider kijkt mee" in (await client.get("/passport")).text
    assert (await client.get("/passport/share")).status_code == 403
    live = "SELECT count(*) FROM holder_sessions WHERE ended_at IS NULL"
    assert superuser.execute(live).fetchone() == (0,)
    told = "SELECT actor, action FROM audit_events WHERE action LIKE 'passport-help.%'"
    assert superuser.execute(told).fetchall() == [(actor, "passport-help.started")]


async def test_the_next_worker_at_the_same_desk_ends_the_look_before(
    client: AsyncClient, context: Context, superuser: Superuser, world: World
) -> None:
    await be_staff(context, client, world)
    await claim(client, await claim_address(world, "w-2"), "helped")
    before = client.cookies[LOOK]
    collected = await claim(client, await claim_address(world, "w-3"), "helped")
    assert collected.headers["location"] == "/passport" and client.cookies[LOOK] != before
    assert owners(superuser) == [1, 1]
    ended = "SELECT count(*) FROM helped_sessions WHERE ended_at IS NOT NULL"
    assert superuser.execute(ended).fetchone() == (1,)


async def test_the_worker_takes_a_code_home_and_opens_it_alone(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    await be_staff(context, client, world)
    await claim(client, await claim_address(world), "helped")
    row = superuser.execute("SELECT id, holder_id FROM recipients").fetchone()
    assert row is not None
    made = await start_recovery(context, world.issuer, UUID(str(row[0])))
    show(context, client, None)
    opened = await post(client, f"/claim/{made.code}")
    assert opened.headers["location"] == "/passport/come-back"
    assert await find_holder(context, client.cookies[PASSPORT]) == UUID(str(row[1]))


async def test_staff_who_do_not_help_collect_what_is_their_own(
    context: Context, client: AsyncClient, world: World
) -> None:
    await be_staff(context, client, world, Role.READER)
    address = await claim_address(world)
    page = await client.get(address)
    assert 'value="helped"' not in page.text and 'value="new"' in page.text
    assert (await claim(client, address, "helped")).headers["location"] == address
    assert (await claim(client, address, "new")).headers["location"] == "/passport/come-back"
