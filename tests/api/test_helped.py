"""Looking along with a worker: begun by the worker, seen in both logs, an hour at most, and nothing but looking."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.holding.dependencies import HELP_COOKIE
from app.holding.helped import CODE_LIFETIME, HELP_LIFETIME
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.conftest import PUBLIC_URL, LogBook
from tests.contract.passport_world import World, build_world
from tests.passports import PHONE, Superuser, Worker, a_worker, be, post, show
from tests.staff import make_member, sign_in

SLUG = "look-along"
COOKIE = cookie_name(HELP_COOKIE, PUBLIC_URL)


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG)


@pytest.fixture
async def sanne(world: World) -> Worker:
    return await a_worker(world)


async def code_of_worker(context: Context, client: AsyncClient, worker: Worker) -> str:
    """The worker makes a code on a device of her own."""
    show(context, client, worker.token)
    assert "60 minuten" in (await client.get("/passport/helper")).text
    page = await post(client, "/passport/helper")
    found = re.search(r"\b(\d{4}) (\d{4})\b", page.text)
    assert found is not None and page.headers["cache-control"] == "no-store"
    return found.group(1) + found.group(2)


async def be_coach(
    context: Context, client: AsyncClient, world: World, name: str = "Noor de Wit", role: Role = Role.COACH
) -> str:
    address = f"{name.split()[0].lower()}@regio.example"
    person = await make_member(context, world.issuer.organisation_id, name, role, email=address)
    await sign_in(context, client, person.id)
    be(client, dict(client.cookies))
    return f"person:{person.id}"


async def look(client: AsyncClient, code: str) -> Response:
    return await post(client, f"/desk/{SLUG}/help/look", code=code)


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


async def test_a_code_of_the_worker_opens_a_look_for_an_hour_that_both_logs_tell(
    context: Context,
    client: AsyncClient,
    superuser: Superuser,
    world: World,
    sanne: Worker,
    log_book: LogBook,
) -> None:
    code = await code_of_worker(context, client, sanne)
    actor = await be_coach(context, client, world)
    opened = await look(client, f"{code[:4]} {code[4:]}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/passport")
    page = await client.get("/passport")
    assert "Begeleider kijkt mee" in page.text and "Veilig werken met een heftruck" in page.text
    rows = superuser.execute(
        "SELECT actor, action FROM audit_events WHERE action LIKE 'passport-help.%'"
    ).fetchall()
    assert rows == [(actor, "passport-help.started")]
    wait(context, HELP_LIFETIME)
    assert (await client.get("/passport")).status_code == 303
    show(context, client, sanne.token)
    told = (await client.get("/passport/events")).text
    assert "Een begeleider keek mee." in told and f"Stichting {SLUG}" in told
    log_book.hide(code, str(sanne.holder_id))


@pytest.mark.abuse("A28")
async def test_who_looks_along_can_share_nothing_and_change_nothing(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world)
    await look(client, code)
    credential = superuser.execute("SELECT credential_id FROM passport_credentials").fetchone()
    assert credential is not None
    for path in (
        "/passport/share",
        "/passport/paper",
        "/passport/ways-in/new",
        "/passport/ways-in/passkey",
        "/passport/ways-in/end-others",
        "/passport/helper",
        f"/passport/skills/{credential[0]}/hide",
        "/passport/sign-out",
    ):
        refused = await post(client, path, credential=str(credential[0]), address=PHONE, days="30")
        assert refused.status_code == 403, path
    for path in ("/passport/share", "/passport/shares", "/passport/ways-in", "/passport/events"):
        assert (await client.get(path)).status_code == 403, path
    token = client.cookies[COOKIE]
    order = {"credentialIds": [str(credential[0])], "purpose": "baan"}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "coach"}
    answer = await client.post("/v1/passport/share-links", json=order, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_while_helped")
    for table in ("share_links", "holder_contacts", "holder_passkeys"):
        assert superuser.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


async def test_one_button_ends_it_and_leaves_no_cookie(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world)
    await look(client, code)
    token = client.cookies[COOKIE]
    ended = await post(client, "/passport/helped/end")
    assert (ended.status_code, ended.headers["location"]) == (303, "/desk")
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, token, domain="passport.example", path="/")
    assert (await client.get("/passport")).status_code == 303
    actions = superuser.execute(
        "SELECT action FROM audit_events WHERE action LIKE 'passport-help.%'"
    ).fetchall()
    assert sorted(actions) == [("passport-help.ended",), ("passport-help.started",)]


async def test_the_worker_ends_it_from_a_device_of_her_own(
    context: Context, client: AsyncClient, world: World, sanne: Worker
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world)
    await look(client, code)
    coach = dict(client.cookies)
    show(context, client, sanne.token)
    going_on = (await client.get("/passport/helper")).text
    assert "Begeleider kijkt mee, tot" in going_on and "Stop het meekijken" in going_on
    assert (await post(client, "/passport/helper/end")).status_code == 303
    assert "Maak een code" in (await client.get("/passport/helper")).text
    assert "keek niet meer mee" in (await client.get("/passport/events")).text
    be(client, coach)
    assert (await client.get("/passport")).status_code == 303


@pytest.mark.abuse("A28")
async def test_a_cookie_of_a_look_is_of_no_use_to_anybody_else(
    context: Context, client: AsyncClient, world: World, sanne: Worker
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world)
    await look(client, code)
    token = client.cookies[COOKIE]
    show(context, client, None)
    client.cookies.set(COOKIE, token, domain="passport.example", path="/")
    assert (await client.get("/passport")).status_code == 303
    await be_coach(context, client, world, "Bas Jansen")
    client.cookies.set(COOKIE, token, domain="passport.example", path="/")
    assert (await client.get("/passport")).status_code == 303


@pytest.mark.abuse("A28")
async def test_a_code_works_once_ten_minutes_and_cannot_be_guessed(
    context: Context, client: AsyncClient, world: World, sanne: Worker, log_book: LogBook
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world)
    assert (await look(client, code)).status_code == 303
    await post(client, "/passport/helped/end")
    assert (await look(client, code)).status_code == 400
    late = await code_of_worker(context, client, sanne)
    wait(context, CODE_LIFETIME)
    await be_coach(context, client, world, "Bas Jansen")
    answers = [
        (await look(client, typed)).status_code for typed in (late, "00000000", "x", "", "1", "2", "3")
    ]
    assert answers == [400] * 5 + [429] * 2
    assert log_book.lines("auth.fail")


async def test_a_role_that_does_not_help_does_not_look(
    context: Context, client: AsyncClient, world: World, sanne: Worker
) -> None:
    code = await code_of_worker(context, client, sanne)
    await be_coach(context, client, world, role=Role.ASSESSOR)
    assert (await look(client, code)).status_code == 403
