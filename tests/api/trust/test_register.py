"""The public register and the recognitions of a partnership, as other software meets them."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.organisations import find_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.commands.partnerships import add_api_key
from app.issuing.adopt import adopt_skill_set
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.recognise import RecognitionRequest
from app.trust.recognise_as_operator import recognise_for
from tests.api.conftest import add_mandates
from tests.api.tenants import ELSEWHERE, Tenant, issue_body

pytestmark = pytest.mark.usefixtures("organisation")


def base_of(tenant: Tenant) -> str:
    return f"/v1/organisations/{tenant.ids['organisationId']}/recognitions"


async def second_key(context: Context, tenant: Tenant) -> Tenant:
    """Another key of the same organisation: another pair of eyes."""
    async with context.database.transaction() as session:
        found = await find_organisation(session, UUID(tenant.ids["organisationId"]))
    assert found is not None
    _, secret = await add_api_key(context, found, name="second")
    return Tenant(f"Bearer {secret}", tenant.ids)


async def confirm(context: Context, client: AsyncClient, tenant: Tenant) -> dict[str, Any]:
    other = await second_key(context, tenant)
    address = f"{base_of(tenant)}/{tenant.ids['recognitionId']}/_confirm"
    answer = await client.post(address, headers=other.headers())
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_recognition_becomes_public_when_a_second_key_confirms_it(
    context: Context, client: AsyncClient, organisation: Tenant
) -> None:
    drafts = (await client.get(base_of(organisation), headers=organisation.headers())).json()["drafts"]
    assert [draft["id"] for draft in drafts] == [organisation.ids["recognitionId"]]
    address = f"{base_of(organisation)}/{organisation.ids['recognitionId']}/_confirm"
    alone = await client.post(address, headers=organisation.headers())
    assert (alone.status_code, alone.json()["code"]) == (409, "four_eyes_needed")
    assert (await client.get("/v1/recognitions")).json()["items"] == []
    made = await confirm(context, client, organisation)
    listed = (await client.get("/v1/recognitions", params={"issuerDid": ELSEWHERE})).json()["items"]
    assert listed == [made]
    assert (await client.get(f"/v1/recognitions/{made['id']}")).json() == made
    by_another = {"recogniserDid": "did:web:nobody.example"}
    assert (await client.get("/v1/recognitions", params=by_another)).json()["items"] == []


async def test_a_withdrawn_recognition_stays_to_be_seen(
    context: Context, client: AsyncClient, organisation: Tenant
) -> None:
    made = await confirm(context, client, organisation)
    address = f"{base_of(organisation)}/{made['id']}/_withdraw"
    for _ in range(2):
        answer = await client.post(address, headers=organisation.headers())
        assert answer.json()["recognition"]["state"] == "withdrawn"
    [listed] = (await client.get("/v1/recognitions")).json()["items"]
    assert (listed["state"], listed["statement"]) == ("withdrawn", made["statement"])


async def test_the_register_comes_in_pages_by_name_and_knows_what_you_have(
    client: AsyncClient, other_organisation: Tenant
) -> None:
    assert other_organisation
    names, cursor = [], None
    for _ in range(5):
        params = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/issuers", params=params)).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert names == sorted(names) and len(names) == 3
    found = await client.get("/v1/issuers", params={"name": "vakschool"})
    assert [item["did"] for item in found.json()["items"]] == [ELSEWHERE]
    again = await client.get(
        "/v1/issuers", params={"name": "vakschool"}, headers={"If-None-Match": found.headers["etag"]}
    )
    assert again.status_code == 304
    assert found.headers["cache-control"] == "public, max-age=2"


async def test_an_issuer_is_found_by_its_did_and_another_is_not(client: AsyncClient) -> None:
    found = await client.get(f"/v1/issuers/{ELSEWHERE}")
    assert (found.json()["name"], found.json()["state"]) == ("Vakschool Elders", "active")
    assert [event["action"] for event in found.json()["history"]] == ["registered"]
    assert (await client.get("/v1/issuers/did:web:nobody.example")).status_code == 404


async def test_a_verification_tells_by_whom_the_issuer_is_recognised_for_this_skill_set(
    context: Context, client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    ids = other_organisation.ids
    async with context.database.transaction() as session:
        first, second = [
            await find_organisation(session, UUID(tenant.ids["organisationId"]))
            for tenant in (organisation, other_organisation)
        ]
    assert first is not None and second is not None
    uri = f"{context.settings.public_url}/skill-sets/{ids['publishedSkillSetId']}"
    did = issuer_did(context.settings, second.slug)
    made = await recognise_for(context, first.slug, RecognitionRequest(did, 4, uri, "De set"))
    await recognise_for(context, first.slug, RecognitionRequest(did, 4, f"{uri}0", "Een andere set"))
    async with context.database.transaction(organisation_id=second.id) as session:
        await adopt_skill_set(context, session, second.id, UUID(ids["publishedSkillSetId"]), 1)
    adopted = Tenant("", {**ids, "achievementId": ids["skillSetAchievementId"]})
    await add_mandates(context, adopted, Issuer(second.id, "operator", ANY_SCOPE, second.name, second.slug))
    body = issue_body(adopted.ids, "worker-9")
    path = f"/v1/organisations/{ids['organisationId']}/credentials"
    issued = await client.post(path, json=body, headers=other_organisation.headers())
    assert issued.status_code == 201, issued.text
    sent = {"credential": issued.json()["credential"]}
    context.caches.clear()
    answer = await client.post("/v1/verifications", json=sent)
    told = answer.json()["results"][0]["credential"]
    assert [one["id"] for one in told["recognitions"]] == [str(made.id)]
    assert told["recognitions"][0]["recogniserName"] == first.name
    assert (told["issuer"]["state"], told["issuer"]["successorDid"]) == ("active", None)
