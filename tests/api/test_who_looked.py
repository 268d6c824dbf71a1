"""Who of the staff looked: every page and route that shows one person writes it down, and only that person reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from httpx import AsyncClient

from app.accounts.permissions import Role
from app.issuing.dependencies import WATCHED
from app.issuing.staff_views import forget_views
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.api.tenants import Tenant, list_routes, send
from tests.passports import show
from tests.staff import make_member, sign_in

Superuser = psycopg.Connection[tuple[Any, ...]]


async def views_of(client: AsyncClient, holder: Tenant) -> list[dict[str, Any]]:
    answer = await client.get("/v1/passport/staff-views?limit=100", headers=holder.headers())
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_every_route_that_shows_one_person_is_told_to_that_person(
    client: AsyncClient, description: dict[str, Any], organisation: Tenant, holder: Tenant
) -> None:
    assert await views_of(client, holder) == []
    expected = set()
    for route in list_routes(description):
        named = [name for name in route.parameters if name in WATCHED]
        if route.method != "get" or "organisationId" not in route.parameters or not named:
            continue
        answer = await send(client, route, route.address(organisation.ids), organisation, organisation.ids)
        if answer.status_code == 200:
            expected.add((WATCHED[named[0]], organisation.ids[named[0]]))
    assert {kind for kind, _ in expected} == {"person", "credential", "dossier"}
    found = await views_of(client, holder)
    assert {(view["what"], view["objectId"]) for view in found} == expected
    assert all(view["roles"] == [] for view in found)
    assert {view["organisationId"] for view in found} == {organisation.ids["organisationId"]}


async def test_a_page_tells_the_role_and_the_partnership_and_no_name(
    context: Context, client: AsyncClient, organisation: Tenant, holder: Tenant
) -> None:
    organisation_id = UUID(organisation.ids["organisationId"])
    member = await make_member(
        context, organisation_id, "Noor de Wit", Role.COORDINATOR, email="noor@who.example"
    )
    await sign_in(context, client, member.id)
    for path in (
        f"recipients/{organisation.ids['recipientId']}",
        f"dossiers/{organisation.ids['dossierId']}",
    ):
        assert (await client.get(f"/desk/matrix-own/{path}")).status_code == 200
    found = await views_of(client, holder)
    assert {(view["what"], *view["roles"]) for view in found} == {
        ("person", "coordinator"),
        ("dossier", "coordinator"),
    }
    assert "Noor" not in str(found)


async def test_it_is_told_once_an_hour_and_a_list_or_a_refusal_tells_nothing(
    context: Context, client: AsyncClient, organisation: Tenant, other_organisation: Tenant, holder: Tenant
) -> None:
    base = f"/v1/organisations/{organisation.ids['organisationId']}/recipients"
    own, other = organisation.headers(), other_organisation.headers()
    await client.get(base, headers=own)
    assert (await client.get(f"{base}/{organisation.ids['recipientId']}", headers=other)).status_code == 404
    assert await views_of(client, holder) == []
    for _ in range(3):
        await client.get(f"{base}/{organisation.ids['recipientId']}", headers=own)
    assert len(await views_of(client, holder)) == 1
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(hours=1))
    await client.get(f"{base}/{organisation.ids['recipientId']}", headers=own)
    first, second = await views_of(client, holder)
    assert first["viewedAt"] > second["viewedAt"]


async def test_nobody_else_reads_it_and_it_goes_with_the_person(
    client: AsyncClient,
    organisation: Tenant,
    holder: Tenant,
    other_holder: Tenant,
    superuser: Superuser,
) -> None:
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    for kind in ("recipients", "dossiers", "credentials"):
        one = organisation.ids[f"{kind.removesuffix('s')}Id"]
        await client.get(f"{base}/{kind}/{one}", headers=organisation.headers())
    assert len(await views_of(client, holder)) == 3
    assert await views_of(client, other_holder) == []
    erased = await client.post("/v1/passport/_erase", headers=holder.headers(), json={"understood": True})
    assert erased.status_code == 200
    assert superuser.execute("SELECT 1 FROM staff_views").fetchall() == []


async def test_after_a_year_it_is_forgotten(
    context: Context, client: AsyncClient, organisation: Tenant, holder: Tenant, superuser: Superuser
) -> None:
    path = (
        f"/v1/organisations/{organisation.ids['organisationId']}/recipients/{organisation.ids['recipientId']}"
    )
    await client.get(path, headers=organisation.headers())
    superuser.execute("UPDATE staff_views SET viewed_at = now() - interval '364 days'")
    assert await forget_views(context) == 0
    superuser.execute("UPDATE staff_views SET viewed_at = now() - interval '366 days'")
    assert await forget_views(context) == 1


async def test_the_page_says_it_in_words(
    context: Context, client: AsyncClient, organisation: Tenant, holder: Tenant
) -> None:
    path = (
        f"/v1/organisations/{organisation.ids['organisationId']}/recipients/{organisation.ids['recipientId']}"
    )
    await client.get(path, headers=organisation.headers())
    show(context, client, holder.authorization.removeprefix("Bearer "))
    page = await client.get("/passport/who-looked")
    assert page.status_code == 200
    assert "Keek naar uw gegevens." in page.text and "een computer" in page.text
    assert "Partnership matrix-own" in page.text
