"""Another mail address: confirmed by a link there, told at the old one, and worth nothing to anybody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.change_address import ASKS, LIFETIME
from app.accounts.jobs import forget_old_ways_in
from app.accounts.organisations import create_organisation
from app.accounts.sessions import open_staff_session
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.conftest import LogBook
from tests.staff import (
    CSRF,
    code_in,
    mail_asked_links,
    make_member,
    read_mails,
    secret_in,
    show_token,
    sign_in,
)

OLD = "noor@regio.example"
NEW = "noor@elders.example"
BAS = "bas@regio.example"
PATH = "/sign-in/new-address"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def noor(context: Context, client: AsyncClient) -> UUID:
    """Somebody who is signed in, and a colleague."""
    organisation = await create_organisation(context, slug="moving", name="Partnership moving")
    await make_member(context, organisation.id, "Bas Smit", email=BAS)
    person = await make_member(context, organisation.id, "Noor de Wit", email=OLD)
    await sign_in(context, client, person.id)
    return person.id


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


def find_letter(context: Context, superuser: Superuser, to: str, purpose: str) -> dict[str, Any]:
    """The newest letter of this kind at this address."""
    found = [one for one in read_mails(context, superuser) if (one["to"], one["purpose"]) == (to, purpose)]
    return found[-1]


async def ask(client: AsyncClient, email: str = NEW) -> Response:
    return await client.post("/account/email", data={"csrf": CSRF, "email": email})


async def asked(context: Context, client: AsyncClient, superuser: Superuser, email: str = NEW) -> str:
    """The secret of the link that came at the new address."""
    wait(context, timedelta(seconds=1))
    answer = await ask(client, email)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/email/sent")
    return secret_in(find_letter(context, superuser, email, "new-address"), PATH)


async def press(client: AsyncClient, secret: str) -> Response:
    return await client.post(f"{PATH}/{secret}", data={"csrf": CSRF})


async def address_now(client: AsyncClient) -> str:
    text = (await client.get("/account")).text
    return NEW if NEW in text else OLD if OLD in text else ""


async def test_a_link_at_the_new_address_changes_it_and_the_old_one_is_told(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID, log_book: LogBook
) -> None:
    secret = await asked(context, client, superuser)
    assert "1 uur" in (await client.get("/account/email/sent")).text
    assert await address_now(client) == OLD
    page = await client.get(f"{PATH}/{secret}")
    assert page.status_code == 200 and f'action="{PATH}/{secret}"' in page.text
    answer = await press(client, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert await address_now(client) == NEW
    notice = find_letter(context, superuser, OLD, "address-changed")
    assert "veranderd" in notice["subject"] and NEW not in notice["text"]
    rows = superuser.execute(
        "SELECT actor, facts::text FROM audit_events WHERE action = 'person.address-changed'"
    ).fetchall()
    assert rows == [(f"person:{noor}", "{}")]
    log_book.hide(OLD, NEW, secret)


async def test_who_changed_address_signs_in_with_the_new_one_only(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    await press(client, await asked(context, client, superuser))
    client.cookies.delete("__Host-staff")
    for email in (OLD, NEW.upper()):
        assert (await client.post("/sign-in", data={"csrf": CSRF, "email": email})).status_code == 303
    await mail_asked_links(context, superuser)
    letters = [one for one in read_mails(context, superuser) if one["purpose"] == "sign-in"]
    assert [letter["to"] for letter in letters] == [NEW]
    answer = await client.post("/sign-in/code", data={"csrf": CSRF, "code": code_in(letters[0])})
    assert answer.status_code == 303


@pytest.mark.abuse("A28")
async def test_links_to_sign_in_that_lie_at_the_old_address_stop(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    await client.post("/sign-in", data={"csrf": CSRF, "email": OLD})
    await mail_asked_links(context, superuser)
    letter = find_letter(context, superuser, OLD, "sign-in")
    await press(client, await asked(context, client, superuser))
    client.cookies.delete("__Host-staff")
    code = await client.post("/sign-in/code", data={"csrf": CSRF, "code": code_in(letter)})
    assert code.status_code == 400
    link = await client.post(f"/sign-in/{secret_in(letter, '/sign-in')}", data={"csrf": CSRF})
    assert link.status_code == 404


@pytest.mark.abuse("A28")
async def test_all_other_sessions_end_and_this_one_goes_on(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    async with context.database.transaction() as session:
        other = (await open_staff_session(context, session, noor)).token
    await press(client, await asked(context, client, superuser))
    assert (await client.get("/account")).status_code == 200
    show_token(context, client, other)
    assert (await client.get("/account")).status_code == 303


@pytest.mark.abuse("A25")
async def test_looking_at_the_link_changes_nothing(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    secret = await asked(context, client, superuser)
    for method in ("GET", "HEAD") * 5:
        assert (await client.request(method, f"{PATH}/{secret}")).status_code == 200
    assert await address_now(client) == OLD
    assert (await press(client, secret)).status_code == 303


@pytest.mark.abuse("A28")
async def test_the_link_is_worth_nothing_without_the_session_of_its_owner(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    secret = await asked(context, client, superuser)
    token = client.cookies["__Host-staff"]
    client.cookies.delete("__Host-staff")
    for answer in (await client.get(f"{PATH}/{secret}"), await press(client, secret)):
        assert answer.status_code == 401 and "Log eerst in" in answer.text
        assert "return-to" not in str(answer.headers)
    stranger = await make_member(
        context, (await create_organisation(context, slug="others", name="Others")).id, "Eva Berg"
    )
    await sign_in(context, client, stranger.id)
    assert (await client.get(f"{PATH}/{secret}")).status_code == 404
    assert (await press(client, secret)).status_code == 404
    show_token(context, client, token)
    assert await address_now(client) == OLD
    assert (await press(client, secret)).status_code == 303


@pytest.mark.abuse("A28")
async def test_the_link_works_once_for_an_hour_and_not_after_a_newer_one(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    first = await asked(context, client, superuser)
    second = await asked(context, client, superuser)
    assert (await press(client, first)).status_code == 404
    wait(context, LIFETIME)
    assert (await press(client, second)).status_code == 404
    third = await asked(context, client, superuser)
    assert (await press(client, third)).status_code == 303
    assert (await press(client, third)).status_code == 404
    assert (await press(client, "A" * 22)).status_code == 404


@pytest.mark.abuse("A28")
async def test_an_address_that_somebody_has_is_answered_the_same_and_never_given(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    free, taken = await ask(client), await ask(client, BAS)
    assert (free.status_code, free.text, free.headers["location"]) == (
        taken.status_code,
        taken.text,
        taken.headers["location"],
    )
    letter = find_letter(context, superuser, BAS, "new-address")
    assert (await press(client, secret_in(letter, PATH))).status_code == 404
    assert await address_now(client) == OLD
    assert len(read_mails(context, superuser)) == 2


@pytest.mark.abuse("A28")
async def test_a_sixth_asking_in_an_hour_is_too_many(
    context: Context, client: AsyncClient, noor: UUID, log_book: LogBook
) -> None:
    for number in range(ASKS):
        assert (await ask(client, f"noor{number}@elders.example")).status_code == 303
    assert (await ask(client)).status_code == 429
    log_book.one("auth.fail", NEW)
    wait(context, LIFETIME + timedelta(seconds=1))
    assert (await ask(client)).status_code == 303


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("noor", "Vul 1 mailadres in"),
        ("noör@elders.example", "zonder letters zoals é"),
        ("", "Vul 1 mailadres in"),
    ],
)
async def test_what_is_no_address_is_told_in_words(
    client: AsyncClient, noor: UUID, email: str, sentence: str
) -> None:
    answer = await ask(client, email)
    assert answer.status_code == 400
    assert sentence in answer.text and f'value="{email}"' in answer.text


async def test_what_was_asked_is_sealed_and_forgotten_after_a_day(
    context: Context, client: AsyncClient, superuser: Superuser, noor: UUID
) -> None:
    secret = await asked(context, client, superuser)
    rows = str(superuser.execute("SELECT address_changes::text FROM address_changes").fetchall())
    assert NEW not in rows and secret not in rows
    await forget_old_ways_in(context)
    assert superuser.execute("SELECT count(*) FROM address_changes").fetchall() == [(1,)]
    superuser.execute("UPDATE address_changes SET created_at = now() - interval '25 hours'")
    await forget_old_ways_in(context)
    assert superuser.execute("SELECT count(*) FROM address_changes").fetchall() == [(0,)]


@pytest.mark.parametrize("path", ["/account/email", "/account/email/sent"])
async def test_a_stranger_is_led_to_the_sign_in(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
