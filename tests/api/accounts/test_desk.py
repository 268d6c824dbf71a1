"""The desk: who gets in, what they find there, and how it ends."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from app.accounts.organisations import create_organisation
from app.accounts.people import add_membership
from app.accounts.permissions import Role
from app.accounts.sessions import GRACE, IDLE, LONGEST, ROTATION, list_staff_sessions
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import enter_person
from tests.conftest import LogBook
from tests.staff import CSRF, make_member, show_token, sign_in

COOKIE = "__Host-staff"


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


async def a_member(context: Context, slug: str, *roles: Role) -> UUID:
    organisation = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    return (await make_member(context, organisation.id, "Noor de Wit", *roles)).id


def fresh_token(answer: Response) -> str:
    """The token that the answer puts in the cookie."""
    [header] = [value for value in answer.headers.get_list("set-cookie") if value.startswith(COOKIE)]
    return header.partition("=")[2].partition(";")[0]


async def test_a_member_finds_the_desk_of_the_only_partnership(context: Context, client: AsyncClient) -> None:
    person_id = await a_member(context, "desk-own", Role.COORDINATOR, Role.COACH)
    await sign_in(context, client, person_id)
    answer = await client.get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/desk-own")
    page = await client.get("/desk/desk-own")
    assert page.status_code == 200
    assert "Partnership desk-own" in page.text
    assert "coördinator, begeleider" in page.text
    assert 'href="/desk/desk-own/people"' in page.text


async def test_the_desk_offers_only_what_the_roles_allow(context: Context, client: AsyncClient) -> None:
    await sign_in(context, client, await a_member(context, "desk-reader", Role.READER))
    page = await client.get("/desk/desk-reader")
    assert page.status_code == 200
    assert "/desk/desk-reader/people" not in page.text


async def test_a_member_of_two_partnerships_chooses(context: Context, client: AsyncClient) -> None:
    person_id = await a_member(context, "desk-one", Role.ASSESSOR)
    second = await create_organisation(context, slug="desk-two", name="Partnership desk-two")
    async with context.database.transaction(organisation_id=second.id) as session:
        await add_membership(
            context,
            session,
            organisation_id=second.id,
            person_id=person_id,
            roles=[Role.COACH],
            actor="operator",
        )
    await sign_in(context, client, person_id)
    page = await client.get("/desk")
    assert page.status_code == 200
    assert "/desk/desk-one" in page.text and "/desk/desk-two" in page.text


@pytest.mark.parametrize("path", ["/desk", "/desk/desk-closed"])
async def test_a_stranger_is_led_to_signing_in(context: Context, client: AsyncClient, path: str) -> None:
    await a_member(context, "desk-closed")
    client.cookies.set(COOKIE, "sp_staff_" + "A" * 65)
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    as_software = await client.get(path, headers={"Accept": "application/json"})
    assert (as_software.status_code, as_software.json()["code"]) == (401, "sign_in_needed")


@pytest.mark.abuse("A01")
async def test_the_desk_of_others_looks_like_one_that_does_not_exist(
    context: Context, client: AsyncClient
) -> None:
    await create_organisation(context, slug="desk-foreign", name="Partnership desk-foreign")
    await sign_in(context, client, await a_member(context, "desk-mine", Role.COORDINATOR))
    foreign, absent = await client.get("/desk/desk-foreign"), await client.get("/desk/desk-nowhere")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.text == absent.text


async def test_an_ended_membership_closes_the_desk_at_once(context: Context, client: AsyncClient) -> None:
    organisation = await create_organisation(context, slug="desk-ended", name="Partnership desk-ended")
    person = await make_member(context, organisation.id, "Noor de Wit")
    await sign_in(context, client, person.id)
    assert (await client.get("/desk/desk-ended")).status_code == 200
    async with context.database.transaction(organisation_id=organisation.id) as session:
        await session.execute(text("UPDATE memberships SET ended_at = now()"))
    assert (await client.get("/desk/desk-ended")).status_code == 404


async def test_the_language_of_a_person_counts_above_that_of_the_browser(
    context: Context, client: AsyncClient, superuser: object
) -> None:
    person_id = await a_member(context, "desk-words")
    await sign_in(context, client, person_id)
    page = await client.get("/desk/desk-words", headers={"Accept-Language": "en"})
    assert 'lang="nl"' in page.text and "Wat wilt u doen?" in page.text


@pytest.mark.abuse("A28")
async def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(
    context: Context, client: AsyncClient
) -> None:
    token = await sign_in(context, client, await a_member(context, "desk-out"))
    answer = await client.post("/sign-out", data={"csrf": CSRF})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    show_token(context, client, token)
    assert (await client.get("/desk/desk-out")).status_code == 303


async def test_signing_out_needs_the_field_against_forgery(context: Context, client: AsyncClient) -> None:
    await sign_in(context, client, await a_member(context, "desk-forged"))
    assert (await client.post("/sign-out", data={"csrf": "x" * 32})).status_code == 403
    assert (await client.get("/desk/desk-forged")).status_code == 200


@pytest.mark.abuse("A28")
async def test_the_secret_of_a_session_changes_while_it_is_used(
    context: Context, client: AsyncClient
) -> None:
    old = await sign_in(context, client, await a_member(context, "desk-rotates"))
    assert "set-cookie" not in (await client.get("/desk/desk-rotates")).headers
    wait(context, ROTATION)
    answer = await client.get("/desk/desk-rotates")
    new = fresh_token(answer)
    assert answer.status_code == 200 and new != old
    attributes = answer.headers["set-cookie"]
    for attribute in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert attribute in attributes
    show_token(context, client, old)
    wait(context, GRACE)
    assert (await client.get("/desk/desk-rotates")).status_code == 200
    show_token(context, client, new)
    assert (await client.get("/desk/desk-rotates")).status_code == 200


@pytest.mark.abuse("A28")
async def test_a_replaced_secret_that_comes_back_ends_the_session(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    stolen = await sign_in(context, client, await a_member(context, "desk-stolen"))
    wait(context, ROTATION)
    new = fresh_token(await client.get("/desk/desk-stolen"))
    wait(context, GRACE + timedelta(seconds=1))
    show_token(context, client, stolen)
    assert (await client.get("/desk/desk-stolen")).status_code == 303
    show_token(context, client, new)
    assert (await client.get("/desk/desk-stolen")).status_code == 303
    log_book.one("auth.fail", stolen, new)


@pytest.mark.abuse("A28")
async def test_a_secret_of_long_ago_ends_the_session_too(context: Context, client: AsyncClient) -> None:
    first = await sign_in(context, client, await a_member(context, "desk-older"))
    token = first
    for _ in range(3):
        wait(context, ROTATION)
        show_token(context, client, token)
        token = fresh_token(await client.get("/desk/desk-older"))
    show_token(context, client, first)
    assert (await client.get("/desk/desk-older")).status_code == 303
    show_token(context, client, token)
    assert (await client.get("/desk/desk-older")).status_code == 303


async def test_a_session_ends_when_it_is_not_used(context: Context, client: AsyncClient) -> None:
    await sign_in(context, client, await a_member(context, "desk-idle"))
    wait(context, IDLE)
    assert (await client.get("/desk/desk-idle")).status_code == 303


async def test_a_session_ends_after_a_week_however_much_it_is_used(
    context: Context, client: AsyncClient
) -> None:
    person_id = await a_member(context, "desk-week")
    token = await sign_in(context, client, person_id)
    step, spent = IDLE - timedelta(minutes=1), timedelta()
    while spent + step < LONGEST:
        wait(context, step)
        spent += step
        show_token(context, client, token)
        token = fresh_token(await client.get("/desk/desk-week"))
    wait(context, LONGEST - spent)
    show_token(context, client, token)
    assert (await client.get("/desk/desk-week")).status_code == 303
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        assert await list_staff_sessions(context, session, person_id) == []


@pytest.mark.parametrize(
    "token", ["", "sp_staff_", "sp_holder_" + "A" * 43, "sp_staff_" + "A" * 64, "sp_staff_" + "é" * 65]
)
async def test_a_malformed_token_is_nobodys(context: Context, client: AsyncClient, token: str) -> None:
    answer = await client.get("/desk", headers={"Cookie": f"{COOKIE}={token}".encode()})
    assert answer.status_code == 303
