"""After signing in somebody goes on to the page that was asked for, and never to somebody else's (A47)."""

from typing import Any

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Role
from app.platform.context import Context
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.conftest import PUBLIC_URL
from tests.staff import CSRF, code_in, mail_asked_links, make_member, read_mails, secret_in

NOOR = "noor@regio.example"
COOKIE = "__Host-return-to"
CLAIM = "/desk/back/judge/0190a000-0000-7000-8000-000000000001"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(autouse=True)
async def noor(context: Context, client: AsyncClient) -> None:
    """Somebody who can sign in, and a browser that nobody signed in with."""
    organisation = await create_organisation(context, slug="back", name="Partnership back")
    client.cookies.set(csrf_cookie_name(PUBLIC_URL), CSRF)
    await make_member(context, organisation.id, "Noor de Wit", Role.ASSESSOR, email=NOOR)


async def ask(context: Context, client: AsyncClient, superuser: Superuser) -> dict[str, Any]:
    assert (await client.post("/sign-in", data={"csrf": CSRF, "email": NOOR})).status_code == 303
    await mail_asked_links(context, superuser)
    return read_mails(context, superuser)[-1]


async def press(context: Context, client: AsyncClient, superuser: Superuser) -> Response:
    secret = secret_in(await ask(context, client, superuser), "/sign-in")
    return await client.post(f"/sign-in/{secret}", data={"csrf": CSRF})


def kept(answer: Response) -> list[str]:
    return [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{COOKIE}=")]


@pytest.mark.parametrize("path", [CLAIM, "/account", "/desk", "/desk/back/people/invite"])
async def test_the_page_that_was_asked_for_follows_on_the_link(
    context: Context, client: AsyncClient, superuser: Superuser, path: str
) -> None:
    first = await client.get(path)
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in")
    answer = await press(context, client, superuser)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "Max-Age=0" in kept(answer)[0]


async def test_the_page_that_was_asked_for_follows_on_the_code(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    await client.get(CLAIM)
    code = code_in(await ask(context, client, superuser))
    answer = await client.post("/sign-in/code", data={"csrf": CSRF, "code": code})
    assert answer.headers["location"] == CLAIM


async def test_the_page_is_kept_a_quarter_of_an_hour_in_a_cookie_no_script_reads(client: AsyncClient) -> None:
    [cookie] = kept(await client.get(CLAIM))
    for attribute in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=900"):
        assert attribute in cookie


async def test_a_form_of_an_ended_session_leads_back_and_says_that_it_was_not_kept(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    lost = await client.post(f"{CLAIM}/1", data={"csrf": CSRF, "word": "yes"})
    assert (lost.status_code, lost.headers["location"]) == (303, "/sign-in")
    answer = await press(context, client, superuser)
    assert answer.headers["location"] == f"{CLAIM}/1?unsaved=1"
    page = await client.get("/desk/back?unsaved=1")
    assert "Wat u net invulde, is niet bewaard." in page.text
    assert "Wat u net invulde" not in (await client.get("/desk/back")).text


async def test_a_form_without_a_page_of_its_own_leads_to_the_desk(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    assert kept(await client.post(f"{CLAIM}/hand-over", data={"csrf": CSRF})) == []
    assert (await press(context, client, superuser)).headers["location"] == "/desk"


@pytest.mark.abuse("A47")
@pytest.mark.parametrize(
    "forged",
    [
        "https://evil.example",
        "//evil.example",
        "/desk//evil.example",
        "/desk/../sign-in",
        "/desk/x?next=https://evil.example",
        "/desk/%2f%2fevil.example",
        "/desk\\\\evil.example",
        "/account/sessions/end",
        "/claim/AAAAAAAAAAAAAAAAAAAAAA",
        "/desk/x~~",
        "//evil.example~",
        "/desk" + "/a" * 9,
    ],
)
async def test_a_forged_cookie_leads_to_the_desk(
    context: Context, client: AsyncClient, superuser: Superuser, forged: str
) -> None:
    client.cookies.set(COOKIE, forged)
    assert (await press(context, client, superuser)).headers["location"] == "/desk"


@pytest.mark.abuse("A47")
async def test_nothing_in_the_address_of_the_sign_in_page_says_where_to_go(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    assert kept(await client.get("/sign-in?next=//evil.example&return-to=//evil.example")) == []
    assert (await press(context, client, superuser)).headers["location"] == "/desk"
