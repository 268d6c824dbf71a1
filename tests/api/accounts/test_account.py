"""One's own details: name, language and devices, and nobody else's."""

from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.organisations import create_organisation
from app.accounts.sessions import open_staff_session
from app.platform.context import Context
from tests.staff import CSRF, make_member, show_token, sign_in

CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"


async def a_person(context: Context, slug: str, name: str = "Noor de Wit") -> UUID:
    organisation = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    return (await make_member(context, organisation.id, name)).id


async def another_session(context: Context, person_id: UUID, user_agent: str = FIREFOX) -> tuple[UUID, str]:
    async with context.database.transaction() as session:
        opened = await open_staff_session(context, session, person_id, user_agent=user_agent)
    return opened.id, opened.token


async def test_a_person_sees_and_changes_name_and_language(context: Context, client: AsyncClient) -> None:
    await sign_in(context, client, await a_person(context, "account-own"))
    page = await client.get("/account")
    assert 'value="Noor de Wit"' in page.text and "noor@regio.example" in page.text
    assert (await client.post("/account/name", data={"csrf": CSRF, "name": "Noor Berg"})).status_code == 303
    answer = await client.post(
        "/account/language", data={"csrf": CSRF, "language": "en", "slug": "account-own"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account-own")
    page = await client.get("/account")
    assert 'value="Noor Berg"' in page.text and "My details" in page.text


@pytest.mark.parametrize("slug", ["//evil.example", "../x", "https://evil.example", "a/b"])
async def test_the_switch_of_language_leads_nowhere_else(
    context: Context, client: AsyncClient, slug: str
) -> None:
    await sign_in(context, client, await a_person(context, "account-switch"))
    answer = await client.post("/account/language", data={"csrf": CSRF, "language": "en", "slug": slug})
    assert answer.headers["location"] == "/account"


async def test_a_name_or_language_that_cannot_be_is_refused(context: Context, client: AsyncClient) -> None:
    await sign_in(context, client, await a_person(context, "account-wrong"))
    answer = await client.post("/account/name", data={"csrf": CSRF, "name": ""})
    assert answer.status_code == 400 and "Vul uw naam in" in answer.text
    answer = await client.post("/account/language", data={"csrf": CSRF, "language": "xx"})
    assert answer.status_code == 400


async def test_devices_are_named_and_one_is_ended(context: Context, client: AsyncClient) -> None:
    person_id = await a_person(context, "account-devices")
    own = await sign_in(context, client, person_id, user_agent=CHROME)
    other_id, other = await another_session(context, person_id)
    page = await client.get("/account")
    assert "Chrome · Android" in page.text and "Firefox · Windows" in page.text
    assert page.text.count("(dit apparaat)") == 1
    assert (await client.post(f"/account/sessions/{other_id}/end", data={"csrf": CSRF})).status_code == 303
    show_token(context, client, other)
    assert (await client.get("/account")).status_code == 303
    show_token(context, client, own)
    assert "Firefox" not in (await client.get("/account")).text


async def test_all_other_devices_are_ended_at_once(context: Context, client: AsyncClient) -> None:
    person_id = await a_person(context, "account-all")
    own = await sign_in(context, client, person_id)
    others = [(await another_session(context, person_id))[1] for _ in range(3)]
    assert (await client.post("/account/sessions/end", data={"csrf": CSRF})).status_code == 303
    for token in others:
        show_token(context, client, token)
        assert (await client.get("/account")).status_code == 303
    show_token(context, client, own)
    assert (await client.get("/account")).status_code == 200


async def test_ending_the_own_session_signs_out(context: Context, client: AsyncClient) -> None:
    person_id = await a_person(context, "account-self")
    session_id, token = await another_session(context, person_id)
    await sign_in(context, client, person_id)
    show_token(context, client, token)
    answer = await client.post(f"/account/sessions/{session_id}/end", data={"csrf": CSRF})
    assert answer.headers["location"] == "/sign-in"
    assert (await client.get("/account")).status_code == 303


@pytest.mark.abuse("A01")
async def test_nobody_ends_the_session_of_another(context: Context, client: AsyncClient) -> None:
    theirs, token = await another_session(context, await a_person(context, "account-theirs", "Bas Smit"))
    await sign_in(context, client, await a_person(context, "account-mine"))
    assert (await client.post(f"/account/sessions/{theirs}/end", data={"csrf": CSRF})).status_code == 404
    show_token(context, client, token)
    assert (await client.get("/account")).status_code == 200


@pytest.mark.parametrize("path", ["/account/name", "/account/language", "/account/sessions/end"])
async def test_a_stranger_changes_nothing(client: AsyncClient, path: str) -> None:
    answer = await client.post(path, data={"csrf": CSRF})
    assert answer.status_code in {303, 403}
