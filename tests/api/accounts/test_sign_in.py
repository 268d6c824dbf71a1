"""Signing in by mail: the same answer for everybody, a link for one button, a code for one browser."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import event

from app.accounts.jobs import forget_old_ways_in
from app.accounts.organisations import create_organisation
from app.accounts.permissions import Role
from app.accounts.sign_in import ASKS, LIFETIME, MOST_TRIES, TRIES_A_DAY
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.conftest import PUBLIC_URL, LogBook
from tests.staff import CSRF, code_in, mail_asked_links, make_member, read_mails, secret_in, sign_in

NOOR = "noor@regio.example"
STRANGER = "nobody@regio.example"
SESSION = "__Host-staff"
Superuser = psycopg.Connection[tuple[Any, ...]]


def wait(context: Context, time: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(time)


@pytest.fixture(autouse=True)
async def noor(context: Context, client: AsyncClient) -> str:
    """Somebody who can sign in, and a browser with the cookie against forgery."""
    organisation = await create_organisation(context, slug="sign-in", name="Partnership sign-in")
    client.cookies.set(csrf_cookie_name(PUBLIC_URL), CSRF)
    return str((await make_member(context, organisation.id, "Noor de Wit", Role.ASSESSOR, email=NOOR)).id)


async def ask(client: AsyncClient, email: str = NOOR) -> Response:
    return await client.post("/sign-in", data={"csrf": CSRF, "email": email})


async def asked(context: Context, client: AsyncClient, superuser: Superuser) -> dict[str, Any]:
    """The letter that came for Noor."""
    before = {letter["text"] for letter in read_mails(context, superuser)}
    assert (await ask(client)).status_code == 303
    await mail_asked_links(context, superuser)
    [letter] = [found for found in read_mails(context, superuser) if found["text"] not in before]
    return letter


async def press(client: AsyncClient, secret: str) -> Response:
    return await client.post(f"/sign-in/{secret}", data={"csrf": CSRF})


async def type_code(client: AsyncClient, code: str) -> Response:
    return await client.post("/sign-in/code", data={"csrf": CSRF, "code": code})


async def test_a_link_in_the_mail_and_one_button_lead_to_the_desk(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    letter = await asked(context, client, superuser)
    assert letter["to"] == NOOR and "Noor" not in letter["subject"]
    secret = secret_in(letter, "/sign-in")
    page = await client.get(f"/sign-in/{secret}")
    assert page.status_code == 200 and f'action="/sign-in/{secret}"' in page.text
    answer = await press(client, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await client.get("/desk/sign-in")).status_code == 200


@pytest.mark.abuse("A25")
async def test_looking_at_a_link_a_hundred_times_changes_nothing(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    secret = secret_in(await asked(context, client, superuser), "/sign-in")
    before = superuser.execute("SELECT sign_in_links::text FROM sign_in_links").fetchall()
    for number in range(100):
        method = "HEAD" if number % 2 else "GET"
        assert (await client.request(method, f"/sign-in/{secret}")).status_code == 200
    assert superuser.execute("SELECT sign_in_links::text FROM sign_in_links").fetchall() == before
    assert superuser.execute("SELECT 1 FROM staff_sessions").fetchall() == []
    assert (await press(client, secret)).status_code == 303


@pytest.mark.abuse("A28")
async def test_a_link_works_once_and_looks_like_none_afterwards(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    secret = secret_in(await asked(context, client, superuser), "/sign-in")
    assert (await press(client, secret)).status_code == 303
    used, never = await press(client, secret), await press(client, "A" * 22)
    assert used.status_code == never.status_code == 404
    assert used.text == never.text
    assert (await client.get(f"/sign-in/{secret}")).status_code == 404


@pytest.mark.abuse("A28")
async def test_link_and_code_stop_after_a_quarter_of_an_hour(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    letter = await asked(context, client, superuser)
    wait(context, LIFETIME)
    assert (await press(client, secret_in(letter, "/sign-in"))).status_code == 404
    assert (await type_code(client, code_in(letter))).status_code == 400


async def test_the_code_works_in_the_browser_that_asked_also_with_a_space(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    letter = await asked(context, client, superuser)
    code = code_in(letter)
    answer = await type_code(client, f" {code[:3]} {code[3:]} ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await client.get("/desk/sign-in")).status_code == 200
    assert (await press(client, secret_in(letter, "/sign-in"))).status_code == 404


@pytest.mark.abuse("A28")
async def test_the_code_is_worth_nothing_in_another_browser(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    code = code_in(await asked(context, client, superuser))
    client.cookies.delete("__Host-sign-in")
    assert (await type_code(client, code)).status_code == 400
    await ask(client, STRANGER)
    assert (await type_code(client, code)).status_code == 400


@pytest.mark.abuse("A28")
async def test_after_five_tries_the_code_is_dead_and_the_link_is_not(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    letter = await asked(context, client, superuser)
    right = code_in(letter)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(MOST_TRIES):
        assert (await type_code(client, wrong)).status_code == 400
    assert (await type_code(client, right)).status_code == 400
    assert (await press(client, secret_in(letter, "/sign-in"))).status_code == 303


@pytest.mark.abuse("A28")
async def test_asking_for_ever_new_codes_gives_no_more_tries_in_a_day(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    for _ in range(TRIES_A_DAY // MOST_TRIES):
        right = code_in(await asked(context, client, superuser))
        wrong = "000000" if right != "000000" else "000001"
        for _ in range(MOST_TRIES):
            assert (await type_code(client, wrong)).status_code == 400
        wait(context, timedelta(hours=1))
    letter = await asked(context, client, superuser)
    assert (await type_code(client, code_in(letter))).status_code == 400
    assert (await press(client, secret_in(letter, "/sign-in"))).status_code == 303


@pytest.mark.abuse("A28")
async def test_an_address_that_nobody_has_is_answered_the_same(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    def essence(answer: Response) -> tuple[Any, ...]:
        return answer.status_code, answer.text, sorted(answer.headers), answer.headers["location"]

    known, unknown = await ask(client), await ask(client, STRANGER)
    assert essence(known) == essence(unknown)
    assert (await client.get("/sign-in/code")).text.count("mail") > 0
    await mail_asked_links(context, superuser)
    assert [letter["to"] for letter in read_mails(context, superuser)] == [NOOR]
    assert superuser.execute("SELECT count(*) FROM sign_in_links").fetchall() == [(2,)]


@pytest.mark.abuse("A28")
async def test_asking_does_the_same_statements_whether_the_address_is_known_or_not(
    context: Context, client: AsyncClient
) -> None:
    said: list[str] = []
    event.listen(
        context.database.engine.sync_engine, "before_cursor_execute", lambda *call: said.append(call[2])
    )
    await ask(client, "warm-up@regio.example")
    statements = []
    for email in (NOOR, STRANGER):
        said.clear()
        await ask(client, email)
        statements.append(list(said))
    assert statements[0] == statements[1] != []
    assert not any("people" in statement for statement in said)


@pytest.mark.abuse("A28")
@pytest.mark.parametrize("email", [NOOR, STRANGER])
async def test_a_sixth_asking_in_a_quarter_of_an_hour_is_too_many(
    context: Context, client: AsyncClient, log_book: LogBook, email: str
) -> None:
    for _ in range(ASKS):
        assert (await ask(client, email)).status_code == 303
    answer = await ask(client, f" {email.upper()} ")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= LIFETIME.total_seconds()
    log_book.one("auth.fail", email)
    wait(context, LIFETIME)
    assert (await ask(client, email)).status_code == 303


@pytest.mark.abuse("A28")
async def test_one_place_cannot_try_addresses_without_end(client: AsyncClient) -> None:
    statuses = [(await ask(client, f"guess-{number}@regio.example")).status_code for number in range(31)]
    assert statuses == [303] * 30 + [429]


@pytest.mark.abuse("A28")
async def test_one_place_cannot_try_links_without_end(client: AsyncClient) -> None:
    statuses = [(await press(client, "A" * 21 + f"{number:x}")).status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]


@pytest.mark.abuse("A28")
async def test_signing_in_gives_a_session_that_was_nobodys_before_and_ends_the_old_one(
    context: Context, client: AsyncClient, superuser: Superuser, noor: str
) -> None:
    old = await sign_in(context, client, UUID(noor))
    secret = secret_in(await asked(context, client, superuser), "/sign-in")
    answer = await press(client, secret)
    assert old not in answer.headers["set-cookie"]
    states = superuser.execute("SELECT ended_at IS NULL FROM staff_sessions ORDER BY 1").fetchall()
    assert states == [(False,), (True,)]


async def test_signing_in_is_written_in_the_log_of_the_partnership(
    context: Context, client: AsyncClient, superuser: Superuser, noor: str, log_book: LogBook
) -> None:
    letter = await asked(context, client, superuser)
    await press(client, secret_in(letter, "/sign-in"))
    rows = superuser.execute(
        "SELECT actor, facts ->> 'by' FROM audit_events WHERE action = 'person.signed-in'"
    ).fetchall()
    assert rows == [(f"person:{noor}", "link")]
    log_book.hide(NOOR, secret_in(letter, "/sign-in"), "Noor de Wit")


async def test_secrets_and_addresses_are_nowhere_in_the_database_but_sealed(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    letter = await asked(context, client, superuser)
    await press(client, secret_in(letter, "/sign-in"))
    tables = ("sign_in_links", "staff_sessions", "people", "mails", "procrastinate_jobs", "audit_events")
    for table in tables:
        text = str(superuser.execute(f"SELECT {table}::text FROM {table}").fetchall())
        for plain in (NOOR, secret_in(letter, "/sign-in"), code_in(letter), client.cookies[SESSION]):
            assert plain not in text, table


async def test_a_job_that_runs_twice_mails_once(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    await ask(client)
    await mail_asked_links(context, superuser)
    await mail_asked_links(context, superuser)
    assert len(read_mails(context, superuser)) == 1


@pytest.mark.parametrize("email", ["", "noor", "noor@regio.example, bas@regio.example", "x" * 300])
async def test_what_is_no_address_is_told_in_words(client: AsyncClient, email: str) -> None:
    answer = await ask(client, email)
    assert answer.status_code == 400
    assert "Vul 1 mailadres in" in answer.text and 'aria-invalid="true"' in answer.text


async def test_a_form_without_its_secret_is_refused(client: AsyncClient) -> None:
    for path in ("/sign-in", "/sign-in/code", "/sign-in/" + "A" * 22):
        assert (await client.post(path, data={"csrf": "x" * 32})).status_code == 403


async def test_what_no_longer_counts_is_forgotten(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    await asked(context, client, superuser)
    await forget_old_ways_in(context)
    assert superuser.execute("SELECT count(*) FROM sign_in_links").fetchall() == [(1,)]
    superuser.execute("UPDATE sign_in_links SET created_at = now() - interval '25 hours'")
    await forget_old_ways_in(context)
    assert superuser.execute("SELECT count(*) FROM sign_in_links").fetchall() == [(0,)]
