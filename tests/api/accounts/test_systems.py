"""An employer registers a system by mail, and keeps its keys: they verify, and open nothing else."""

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.jobs import forget_old_ways_in
from app.accounts.models import SystemRecord
from app.accounts.systems import LINK_LIFETIME, MOST_KEYS, SESSION_LIFETIME
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import fetch
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.conftest import PUBLIC_URL, LogBook
from tests.staff import CSRF, read_mails, secret_in

EMAIL, NAME = "ict@bakkerij.example", "Bakkerij Jansen"
NL = {"Accept-Language": "nl"}
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(autouse=True)
def browser(client: AsyncClient) -> None:
    """A browser with the cookie against forgery."""
    client.cookies.set(csrf_cookie_name(PUBLIC_URL), CSRF)


async def send(client: AsyncClient, path: str, **fields: str) -> Response:
    return await client.post(path, data={"csrf": CSRF, **fields}, headers=NL)


async def ask(client: AsyncClient, email: str = EMAIL, name: str = NAME) -> Response:
    return await send(client, "/systems", email=email, name=name)


def link(context: Context, superuser: Superuser) -> str:
    """The address in the newest mail."""
    return f"/systems/confirm/{secret_in(read_mails(context, superuser)[-1], 'confirm')}"


async def come_in(client: AsyncClient, context: Context, superuser: Superuser, **asked: str) -> None:
    # So that the mail of this time is the newest.
    wait(context, timedelta(seconds=1))
    assert (await ask(client, **asked)).headers["location"] == "/systems/sent"
    opened = await send(client, link(context, superuser))
    assert opened.headers["location"] == "/systems/keys", opened.text


async def make_key(client: AsyncClient, name: str = "ATS") -> str:
    found = re.search(r"sp_live_[\w]+", (await send(client, "/systems/keys", name=name)).text)
    assert found is not None
    return found.group(0)


