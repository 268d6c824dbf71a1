"""A new way in at the desk: never in silence, never at once where somebody could object, and nothing is lost."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.holding.dependencies import SESSION_COOKIE
from app.holding.passport import list_held_credentials
from app.holding.recover import LIFETIME, WAIT
from app.holding.sessions import SESSION_LIFETIME, find_holder
from app.issuing.claims import create_claim_link
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.cookies import cookie_name
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.passports import EMAIL, PHONE, Superuser, Worker, a_worker, add_way_in, post, show
from tests.staff import make_member, read_mails, secret_in, sign_in

SLUG = "desk-help"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG)


@pytest.fixture
async def sanne(context: Context, client: AsyncClient, superuser: Superuser, world: World) -> Worker:
    """A worker with two addresses, who then lost her telephone."""
    worker = await a_worker(world)
    show(context, client, worker.token)
    for address in (PHONE, EMAIL):
        await add_way_in(context, client, superuser, address)
    return worker


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


async def recipient_of(superuser: Superuser, holder_id: UUID) -> str:
    row = superuser.execute("SELECT id FROM recipients WHERE holder_id = %s", (holder_id,)).fetchone()
    assert row is not None
    return str(row[0])


async def at_the_desk(context: Context, client: AsyncClient, world: World, *roles: Role) -> UUID:
    name = "-".join(role.value for role in roles)
    person = await make_member(
        context, world.issuer.organisation_id, "Noor de Wit", *roles, email=f"{name}@regio.example"
    )
    await sign_in(context, client, person.id)
    return person.id


async def make_code(
    context: Context,
    client: AsyncClient,
    superuser: Superuser,
    world: World,
    worker: Worker,
    role: Role = Role.COACH,
) -> str:
    """What a member of staff hands over to the worker who sits in front of them."""
    await at_the_desk(context, client, world, role)
    recipient_id = await recipient_of(superuser, worker.holder_id)
    page = await post(client, f"/desk/{SLUG}/help/{recipient_id}", seen="yes")
    assert page.status_code == 200, page.text
    return code_on(page)


def code_on(page: Response) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.text)
    assert found is not None
    return found.group(0)


def audited(superuser: Superuser, action: str) -> list[tuple[Any, ...]]:
    sql = "SELECT actor, target, facts::text FROM audit_events WHERE action = %s"
    return list(superuser.execute(sql, (action,)).fetchall())


@pytest.mark.parametrize("role", [Role.COACH, Role.COORDINATOR])
@pytest.mark.abuse("A28")
async def test_a_code_of_the_desk_opens_the_same_passport_after_three_days_and_closes_it_elsewhere(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker, role: Role
) -> None:
    code = await make_code(context, client, superuser, world, sanne, role)
    show(context, client, None)
    typed = await post(client, "/claim", code=code.lower())
    assert typed.headers["location"] == f"/claim/{code}"
    early = await client.get(f"/claim/{code}")
    assert "Nog even wachten" in early.text
    assert (await post(client, f"/claim/{code}")).status_code == 404
    wait(context, WAIT)
    assert "Open mijn paspoort" in (await client.get(f"/claim/{code}")).text
    opened = await post(client, f"/claim/{code}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/passport/come-back")
    token = client.cookies.get(cookie_name(SESSION_COOKIE, context.settings.public_url))
    assert token is not None and await find_holder(context, token) == sanne.holder_id
    assert await find_holder(context, sanne.token) is None
    assert len((await list_held_credentials(context, sanne.holder_id, Page())).items) == 1
    page = (await client.get("/passport/events")).text
    assert "Uw paspoort ging open met een nieuwe toegang." in page and f"Stichting {SLUG}" in page
    assert (await post(client, f"/claim/{code}")).status_code == 404


@pytest.mark.abuse("A28")
async def test_every_address_is_told_at_once_and_the_log_of_the_partnership_names_who_did_it(
    context: Context,
    client: AsyncClient,
    superuser: Superuser,
    world: World,
    sanne: Worker,
    log_book: LogBook,
) -> None:
    code = await make_code(context, client, superuser, world, sanne)
    told = [one for one in read_mails(context, superuser) if one["purpose"] == "recovery-started"]
    assert {one["channel"] for one in told} == {"sms", "mail"}
    assert all(f"Stichting {SLUG}" in one["text"] and code not in one["text"] for one in told)
    [(actor, target, facts)] = audited(superuser, "passport-recovery.started")
    assert actor.startswith("person:") and target == await recipient_of(superuser, sanne.holder_id)
    assert str(sanne.holder_id) not in facts
    log_book.hide(code, code.replace("-", ""), str(sanne.holder_id), EMAIL)


@pytest.mark.abuse("A25")
async def test_a_link_in_the_notice_stops_it_and_looking_at_the_link_does_not(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    code = await make_code(context, client, superuser, world, sanne)
    show(context, client, None)
    [letter] = [
        one
        for one in read_mails(context, superuser)
        if one["purpose"] == "recovery-started" and one["channel"] == "mail"
    ]
    link = f"/claim/stop/{secret_in(letter, '/claim/stop')}"
    for _ in range(3):
        assert "Stop de nieuwe toegang" in (await client.get(link)).text
        assert (await client.head(link)).status_code == 200
    assert "Nog even wachten" in (await client.get(f"/claim/{code}")).text
    assert "is gestopt" in (await post(client, link)).text
    wait(context, WAIT)
    for answer in (
        await client.get(f"/claim/{code}"),
        await post(client, f"/claim/{code}"),
        await client.get(link),
    ):
        assert answer.status_code == 404
    assert await find_holder(context, sanne.token) == sanne.holder_id


async def test_the_passport_itself_says_it_and_stops_it(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    code = await make_code(context, client, superuser, world, sanne)
    show(context, client, sanne.token)
    assert "nieuwe toegang" in (await client.get("/passport")).text
    assert (await post(client, "/passport/ways-in/stop")).status_code == 303
    assert "nieuwe toegang" not in (await client.get("/passport")).text
    wait(context, WAIT)
    assert (await post(client, f"/claim/{code}")).status_code == 404


async def test_a_newer_code_of_the_same_partnership_ends_the_older(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    older = await make_code(context, client, superuser, world, sanne)
    newer = await make_code(context, client, superuser, world, sanne, Role.COORDINATOR)
    wait(context, WAIT)
    assert (await post(client, f"/claim/{older}")).status_code == 404
    assert (await post(client, f"/claim/{newer}")).status_code == 303


async def test_a_code_is_dead_after_two_weeks(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    code = await make_code(context, client, superuser, world, sanne)
    wait(context, LIFETIME)
    assert (await client.get(f"/claim/{code}")).status_code == 404
    assert (await post(client, f"/claim/{code}")).status_code == 404


async def test_who_has_nothing_but_what_this_partnership_gave_is_helped_at_once(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    worker = await a_worker(world)
    wait(context, SESSION_LIFETIME)
    code = await make_code(context, client, superuser, world, worker)
    show(context, client, None)
    assert (await post(client, f"/claim/{code}")).status_code == 303
    token = client.cookies.get(cookie_name(SESSION_COOKIE, context.settings.public_url))
    assert token is not None and await find_holder(context, token) == worker.holder_id


@pytest.mark.abuse("A28")
async def test_what_another_partnership_gave_is_never_opened_at_once(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    worker = await a_worker(world)
    other = await build_world(context, "desk-help-other")
    await other.claim(await other.issue(), holder_id=worker.holder_id)
    wait(context, SESSION_LIFETIME)
    await at_the_desk(context, client, world, Role.COACH)
    row = superuser.execute(
        "SELECT id FROM recipients WHERE organisation_id = %s AND holder_id = %s",
        (world.issuer.organisation_id, worker.holder_id),
    ).fetchone()
    assert row is not None
    code = code_on(await post(client, f"/desk/{SLUG}/help/{row[0]}", seen="yes"))
    assert (await post(client, f"/claim/{code}")).status_code == 404


@pytest.mark.abuse("A28")
async def test_an_ordinary_claim_code_takes_nothing_from_a_passport_that_somebody_has(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    recipient_id = UUID(await recipient_of(superuser, sanne.holder_id))
    _, code = await create_claim_link(context, world.issuer, recipient_id, is_typed=True)
    show(context, client, None)
    page = await post(client, f"/claim/{code}")
    assert page.status_code == 409 and "U hebt deze bewijzen al" in page.text
    answer = await client.post("/v1/passport/claims", json={"claimCode": code})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_collected")
    assert await recipient_of(superuser, sanne.holder_id) == str(recipient_id)
    show(context, client, sanne.token)
    assert (await post(client, f"/claim/{code}", whose="mine")).headers["location"] == "/passport"


async def test_the_desk_asks_whether_the_person_is_there_and_shows_nothing_of_the_passport(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    await at_the_desk(context, client, world, Role.COACH)
    recipient_id = await recipient_of(superuser, sanne.holder_id)
    found = await post(client, f"/desk/{SLUG}/help/find", reference="w-1")
    assert found.headers["location"] == f"/desk/{SLUG}/help/{recipient_id}"
    assert (await post(client, f"/desk/{SLUG}/help/find", reference="w-9")).status_code == 400
    page = await client.get(found.headers["location"])
    assert "heftruck" not in page.text and "+31" not in page.text and EMAIL not in page.text
    unseen = await post(client, found.headers["location"])
    assert unseen.status_code == 400 and "Kruis aan" in unseen.text
    assert audited(superuser, "passport-recovery.started") == []
    waiting = await world.issue("w-2")
    refused = await post(client, f"/desk/{SLUG}/help/{waiting.issuance.recipient_id}", seen="yes")
    assert refused.status_code == 400 and "nog geen paspoort" in refused.text
