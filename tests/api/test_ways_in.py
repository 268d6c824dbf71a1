"""The ways into a passport: asked once after collecting, confirmed by a code, told to the others, taken away."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.accounts.passkey_challenges import LIFETIME
from app.holding.contacts import ASKS_AN_HOUR
from app.holding.dependencies import SESSION_COOKIE
from app.holding.sessions import find_holder
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.authenticator import USER_PRESENT, Authenticator
from tests.conftest import PUBLIC_URL, LogBook
from tests.contract.passport_world import World, build_world
from tests.passports import (
    EMAIL,
    NUMBER,
    PHONE,
    Superuser,
    Worker,
    a_worker,
    add_way_in,
    code_of,
    fresh,
    post,
    seen,
    send_asked,
    show,
)
from tests.staff import read_mails


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "ways-in")


@pytest.fixture
async def sanne(context: Context, client: AsyncClient, world: World) -> Worker:
    """A worker whose passport is open on this device, and nowhere else."""
    worker = await a_worker(world)
    show(context, client, worker.token)
    return worker


async def test_after_collecting_she_is_asked_once_how_to_come_back_and_may_skip_it(
    context: Context, client: AsyncClient, world: World
) -> None:
    show(context, client, None)
    secret = await world.claim_secret(await world.issue("w-2"))
    claimed = await post(client, f"/claim/{secret}")
    assert claimed.headers["location"] == "/passport/come-back"
    page = await client.get("/passport/come-back")
    assert 'type="tel"' in page.text and 'href="/passport"' in page.text
    assert 'type="email"' in (await client.get("/passport/come-back?by=email")).text
    again = await post(client, f"/claim/{await world.claim_secret(await world.issue('w-3'))}", whose="mine")
    assert again.headers["location"] == "/passport"


async def test_an_address_counts_from_when_its_code_was_typed_and_is_shown_by_a_hint(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    before = seen(context, superuser)
    assert (await post(client, "/passport/ways-in/new", address=PHONE)).status_code == 303
    assert "+31" not in (await client.get("/passport/ways-in")).text
    code = code_of(fresh(context, superuser, before))
    assert (await post(client, "/passport/ways-in/code", code=code)).status_code == 303
    page = (await client.get("/passport/ways-in")).text
    assert "+31 … 78" in page and "12345" not in page
    assert "Er kwam een nummer of mailadres bij." in (await client.get("/passport/events")).text


@pytest.mark.abuse("A28")
async def test_a_wrong_code_confirms_nothing(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    before = seen(context, superuser)
    await post(client, "/passport/ways-in/new", address=PHONE)
    code = code_of(fresh(context, superuser, before))
    for _ in range(5):
        wrong = await post(client, "/passport/ways-in/code", code="000000" if code != "000000" else "1")
        assert wrong.status_code == 400
    assert (await post(client, "/passport/ways-in/code", code=code)).status_code == 400
    assert "+31" not in (await client.get("/passport/ways-in")).text


@pytest.mark.abuse("A28")
async def test_the_code_of_one_passport_adds_nothing_to_another(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    before = seen(context, superuser)
    await post(client, "/passport/ways-in/new", address=PHONE)
    code = code_of(fresh(context, superuser, before))
    other = await a_worker(world, "w-2")
    name = cookie_name(SESSION_COOKIE, PUBLIC_URL)
    client.cookies.set(name, other.token, domain="passport.example", path="/")
    assert (await post(client, "/passport/ways-in/code", code=code)).status_code == 400
    assert superuser.execute(
        "SELECT count(*) FROM holder_contacts WHERE verified_at IS NOT NULL"
    ).fetchone() == (0,)


async def test_the_other_addresses_are_told_of_a_new_one(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    await add_way_in(context, client, superuser, EMAIL)
    await add_way_in(context, client, superuser, PHONE)
    [told] = [one for one in read_mails(context, superuser) if one["purpose"] == "contact-added"]
    assert told["to"] == EMAIL and "1234" not in told["text"]


async def test_an_address_opens_one_passport_and_only_who_reads_its_messages_learns_so(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    await add_way_in(context, client, superuser, EMAIL)
    other = await a_worker(world, "w-2")
    show(context, client, other.token)
    refused = await add_way_in(context, client, superuser, EMAIL)
    assert refused.status_code == 400 and "opent al een ander paspoort" in refused.text


async def test_an_address_takes_the_place_of_another_which_is_told(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    await add_way_in(context, client, superuser, EMAIL)
    page = (await client.get("/passport/ways-in")).text
    found = re.search(r"replaces=([0-9a-f-]{36})", page)
    assert found is not None
    form = await client.get(f"/passport/ways-in/new?by=phone&replaces={found.group(1)}")
    assert found.group(1) in form.text
    await add_way_in(context, client, superuser, PHONE, replaces=found.group(1))
    page = (await client.get("/passport/ways-in")).text
    assert "+31 … 78" in page and "s…@" not in page
    [told] = [one for one in read_mails(context, superuser) if one["purpose"] == "contact-removed"]
    assert told["to"] == EMAIL


async def test_the_last_way_in_is_not_taken_away_without_a_warning(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    await add_way_in(context, client, superuser, EMAIL)
    found = re.search(
        r'href="(/passport/ways-in/[0-9a-f-]+/remove)"', (await client.get("/passport/ways-in")).text
    )
    assert found is not None
    page = await client.get(found.group(1))
    assert "dit is het laatste" in page.text
    assert (await post(client, found.group(1))).status_code == 303
    assert (await client.get(found.group(1))).status_code == 404
    # Free again, for her or for somebody else.
    assert (await add_way_in(context, client, superuser, EMAIL)).status_code == 303


@pytest.mark.abuse("A38")
async def test_nobody_makes_us_write_to_many_strangers(client: AsyncClient, sanne: Worker) -> None:
    answers = [
        (await post(client, "/passport/ways-in/new", address=f"06 1234 56{number:02}")).status_code
        for number in range(ASKS_AN_HOUR + 1)
    ]
    assert answers == [303] * ASKS_AN_HOUR + [429]


async def test_every_other_device_is_closed_at_once(
    context: Context, client: AsyncClient, world: World, superuser: Superuser, sanne: Worker
) -> None:
    await add_way_in(context, client, superuser, PHONE)
    await world.claim(await world.issue("w-1"), holder_id=sanne.holder_id)
    assert (await post(client, "/passport/ways-in/end-others")).status_code == 303
    assert await find_holder(context, sanne.token) == sanne.holder_id


def options_in(page: Response) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return options


@pytest.fixture
def device(sanne: Worker) -> Authenticator:
    return Authenticator(PUBLIC_URL, "passport.example", user_handle=sanne.holder_id.bytes)


async def keep(client: AsyncClient, device: Authenticator) -> Response:
    options = options_in(await post(client, "/passport/ways-in/passkey"))
    assert "Sanne" not in json.dumps(options)
    return await post(client, "/passport/ways-in/passkey/keep", answer=device.create(options))


async def test_a_passkey_opens_the_passport_and_is_taken_away(
    context: Context, client: AsyncClient, sanne: Worker, device: Authenticator
) -> None:
    assert (await keep(client, device)).status_code == 303
    assert "Vinger of gezicht" in (await client.get("/passport/ways-in")).text
    show(context, client, None)
    options = options_in(await post(client, "/passport/sign-in/passkey"))
    opened = await post(client, "/passport/sign-in/passkey/use", answer=device.get(options))
    assert (opened.status_code, opened.headers["location"]) == (303, "/passport")
    page = (await client.get("/passport/ways-in")).text
    found = re.search(r'href="(/passport/ways-in/[0-9a-f-]+/remove)"', page)
    assert found is not None
    assert (await post(client, found.group(1))).status_code == 303
    options = options_in(await post(client, "/passport/sign-in/passkey"))
    device.counter += 1
    assert (
        await post(client, "/passport/sign-in/passkey/use", answer=device.get(options))
    ).status_code == 400


@pytest.mark.abuse("A28")
@pytest.mark.parametrize("lie", ["origin", "flags", "again", "late", "staff"])
async def test_a_passkey_that_does_not_fit_opens_nothing(
    context: Context, client: AsyncClient, sanne: Worker, device: Authenticator, lie: str, log_book: LogBook
) -> None:
    await keep(client, device)
    show(context, client, None)
    if lie == "origin":
        device.origin = "https://passport.evil.example"
    if lie == "flags":
        device.flags = USER_PRESENT
    start = "/sign-in/passkey" if lie == "staff" else "/passport/sign-in/passkey"
    answer = device.get(options_in(await post(client, start)))
    if lie == "late":
        assert isinstance(context.clock, FixedClock)
        context.clock.advance(LIFETIME + timedelta(seconds=1))
    if lie == "again":
        await post(client, "/passport/sign-in/passkey/use", answer=answer)
    assert (await post(client, "/passport/sign-in/passkey/use", answer=answer)).status_code == 400
    assert log_book.lines("auth.fail")


@pytest.mark.parametrize(("old", "new"), [(EMAIL, "sanne@nieuw.example"), (PHONE, "06 8765 4321")])
async def test_who_changes_an_address_keeps_everything_and_comes_in_by_the_new_one_only(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker, old: str, new: str
) -> None:
    await add_way_in(context, client, superuser, old)
    held = (await client.get("/passport")).text
    found = re.search(r"replaces=([0-9a-f-]{36})", (await client.get("/passport/ways-in")).text)
    assert found is not None
    before = seen(context, superuser)
    await add_way_in(context, client, superuser, new, replaces=found.group(1))
    told = fresh(context, superuser, before, "contact-removed")
    assert told["to"] == (old if "@" in old else NUMBER)
    assert new not in told["text"] and new.replace(" ", "") not in told["text"]

    show(context, client, None)
    before = seen(context, superuser)
    await post(client, "/passport/sign-in", address=old)
    await send_asked(context, superuser)
    assert seen(context, superuser) == before
    await post(client, "/passport/sign-in", address=new)
    await send_asked(context, superuser)
    opened = await post(client, "/passport/sign-in/code", code=code_of(fresh(context, superuser, before)))
    assert (opened.status_code, opened.headers["location"]) == (303, "/passport")
    token = client.cookies.get(cookie_name(SESSION_COOKIE, PUBLIC_URL))
    assert token is not None and await find_holder(context, token) == sanne.holder_id
    credentials = re.compile(r"/passport/skills/[0-9a-f-]{36}")
    assert set(credentials.findall((await client.get("/passport")).text)) == set(credentials.findall(held))
