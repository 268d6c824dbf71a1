"""The routes of dossiers: a partnership's own system opens one and fills it; people judge."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from tests.api.conftest import post
from tests.api.tenants import EVIDENCE_BODY, Tenant, claim_body, dossier_body


def base(tenant: Tenant) -> str:
    return f"/v1/organisations/{tenant.ids['organisationId']}/dossiers"


async def key_with(client: AsyncClient, tenant: Tenant, *scopes: Scope) -> Tenant:
    body = {"name": "narrow", "scopes": list(scopes)}
    made = await post(client, tenant, f"/v1/organisations/{tenant.ids['organisationId']}/api-keys", body)
    return Tenant(f"Bearer {made['secret']}", dict(tenant.ids))


async def read(client: AsyncClient, tenant: Tenant, path: str) -> Any:
    answer = await client.get(path, headers=tenant.headers())
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_dossier_is_opened_filled_and_withdrawn(client: AsyncClient, organisation: Tenant) -> None:
    opened = await post(client, organisation, base(organisation), dossier_body(organisation.ids, "w-7"))
    path = f"{base(organisation)}/{opened['id']}"
    claim = await post(client, organisation, f"{path}/claims", claim_body(organisation.ids))
    evidence = await post(client, organisation, f"{path}/evidence", EVIDENCE_BODY | {"claimId": claim["id"]})
    assert (claim["state"], evidence["kind"], len(evidence["digest"])) == ("collecting", "observation", 64)
    assert (await read(client, organisation, path))["claims"] == [claim]
    assert (await read(client, organisation, f"{path}/evidence"))["items"] == [evidence]
    withdrawn = await post(client, organisation, f"{path}/_withdraw", {})
    assert (withdrawn["state"], withdrawn["claims"][0]["state"]) == ("withdrawn", "withdrawn")
    late = await client.post(f"{path}/evidence", json=EVIDENCE_BODY, headers=organisation.headers())
    assert (late.status_code, late.json()["code"]) == (409, "dossier_closed")
    listed = await read(client, organisation, base(organisation))
    assert {item["id"] for item in listed["items"]} == {opened["id"], organisation.ids["dossierId"]}


async def test_a_repeated_request_opens_one_dossier(client: AsyncClient, organisation: Tenant) -> None:
    headers, body = organisation.headers(), dossier_body(organisation.ids, "w-8")
    first = await client.post(base(organisation), json=body, headers=headers)
    second = await client.post(base(organisation), json=body, headers=headers)
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json() == first.json()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"skillSetVersion": 7}, "/skillSetId"),
        ({"candidate": {"reference": "123456782"}}, "/reference"),
        ({"candidate": {"reference": "w", "isUnderSixteen": True, "guardianNote": "Vader."}}, "/sixteenOn"),
    ],
)
async def test_a_mistake_is_told_with_its_place(
    client: AsyncClient, organisation: Tenant, change: dict[str, Any], pointer: str
) -> None:
    body = dossier_body(organisation.ids) | change
    refused = await client.post(base(organisation), json=body, headers=organisation.headers())
    assert refused.status_code == 400
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]


async def test_a_claim_is_made_once_and_within_the_skill_set(
    client: AsyncClient, organisation: Tenant
) -> None:
    path = f"{base(organisation)}/{organisation.ids['dossierId']}/claims"
    again = await client.post(path, json=claim_body(organisation.ids), headers=organisation.headers())
    assert (again.status_code, again.json()["code"]) == (409, "claim_exists")
    other = claim_body({}) | {"levelAsked": 3}
    unknown = await client.post(path, json=other, headers=organisation.headers())
    assert unknown.json()["errors"][0]["pointer"] == "/achievementId"


async def test_scopes_open_what_they_say(client: AsyncClient, organisation: Tenant) -> None:
    reader = await key_with(client, organisation, Scope.DOSSIERS_READ)
    opener = await key_with(client, organisation, Scope.DOSSIERS_OPEN)
    body = dossier_body(organisation.ids)
    assert (await client.post(base(organisation), json=body, headers=reader.headers())).status_code == 403
    assert (await client.get(base(organisation), headers=opener.headers())).status_code == 403
    assert (await client.get(base(organisation), headers=reader.headers())).status_code == 200


async def test_a_file_of_another_dossier_is_no_evidence(client: AsyncClient, organisation: Tenant) -> None:
    path = f"{base(organisation)}/{organisation.ids['dossierId']}/evidence"
    body = EVIDENCE_BODY | {"fileId": str(UUID(int=7))}
    refused = await client.post(path, json=body, headers=organisation.headers())
    assert refused.json()["errors"][0]["code"] == "unknown_file"
