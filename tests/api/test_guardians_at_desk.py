"""The desk tells an age, asks a parent for who is there, and writes down what stands on paper."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Role
from app.holding.under_sixteen import load_youth
from app.platform.context import Context
from tests.contract.passport_world import World, build_world
from tests.passports import Superuser, fresh, post, seen, show
from tests.staff import make_member, sign_in

SLUG = "young-desk"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG)


async def at_the_desk(context: Context, client: AsyncClient, world: World, role: Role = Role.COACH) -> UUID:
    person = await make_member(
        context, world.issuer.organisation_id, "Noor de Wit", role, email="noor@regio.example"
    )
    await sign_in(context, client, person.id)
    return person.id


def soon(context: Context) -> date:
    return (context.clock.now() + timedelta(days=200)).date()


async def consent(context: Context, holder_id: UUID) -> str | None:
    youth = await load_youth(context, holder_id)
    return None if youth is None else youth.consent


def audited(superuser: Superuser) -> list[tuple[Any, ...]]:
    sql = """SELECT action, actor, target FROM audit_events
        WHERE action LIKE 'guardian.%' OR action LIKE 'recipient.age%' ORDER BY occurred_at, id"""
    return superuser.execute(sql).fetchall()


async def test_a_named_member_of_staff_tells_the_age_and_writes_down_a_yes_on_paper_and_its_end(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    issued = await world.issue()
    received = await world.claim(issued)
    assert received.session is not None
    person_id = await at_the_desk(context, client, world)
    recipient, start = issued.issuance.recipient_id, f"/desk/{SLUG}/help/{issued.issuance.recipient_id}"
    assert "Vul eerst in wanneer" in (await client.get(f"{start}/guardian")).text
    assert (await post(client, f"{start}/guardian/paper", seen="yes", answer="yes")).status_code == 404
    told = await post(client, f"{start}/age", sixteenOn=soon(context).isoformat())
    assert told.headers["location"] == f"{start}/guardian"
    assert "Er is nog niemand gevraagd." in (await client.get(f"{start}/guardian")).text
    assert f'href="{start}/age"' in (await client.get(start)).text
    assert soon(context).isoformat() in (await client.get(f"{start}/age")).text
    assert await consent(context, received.holder_id) == "none"
    unseen = await post(client, f"{start}/guardian/paper", answer="yes")
    assert unseen.status_code == 400 and "Kruis aan dat u het papier hebt gezien." in unseen.text
    assert (await post(client, f"{start}/guardian/paper", seen="yes", answer="yes")).status_code == 303
    assert "Het antwoord is ja." in (await client.get(f"{start}/guardian")).text
    assert await consent(context, received.holder_id) == "yes"
    assert (await post(client, f"{start}/guardian/paper", seen="yes", answer="withdrawn")).status_code == 303
    assert await consent(context, received.holder_id) == "withdrawn"
    actor, target = f"person:{person_id}", str(recipient)
    assert sorted(audited(superuser)) == [
        ("guardian.paper-withdrawn", actor, target),
        ("guardian.paper-yes", actor, target),
        ("recipient.age-told", actor, target),
    ]
    show(context, client, received.session.token)
    events = (await client.get("/passport/events")).text
    assert "Uw ouder of verzorger zei ja." in events and f"Stichting {SLUG}" in events


async def test_the_desk_asks_by_mail_for_who_is_there_and_takes_an_age_back(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    issued = await world.issue(sixteen_on=soon(context))
    start = f"/desk/{SLUG}/help/{issued.issuance.recipient_id}"
    await at_the_desk(context, client, world, Role.COORDINATOR)
    assert "Deze persoon heeft nog geen paspoort." in (await client.get(f"{start}/guardian")).text
    holder_id = (await world.claim(issued)).holder_id
    wrong = await post(client, f"{start}/guardian", email="geen adres")
    assert wrong.status_code == 400 and "Vul 1 mailadres in" in wrong.text
    before = seen(context, superuser)
    assert (await post(client, f"{start}/guardian", email="ouder@thuis.example")).status_code == 303
    assert fresh(context, superuser, before, "guardian-ask")["to"] == "ouder@thuis.example"
    page = (await client.get(f"{start}/guardian")).text
    assert "De mail is gestuurd." in page and "ouder@thuis" not in page
    for typed in ("morgen", "2999-01-01"):
        assert (await post(client, f"{start}/age", sixteenOn=typed)).status_code == 400
    await post(client, f"{start}/age", sixteenOn="")
    assert await consent(context, holder_id) is None


async def test_a_partnership_that_told_no_age_learns_none_at_its_desk(
    context: Context, client: AsyncClient, world: World
) -> None:
    other = await build_world(context, "young-elsewhere")
    holder_id = (await other.claim(await other.issue("w-5", sixteen_on=soon(context)))).holder_id
    issued = await world.issue()
    await world.claim(issued, holder_id=holder_id)
    await at_the_desk(context, client, world)
    start = f"/desk/{SLUG}/help/{issued.issuance.recipient_id}"
    assert "Vul eerst in wanneer" in (await client.get(f"{start}/guardian")).text
    assert (await post(client, f"{start}/guardian", email="ouder@thuis.example")).status_code == 404
    assert await consent(context, holder_id) == "none"
