"""Passkeys: made and used by a device of our own making, and refused for every fact that does not fit."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.organisations import create_organisation
from app.accounts.passkey_challenges import LIFETIME
from app.accounts.sessions import open_staff_session
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.authenticator import USER_PRESENT, Authenticator
from tests.conftest import PUBLIC_URL, LogBook
from tests.staff import CSRF, make_member, show_token, sign_in

RP_ID = "passport.example"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def noor(context: Context, client: AsyncClient) -> UUID:
    """Somebody who is signed in."""
    organisation = await create_organisation(context, slug="passkeys", name="Partnership passkeys")
    person = await make_member(context, organisation.id, "Noor de Wit")
    await sign_in(context, client, person.id)
    return person.id


@pytest.fixture
def device(noor: UUID) -> Authenticator:
    return Authenticator(PUBLIC_URL, RP_ID, user_handle=noor.bytes)


def options_in(page: Response) -> dict[str, Any]:
    """What the page hands to the script."""
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return options


async def begin(client: AsyncClient, path: str) -> dict[str, Any]:
    page = await client.post(path, data={"csrf": CSRF})
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    return options_in(page)


async def finish_new(client: AsyncClient, answer: str, name: str = "Telefoon") -> Response:
    return await client.post("/account/passkeys", data={"csrf": CSRF, "answer": answer, "name": name})


async def finish_use(client: AsyncClient, answer: str) -> Response:
    return await client.post("/sign-in/passkey/use", data={"csrf": CSRF, "answer": answer})


async def register(client: AsyncClient, device: Authenticator) -> None:
    answer = device.create(await begin(client, "/account/passkeys/new"))
    assert (await finish_new(client, answer)).status_code == 303


def become_stranger(client: AsyncClient) -> None:
    client.cookies.clear()
    client.cookies.set(csrf_cookie_name(PUBLIC_URL), CSRF)


async def test_a_passkey_is_made_used_and_taken_away(
    context: Context, client: AsyncClient, noor: UUID, device: Authenticator, superuser: Superuser
) -> None:
    options = await begin(client, "/account/passkeys/new")
    assert options["rp"]["id"] == RP_ID
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert (await finish_new(client, device.create(options))).status_code == 303
    assert "Telefoon" in (await client.get("/account")).text
    become_stranger(client)
    answer = await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    page = await client.get("/account")
    assert page.status_code == 200
    [(passkey_id,)] = superuser.execute("SELECT id FROM passkeys").fetchall()
    removed = await client.post(f"/account/passkeys/{passkey_id}/remove", data={"csrf": CSRF})
    assert removed.status_code == 303
    become_stranger(client)
    assert (await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))).status_code == 400
    actions = superuser.execute(
        "SELECT action FROM audit_events WHERE action LIKE 'pass%' OR action LIKE 'person%' ORDER BY position"
    ).fetchall()
    assert actions == [("passkey.added",), ("person.signed-in",), ("passkey.removed",)]


@pytest.mark.abuse("A28")
@pytest.mark.parametrize("act", ["make", "remove"])
async def test_a_change_of_passkeys_ends_all_other_sessions(
    context: Context, client: AsyncClient, noor: UUID, device: Authenticator, superuser: Superuser, act: str
) -> None:
    if act == "remove":
        await register(client, device)
    own = client.cookies["__Host-staff"]
    async with context.database.transaction() as session:
        other = await open_staff_session(context, session, noor)
    if act == "make":
        await register(client, device)
    else:
        [(passkey_id,)] = superuser.execute("SELECT id FROM passkeys").fetchall()
        await client.post(f"/account/passkeys/{passkey_id}/remove", data={"csrf": CSRF})
    assert (await client.get("/account")).status_code == 200
    show_token(context, client, other.token)
    assert (await client.get("/account")).status_code == 303
    show_token(context, client, own)
    assert (await client.get("/account")).status_code == 200


@pytest.mark.abuse("A28")
@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://passport.example"},
        {"origin": PUBLIC_URL + ":8443"},
        {"rp_id": "evil.example"},
        {"flags": USER_PRESENT},
        {"flags": 0},
    ],
)
async def test_a_key_for_another_place_or_without_its_owner_is_refused(
    client: AsyncClient, noor: UUID, device: Authenticator, lie: dict[str, Any]
) -> None:
    await register(client, device)
    honest = {name: getattr(device, name) for name in lie}
    for name, value in lie.items():
        setattr(device, name, value)
    become_stranger(client)
    assert (await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))).status_code == 400
    for name, value in honest.items():
        setattr(device, name, value)
    assert (await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))).status_code == 303


@pytest.mark.abuse("A28")
@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"flags": 1}])
async def test_a_key_made_for_another_place_or_without_its_owner_is_not_kept(
    client: AsyncClient, device: Authenticator, superuser: Superuser, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(device, name, value)
    answer = await finish_new(client, device.create(await begin(client, "/account/passkeys/new")))
    assert answer.status_code == 400 and "Deze passkey werkt hier niet" in answer.text
    assert superuser.execute("SELECT 1 FROM passkeys").fetchall() == []


@pytest.mark.abuse("A28")
async def test_an_answer_works_once(client: AsyncClient, device: Authenticator) -> None:
    await register(client, device)
    become_stranger(client)
    answer = device.get(await begin(client, "/sign-in/passkey"))
    binding = client.cookies["__Host-passkey"]
    assert (await finish_use(client, answer)).status_code == 303
    become_stranger(client)
    client.cookies.set("__Host-passkey", binding)
    assert (await finish_use(client, answer)).status_code == 400


@pytest.mark.abuse("A28")
async def test_a_challenge_is_worth_nothing_after_five_minutes_or_in_another_browser(
    context: Context, client: AsyncClient, device: Authenticator
) -> None:
    await register(client, device)
    become_stranger(client)
    options = await begin(client, "/sign-in/passkey")
    become_stranger(client)
    await begin(client, "/sign-in/passkey")
    assert (await finish_use(client, device.get(options))).status_code == 400
    become_stranger(client)
    options = await begin(client, "/sign-in/passkey")
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(LIFETIME + timedelta(seconds=1))
    assert (await finish_use(client, device.get(options))).status_code == 400


@pytest.mark.abuse("A28")
async def test_a_challenge_to_make_a_key_is_none_to_use_it_and_not_another_persons(
    context: Context, client: AsyncClient, device: Authenticator, superuser: Superuser
) -> None:
    await register(client, device)
    new = await begin(client, "/account/passkeys/new")
    assert (await finish_use(client, device.get(new))).status_code == 400
    new = await begin(client, "/account/passkeys/new")
    binding = client.cookies["__Host-passkey"]
    other = await create_organisation(context, slug="passkeys-2", name="Partnership passkeys-2")
    bas = await make_member(context, other.id, "Bas Smit")
    await sign_in(context, client, bas.id)
    client.cookies.set("__Host-passkey", binding)
    device.credential_id = b"another-credential-of-the-device"
    assert (await finish_new(client, device.create(new))).status_code == 400
    assert superuser.execute("SELECT count(*) FROM passkeys").fetchall() == [(1,)]


@pytest.mark.abuse("A28")
async def test_a_copy_of_a_key_whose_counter_went_back_is_refused(
    client: AsyncClient, device: Authenticator
) -> None:
    await register(client, device)
    device.counter = 50
    become_stranger(client)
    assert (await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))).status_code == 303
    device.counter = 10
    become_stranger(client)
    assert (await finish_use(client, device.get(await begin(client, "/sign-in/passkey")))).status_code == 400


@pytest.mark.abuse("A28")
async def test_a_key_that_says_to_be_somebody_elses_or_is_unknown_is_refused(
    client: AsyncClient, device: Authenticator, log_book: LogBook
) -> None:
    await register(client, device)
    become_stranger(client)
    for change in (
        {"user_handle": UUID(int=5).bytes},
        {"credential_id": b"never-seen-credential-id-0000001"},
    ):
        copy = Authenticator(PUBLIC_URL, RP_ID, user_handle=device.user_handle, key=device.key)
        for name, value in change.items():
            setattr(copy, name, value)
        assert (
            await finish_use(client, copy.get(await begin(client, "/sign-in/passkey")))
        ).status_code == 400
    assert len(log_book.lines("auth.fail")) == 2


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 1}', "x" * 3_000, '{"a":1,"a":2}', "[" * 200]
)
async def test_an_answer_that_is_none_is_refused_in_words(
    client: AsyncClient, device: Authenticator, answer: str
) -> None:
    for path in ("/sign-in/passkey/use", "/account/passkeys"):
        form = {"csrf": CSRF, "answer": answer, "name": "Telefoon"}
        refused = await client.post(path, data=form)
        assert refused.status_code == 400 and "Deze passkey werkt hier niet" in refused.text


@pytest.mark.abuse("A28")
async def test_one_place_cannot_try_keys_without_end(client: AsyncClient, noor: UUID) -> None:
    statuses = [(await finish_use(client, "{}")).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


@pytest.mark.abuse("A01")
async def test_nobody_takes_away_the_passkey_of_another(
    context: Context, client: AsyncClient, device: Authenticator, superuser: Superuser
) -> None:
    await register(client, device)
    [(passkey_id,)] = superuser.execute("SELECT id FROM passkeys").fetchall()
    other = await create_organisation(context, slug="passkeys-3", name="Partnership passkeys-3")
    await sign_in(context, client, (await make_member(context, other.id, "Bas Smit")).id)
    answer = await client.post(f"/account/passkeys/{passkey_id}/remove", data={"csrf": CSRF})
    assert answer.status_code == 404
    assert superuser.execute("SELECT count(*) FROM passkeys").fetchall() == [(1,)]


async def test_a_passkey_gets_another_name_and_stays_what_it_was(
    context: Context, client: AsyncClient, device: Authenticator, superuser: Superuser, noor: UUID
) -> None:
    await register(client, device)
    [(passkey_id,)] = superuser.execute("SELECT id FROM passkeys").fetchall()
    path = f"/account/passkeys/{passkey_id}/name"
    assert f'href="{path}"' in (await client.get("/account")).text
    assert 'value="Telefoon"' in (await client.get(path)).text
    wrong = await client.post(path, data={"csrf": CSRF, "name": " "})
    assert wrong.status_code == 400 and "Vul een naam in" in wrong.text
    assert (await client.post(path, data={"csrf": CSRF, "name": "Werktelefoon"})).status_code == 303
    page = (await client.get("/account")).text
    assert "Werktelefoon" in page and "Telefoon<" not in page
    become_stranger(client)
    answer = device.get(await begin(client, "/sign-in/passkey"))
    assert (await finish_use(client, answer)).status_code == 303
    assert superuser.execute("SELECT 1 FROM audit_events WHERE action = 'passkey.renamed'").fetchall() == [
        (1,)
    ]


@pytest.mark.abuse("A01")
async def test_nobody_renames_the_passkey_of_another(
    context: Context, client: AsyncClient, device: Authenticator, superuser: Superuser, noor: UUID
) -> None:
    await register(client, device)
    [(passkey_id,)] = superuser.execute("SELECT id FROM passkeys").fetchall()
    organisation = await create_organisation(context, slug="others", name="Partnership others")
    await sign_in(context, client, (await make_member(context, organisation.id, "Bas Smit")).id)
    path = f"/account/passkeys/{passkey_id}/name"
    assert (await client.get(path)).status_code == 404
    assert (await client.post(path, data={"csrf": CSRF, "name": "Mijn"})).status_code == 404