def by(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


def count(superuser: Superuser, table: str) -> int:
    row = superuser.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


async def test_a_system_is_made_by_the_button_behind_the_mail_and_not_before(
    client: AsyncClient, context: Context, superuser: Superuser, log_book: LogBook
) -> None:
    await ask(client)
    address = link(context, superuser)
    for method in ("GET", "HEAD", "GET"):
        assert (await client.request(method, address)).status_code == 200
    assert count(superuser, "organisations") == 0
    await send(client, address)
    row = superuser.execute("SELECT name, kind, is_test FROM organisations").fetchone()
    assert row == (f"{NAME} (bakkerij.example)", "verifier", False)
    assert (await send(client, address)).status_code == 404
    assert "U hebt nog geen sleutel." in (await client.get("/systems/keys", headers=NL)).text
    log_book.hide(EMAIL, address.rpartition("/")[2])


async def test_a_key_verifies_and_opens_nothing_else(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    key = await make_key(client)
    page = (await client.get("/systems/keys", headers=NL)).text
    assert key not in page and "ATS" in page
    sent = await client.post("/v1/verifications", json={"credential": "a.b.c"}, headers=by(key))
    assert sent.status_code == 200
    assert (await client.get("/v1/events", headers=by(key))).status_code == 200
    [organisation] = superuser.execute("SELECT id FROM organisations").fetchall()
    for path in ("api-keys", "credentials", "audit-events", "members"):
        answer = await client.get(f"/v1/organisations/{organisation[0]}/{path}", headers=by(key))
        assert answer.status_code == 403, path


async def test_a_key_is_replaced_and_stopped(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    old = await make_key(client, "oud")
    page = (await client.get("/systems/keys")).text
    stop = re.search(r"/systems/keys/[0-9a-f-]{36}/stop", page)
    assert stop is not None
    new = await make_key(client, "nieuw")
    assert (await send(client, stop.group(0))).headers["location"] == "/systems/keys"
    wait(context, timedelta(seconds=5))
    assert (await client.get("/v1/events", headers=by(old))).status_code == 401
    assert (await client.get("/v1/events", headers=by(new))).status_code == 200


async def test_the_same_address_leads_back_to_the_same_system(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    await make_key(client)
    await send(client, "/systems/leave")
    assert (await client.get("/systems/keys")).headers["location"] == "/systems"
    await come_in(client, context, superuser, email=EMAIL.upper(), name="Iets anders")
    page = (await client.get("/systems/keys", headers=NL)).text
    assert NAME in page and "Iets anders" not in page and "ATS" in page
    assert count(superuser, "organisations") == 1


async def test_a_link_and_a_session_end_by_time(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await ask(client)
    address = link(context, superuser)
    wait(context, LINK_LIFETIME)
    assert (await client.get(address)).status_code == 404
    assert (await send(client, address)).status_code == 404
    await come_in(client, context, superuser)
    wait(context, SESSION_LIFETIME)
    for path in ("/systems/keys", "/systems/keys/00000000-0000-4000-8000-000000000000/stop"):
        assert (await send(client, path, name="x")).headers["location"] == "/systems"


async def test_a_second_link_stops_the_first(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await ask(client)
    first = link(context, superuser)
    wait(context, timedelta(seconds=1))
    await ask(client, name="Bakkerij Pieters")
    assert (await send(client, first)).status_code == 404
    await send(client, link(context, superuser))
    assert "Bakkerij Pieters (bakkerij.example)" in (await client.get("/systems/keys")).text


async def test_two_of_one_host_and_one_name_can_be_told_apart(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    await come_in(client, context, superuser, email="hr@bakkerij.example")
    names = {row[0] for row in superuser.execute("SELECT name FROM organisations").fetchall()}
    assert names == {f"{NAME} (bakkerij.example)", f"{NAME} 2 (bakkerij.example)"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "niets"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "Bakkerij (rijk.example)"}, "name"),
        ({"name": "Bak\u202ekerij"}, "name"),
        ({"name": "b" * 101}, "name"),
    ],
)
async def test_a_mistake_is_named_and_what_was_typed_is_kept(
    client: AsyncClient, superuser: Superuser, fields: dict[str, str], field: str
) -> None:
    answer = await ask(client, **fields)
    assert answer.status_code == 400
    assert f'id="problem-{field}"' in answer.text and f'href="#field-{field}"' in answer.text
    assert count(superuser, "systems") == 0


async def test_there_are_ten_keys_at_most(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    for _ in range(MOST_KEYS):
        await make_key(client)
    refused = await send(client, "/systems/keys", name="nog een")
    assert refused.status_code == 400 and "Er zijn al 10 sleutels." in refused.text


@pytest.mark.abuse("A01")
async def test_nobody_stops_the_key_of_another_system(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    key = await make_key(client)
    [row] = superuser.execute("SELECT id FROM api_keys").fetchall()
    await come_in(client, context, superuser, email="ict@slagerij.example")
    assert (await send(client, f"/systems/keys/{row[0]}/stop")).status_code == 404
    assert (await client.get("/v1/events", headers=by(key))).status_code == 200


@pytest.mark.abuse("A38")
async def test_one_address_and_one_place_are_limited(client: AsyncClient, superuser: Superuser) -> None:
    answers = [(await ask(client)).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    others = [(await ask(client, email=f"x{number}@bakkerij.example")).status_code for number in range(6)]
    assert others[-1] == 429


async def test_what_nobody_confirmed_is_forgotten_and_what_was_confirmed_stays(
    client: AsyncClient, context: Context, superuser: Superuser
) -> None:
    await come_in(client, context, superuser)
    await ask(client, email="ict@slagerij.example")
    wait(context, timedelta(days=2))
    await forget_old_ways_in(context)
    assert count(superuser, "systems") == 2
    superuser.execute("UPDATE systems SET created_at = created_at - interval '2 days'")
    wait(context, timedelta(hours=1))
    await forget_old_ways_in(context)
    assert count(superuser, "systems") == 1
    assert SystemRecord.__tablename__ == "systems"


async def test_the_service_itself_can_add_nobody_who_issues(context: Context) -> None:
    sql = """INSERT INTO organisations (id, slug, name, name_skeleton, kind, locale, is_test, created_at)
             VALUES (gen_random_uuid(), 'x', 'x', 'x', 'partnership', 'nl', false, now())"""
    with pytest.raises(Exception, match="row-level security"):
        await _insert(context, sql)


async def _insert(context: Context, sql: str) -> None:
    organisation_id = context.randomness.uuid()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await fetch(session, sql.replace("gen_random_uuid()", f"'{organisation_id}'"), {})
