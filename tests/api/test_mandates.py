"""The routes of mandates: every fault at once, no mandate for oneself, an end that is now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from tests.api.conftest import post
from tests.api.tenants import MISSING, Tenant, mandate_body


def base(tenant: Tenant) -> str:
    return f"/v1/organisations/{tenant.ids['organisationId']}/mandates"


def body_of(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    return mandate_body(tenant.ids["personId"]) | changes


async def test_a_mandate_is_granted_listed_and_ended(client: AsyncClient, organisation: Tenant) -> None:
    made = await post(client, organisation, base(organisation), body_of(organisation, highestLevel=2))
    read = await client.get(f"{base(organisation)}/{made['id']}", headers=organisation.headers())
    assert read.json() == made
    ended = await post(client, organisation, f"{base(organisation)}/{made['id']}/_revoke", {})
    assert ended["revokedBy"].startswith("api-key:")
    again = await post(client, organisation, f"{base(organisation)}/{made['id']}/_revoke", {})
    assert again == ended
    active = await client.get(base(organisation), headers=organisation.headers())
    running = {organisation.ids[name] for name in ("mandateId", "firstMandateId", "secondMandateId")}
    assert {item["id"] for item in active.json()["items"]} == running
    listed = await client.get(base(organisation), params={"state": "all"}, headers=organisation.headers())
    assert {item["id"] for item in listed.json()["items"]} == {*running, made["id"]}


async def test_a_repeated_request_grants_one_mandate(client: AsyncClient, organisation: Tenant) -> None:
    headers, body = organisation.headers(), body_of(organisation)
    first = await client.post(base(organisation), json=body, headers=headers)
    second = await client.post(base(organisation), json=body, headers=headers)
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json() == first.json()


async def test_every_fault_is_told_at_once(client: AsyncClient, organisation: Tenant) -> None:
    now = datetime.now(UTC)
    body = body_of(
        organisation,
        personId=str(MISSING),
        highestLevel=9,
        validFrom=(now - timedelta(days=1)).isoformat(),
        validUntil=(now + timedelta(days=700)).isoformat(),
    )
    refused = await client.post(base(organisation), json=body, headers=organisation.headers())
    assert refused.status_code == 400
    assert {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]} == {
        ("/personId", "no_assessor"),
        ("/highestLevel", "unknown_level"),
        ("/validFrom", "past"),
        ("/validUntil", "too_long"),
    }


async def test_the_assessor_of_another_partnership_gets_no_mandate_here(
    client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    body = body_of(other_organisation)
    refused = await client.post(base(organisation), json=body, headers=organisation.headers())
    assert [fault["code"] for fault in refused.json()["errors"]] == ["no_assessor"]


async def test_mandates_that_end_soon_are_found(client: AsyncClient, organisation: Tenant) -> None:
    soon = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    made = await post(client, organisation, base(organisation), body_of(organisation, validUntil=soon))
    limit = (datetime.now(UTC) + timedelta(days=60)).isoformat()
    found = await client.get(base(organisation), params={"endsBefore": limit}, headers=organisation.headers())
    assert [item["id"] for item in found.json()["items"]] == [made["id"]]
    nobody = await client.get(
        base(organisation), params={"personId": str(MISSING)}, headers=organisation.headers()
    )
    assert nobody.json()["items"] == []


@pytest.mark.parametrize("act", ["grant", "list", "read", "revoke"])
async def test_mandates_need_their_own_scope(client: AsyncClient, organisation: Tenant, act: str) -> None:
    keys = base(organisation).replace("/mandates", "/api-keys")
    others = [scope for scope in Scope if scope is not Scope.MANDATES_MANAGE]
    made = await post(client, organisation, keys, {"name": "other", "scopes": others})
    headers = Tenant(f"Bearer {made['secret']}", organisation.ids).headers()
    one = f"{base(organisation)}/{organisation.ids['mandateId']}"
    method, path = {
        "grant": ("POST", base(organisation)),
        "list": ("GET", base(organisation)),
        "read": ("GET", one),
        "revoke": ("POST", f"{one}/_revoke"),
    }[act]
    body = body_of(organisation) if act == "grant" else None
    answer = await client.request(method, path, json=body, headers=headers)
    assert answer.status_code == 403
