"""Invitations: by API, page and command line; a link that only its button uses up."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.invitations import LIFETIME
from app.accounts.jobs import forget_old_ways_in
from app.accounts.organisations import Organisation, create_organisation
from app.accounts.permissions import Role, Scope
from app.commands.partnerships import invite_member
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.api.accounts.test_api import headers_for
from tests.conftest import PUBLIC_URL, LogBook
from tests.staff import CSRF, make_member, read_mails, secret_in, sign_in

EVA = "eva@regio.example"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def organisation(context: Context, client: AsyncClient) -> Organisation:
    client.cookies.set(csrf_cookie_name(PUBLIC_URL), CSRF)
    return await create_organisation(context, slug="inviting", name="Regio Inviting")


async def invite_eva(context: Context, superuser: Superuser, *roles: Role) -> str:
    """Invites Eva as an operator; answers the secret in her mail."""
    chosen = roles or (Role.COORDINATOR,)
    before = {letter["text"] for letter in read_mails(context, superuser)}
    await invite_member(context, slug="inviting", email=EVA, roles=chosen, language="nl")
    # The clock stands still, so the letters have no order.
    [letter] = [found for found in read_mails(context, superuser) if found["text"] not in before]
    return secret_in(letter, "/invitation")


async def accept(client: AsyncClient, secret: str, name: str = "Eva Berg") -> Response:
    return await client.post(f"/invitation/{secret}", data={"csrf": CSRF, "name": name})


def members(superuser: Superuser) -> list[tuple[Any, ...]]:
    return superuser.execute("SELECT roles FROM memberships WHERE ended_at IS NULL ORDER BY 1").fetchall()


async def test_the_first_coordinator_comes_in_by_mail(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation, log_book: LogBook
) -> None:
    secret = await invite_eva(context, superuser)
    page = await client.get(f"/invitation/{secret}")
    assert page.status_code == 200
    for text in ("Regio Inviting", "coördinator", 'name="name"', "Ja, ik doe mee"):
        assert text in page.text
    answer = await accept(client, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    desk = await client.get("/desk/inviting/people")
    assert desk.status_code == 200 and "Eva Berg" in desk.text
    actions = superuser.execute("SELECT action FROM audit_events ORDER BY position").fetchall()
    assert [action for (action,) in actions] == [
        "organisation.created",
        "invitation.created",
        "membership.created",
        "invitation.accepted",
    ]
    log_book.hide(secret, EVA, "Eva Berg")


@pytest.mark.abuse("A25")
async def test_looking_at_an_invitation_changes_nothing(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation
) -> None:
    secret = await invite_eva(context, superuser)
    for number in range(50):
        method = "HEAD" if number % 2 else "GET"
        assert (await client.request(method, f"/invitation/{secret}")).status_code == 200
    assert members(superuser) == []
    assert superuser.execute("SELECT accepted_at FROM invitations").fetchall() == [(None,)]
    assert superuser.execute("SELECT 1 FROM people").fetchall() == []


@pytest.mark.abuse("A28")
async def test_an_invitation_works_once_for_fourteen_days_and_not_after_its_withdrawal(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation
) -> None:
    used = await invite_eva(context, superuser)
    assert (await accept(client, used)).status_code == 303
    superuser.execute("UPDATE memberships SET ended_at = now()")
    withdrawn = await invite_eva(context, superuser)
    replaced_by = await invite_eva(context, superuser)
    assert isinstance(context.clock, FixedClock)
    made_at = context.clock.now()
    [(ends_at,)] = superuser.execute(
        "SELECT expires_at FROM invitations WHERE accepted_at IS NULL AND withdrawn_at IS NULL"
    ).fetchall()
    assert ends_at == made_at + LIFETIME
    context.clock.at = ends_at - timedelta(microseconds=1)
    assert (await client.get(f"/invitation/{replaced_by}")).status_code == 200
    context.clock.at = ends_at
    texts = set()
    for secret in (used, withdrawn, replaced_by, "A" * 22):
        for answer in (await client.get(f"/invitation/{secret}"), await accept(client, secret)):
            assert answer.status_code == 404
            texts.add(answer.text)
    assert len(texts) == 1


async def test_somebody_who_is_known_is_not_asked_for_a_name_and_keeps_roles(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation
) -> None:
    elsewhere = await create_organisation(context, slug="elsewhere", name="Regio Elsewhere")
    await make_member(context, elsewhere.id, "Eva Berg", Role.READER, email=EVA)
    secret = await invite_eva(context, superuser, Role.ASSESSOR)
    assert 'name="name"' not in (await client.get(f"/invitation/{secret}")).text
    assert (await accept(client, secret, "Another name")).status_code == 303
    page = await client.get("/desk")
    assert "Regio Inviting" in page.text and "Regio Elsewhere" in page.text
    assert superuser.execute("SELECT count(*) FROM people").fetchall() == [(1,)]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "two\nlines"])
async def test_a_name_that_cannot_be_is_asked_again(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation, name: str
) -> None:
    secret = await invite_eva(context, superuser)
    answer = await accept(client, secret, name)
    assert answer.status_code == 400 and "Vul uw naam in" in answer.text
    assert members(superuser) == []
    assert (await accept(client, secret)).status_code == 303


async def test_a_coordinator_invites_sends_again_and_withdraws_on_the_page(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation
) -> None:
    noor = await make_member(context, organisation.id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    base = "/desk/inviting/people"
    form = {"csrf": CSRF, "email": EVA, "role": ["assessor", "coach"], "language": "en"}
    assert (await client.post(f"{base}/invite", data=form)).status_code == 303
    [letter] = read_mails(context, superuser)
    assert (letter["to"], letter["language"], letter["subject"]) == (EVA, "en", "You are invited")
    first = secret_in(letter, "/invitation")
    page = (await client.get(base)).text
    assert EVA in page
    [(invitation_id,)] = superuser.execute("SELECT id FROM invitations").fetchall()
    action = f"{base}/invitations/{invitation_id}"
    assert (await client.post(f"{action}/resend", data={"csrf": CSRF})).status_code == 303
    second = next(
        secret
        for letter in read_mails(context, superuser)
        if (secret := secret_in(letter, "/invitation")) != first
    )
    assert (await client.get(f"/invitation/{first}")).status_code == 404
    assert (await client.get(f"/invitation/{second}")).status_code == 200
    assert (await client.post(f"{action}/withdraw", data={"csrf": CSRF})).status_code == 303
    assert (await client.post(f"{action}/resend", data={"csrf": CSRF})).status_code == 303
    assert (await client.get(f"/invitation/{second}")).status_code == 404
    assert EVA not in (await client.get(base)).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "eva"}, "Vul 1 mailadres in"),
        ({"email": "eva@a.example\r\nBcc: b@a.example"}, "Vul 1 mailadres in"),
        ({"role": []}, "Kies minstens 1 rol."),
        ({"email": "noor@regio.example"}, "Deze persoon hoort er al bij."),
    ],
)
async def test_a_mistake_in_an_invitation_is_told_in_words(
    context: Context,
    client: AsyncClient,
    superuser: Superuser,
    organisation: Organisation,
    wrong: dict[str, Any],
    sentence: str,
) -> None:
    noor = await make_member(context, organisation.id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    form = {"csrf": CSRF, "email": EVA, "role": ["coach"], "language": "nl"} | wrong
    answer = await client.post("/desk/inviting/people/invite", data=form)
    assert answer.status_code == 400 and sentence in answer.text
    assert read_mails(context, superuser) == []


async def test_invitations_by_api(
    context: Context, client: AsyncClient, superuser: Superuser, organisation: Organisation
) -> None:
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    base = f"/v1/organisations/{organisation.id}/invitations"
    body = {"email": " Eva@Regio.Example ", "roles": ["coach", "assessor"], "language": "en"}
    made = await client.post(base, json=body, headers=headers)
    assert made.status_code == 201
    assert (made.json()["email"], made.json()["roles"]) == (EVA, ["assessor", "coach"])
    again = await client.post(base, json=body, headers=headers)
    assert again.json() == made.json() and again.headers["idempotent-replayed"] == "true"
    assert len(read_mails(context, superuser)) == 1
    listed = await client.get(base, headers=headers)
    assert listed.json()["items"] == [made.json()]
    action = f"{base}/{made.json()['id']}"
    assert (await client.post(f"{action}/_resend", headers=headers)).status_code == 200
    assert (await client.post(f"{action}/_withdraw", headers=headers)).status_code == 204
    closed = await client.post(f"{action}/_withdraw", headers=headers)
    assert (closed.status_code, closed.json()["code"]) == (409, "invitation_closed")
    assert (await client.get(base, headers=headers)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "eva", "roles": ["coach"]}, "invalid_email"),
        ({"email": EVA, "roles": []}, "invalid_input"),
        ({"email": EVA, "roles": ["emperor"]}, "invalid_input"),
        ({"email": EVA, "roles": ["coach"], "organisationId": "x"}, "unknown_field"),
    ],
)
async def test_an_invitation_that_cannot_be_is_refused(
    context: Context, client: AsyncClient, organisation: Organisation, body: dict[str, Any], code: str
) -> None:
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    answer = await client.post(f"/v1/organisations/{organisation.id}/invitations", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.abuse("A38")
async def test_one_address_is_not_flooded_with_invitations(
    context: Context, client: AsyncClient, organisation: Organisation
) -> None:
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    statuses = []
    for number in range(6):
        answer = await client.post(
            f"/v1/organisations/{organisation.id}/invitations",
            json={"email": EVA, "roles": ["coach"]},
            headers=headers | {"Idempotency-Key": f"flood-{number}-0001"},
        )
        statuses.append(answer.status_code)
    assert statuses == [201] * 5 + [429]


async def test_an_invitation_is_forgotten_a_month_after_it_stopped_working(
    context: Context, superuser: Superuser, organisation: Organisation
) -> None:
    await invite_eva(context, superuser)
    count = "SELECT count(*) FROM invitations"
    for age, left in (("29 days", 1), ("31 days", 0)):
        superuser.execute("UPDATE invitations SET expires_at = now() - CAST(%s AS interval)", (age,))
        await forget_old_ways_in(context)
        assert superuser.execute(count).fetchall() == [(left,)]
