"""Envelopes and Token Status Lists by the API, as a partnership and a wallet use them."""

import json
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.credentials.encoding import base64url
from app.credentials.formats.enveloping import envelop
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import SecuredCredential
from app.credentials.status.token_status_list import parse_status_claims
from tests.api.tenants import Tenant

HOLDER = PublicKey.of(generate_private_key("ES256"), kid="").to_jwk()
NO_SUITE = {"format": "vc+jwt", "cryptosuite": "eddsa-rdfc-2022"}


def address(tenant: Tenant, *more: str) -> str:
    base = f"/v1/organisations/{tenant.ids['organisationId']}/credentials/{tenant.ids['credentialId']}"
    return "/".join([base, "envelopes", *more])


async def order(client: AsyncClient, tenant: Tenant, **body: Any) -> Response:
    return await client.post(address(tenant), json=body, headers=tenant.headers())


async def test_an_envelope_is_made_once_listed_and_read(client: AsyncClient, organisation: Tenant) -> None:
    headers = organisation.headers()
    body = {"format": "dc+sd-jwt", "holderKey": HOLDER}
    made = await client.post(address(organisation), json=body, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["format"] == "dc+sd-jwt"
    assert "Idempotent-Replayed" not in made.headers
    again = await client.post(address(organisation), json=body, headers=headers)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (made.json(), "true")
    listed = await client.get(address(organisation), headers=organisation.headers())
    assert made.json()["id"] in {item["id"] for item in listed.json()["items"]}
    one = await client.get(address(organisation, made.json()["id"]), headers=organisation.headers())
    assert one.json() == made.json()


async def test_a_list_of_envelopes_comes_in_pages(client: AsyncClient, organisation: Tenant) -> None:
    for _ in range(2):
        assert (await order(client, organisation, format="vc-jwt")).status_code == 201
    found: list[str] = []
    query = "?limit=1"
    while query:
        page = (await client.get(address(organisation) + query, headers=organisation.headers())).json()
        found += [item["id"] for item in page["items"]]
        query = f"?limit=1&cursor={page['nextCursor']}" if page["nextCursor"] else ""
    assert len(found) == len(set(found)) == 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"format": "mso_mdoc"},
        NO_SUITE,
        {"format": "vc+jwt", "holderKey": HOLDER},
        {"format": "vc+jwt", "x": 1},
    ],
)
async def test_an_order_that_makes_no_sense_is_refused(
    client: AsyncClient, organisation: Tenant, body: dict[str, Any]
) -> None:
    assert (await order(client, organisation, **body)).status_code == 400


async def test_a_revoked_credential_gets_no_envelope(client: AsyncClient, organisation: Tenant) -> None:
    revoke = address(organisation).replace("/envelopes", "/_revoke")
    done = await client.post(revoke, json={"reason": "error"}, headers=organisation.headers())
    assert done.status_code == 200
    refused = await order(client, organisation, format="vc+jwt")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/credential-already-revoked")


@pytest.mark.parametrize(
    ("form", "suite"),
    [("vc+jwt", None), ("vc+sd-jwt", None), ("dc+sd-jwt", None), ("data-integrity", "ecdsa-jcs-2019")],
)
async def test_every_envelope_is_verified_with_its_format_and_suite(
    client: AsyncClient, organisation: Tenant, form: str, suite: str | None
) -> None:
    made = await order(client, organisation, format=form, **({"cryptosuite": suite} if suite else {}))
    text = made.json()["credential"]
    credential = json.loads(text) if form == "data-integrity" else text
    answer = (await client.post("/v1/verifications", json={"credential": credential})).json()
    [result] = answer["results"]
    assert (result["verdict"], result["format"]) == ("valid", form)
    assert result["cryptosuites"] == ([suite] if suite else [])


async def test_a_presentation_may_carry_every_kind_of_envelope(
    client: AsyncClient, organisation: Tenant
) -> None:
    carried: list[Any] = []
    for form in ("vc+jwt", "vc+sd-jwt", "dc+sd-jwt"):
        text = (await order(client, organisation, format=form)).json()["credential"]
        carried.append(envelop(SecuredCredential(form, text)))
    document = (await order(client, organisation, format="data-integrity")).json()["credential"]
    carried.append(json.loads(document))
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": carried}
    answer = (await client.post("/v1/verifications", json={"presentation": presentation})).json()
    assert [result["format"] for result in answer["results"]] == [
        "vc+jwt", "vc+sd-jwt", "dc+sd-jwt", "data-integrity",
    ]  # fmt: skip
    assert answer["verdict"] == "valid"


async def test_a_token_status_list_is_for_anybody_and_may_be_kept_a_minute(
    client: AsyncClient, organisation: Tenant
) -> None:
    status = (await order(client, organisation, format="dc+sd-jwt")).json()["status"]
    answer = await client.get(status["listUrl"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/statuslist+jwt"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=60"
    header, payload, _ = [part.encode() for part in answer.text.split(".")]
    assert json.loads(base64url.decode(header))["typ"] == "statuslist+jwt"
    claims = json.loads(base64url.decode(payload))
    found = parse_status_claims(claims, url=status["listUrl"])
    assert (found.size, found.length, claims["ttl"]) == (2, 131_072, 60)
    assert found.status_at(status["index"]) == 0
    tag = answer.headers["etag"]
    unchanged = await client.get(status["listUrl"], headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(("act", "value"), [("_suspend", 2), ("_revoke", 1)])
async def test_a_change_of_status_is_in_the_token_status_list_under_another_tag(
    client: AsyncClient, organisation: Tenant, act: str, value: int
) -> None:
    status = (await order(client, organisation, format="dc+sd-jwt")).json()["status"]
    before = await client.get(status["listUrl"])
    body = {"_suspend": {}, "_revoke": {"reason": "error"}}[act]
    path = address(organisation).replace("/envelopes", f"/{act}")
    assert (await client.post(path, json=body, headers=organisation.headers())).status_code == 200
    after = await client.get(status["listUrl"])
    payload = json.loads(base64url.decode(after.text.split(".")[1].encode()))
    assert parse_status_claims(payload, url=status["listUrl"]).status_at(status["index"]) == value
    assert int(after.headers["etag"].strip('"').split("-")[0]) > int(
        before.headers["etag"].strip('"').split("-")[0]
    )


async def test_the_status_at_another_moment_is_not_told(client: AsyncClient, organisation: Tenant) -> None:
    status = (await order(client, organisation, format="dc+sd-jwt")).json()["status"]
    answer = await client.get(status["listUrl"] + "?time=1686925000")
    assert answer.status_code == 501
    assert answer.json()["type"].endswith("/status-history-not-kept")


async def test_a_list_that_nobody_made_is_missing(client: AsyncClient) -> None:
    assert (await client.get("/status/00000000-0000-4000-8000-00000000dead")).status_code == 404
    assert (await client.get("/status/x")).status_code in {400, 404}


def in_passport(holder: Tenant) -> str:
    return f"/v1/passport/credentials/{holder.ids['credentialId']}/envelopes"


async def test_a_holder_gets_a_credential_for_a_wallet_bound_to_its_key(
    client: AsyncClient, holder: Tenant
) -> None:
    body, headers = {"format": "dc+sd-jwt", "holderKey": HOLDER}, holder.headers()
    made = await client.post(in_passport(holder), json=body, headers=headers)
    assert made.status_code == 201, made.text
    claims = made.json()["credential"].split(".")[1].encode()
    assert json.loads(base64url.decode(claims))["cnf"] == {"jwk": HOLDER}
    again = await client.post(in_passport(holder), json=body, headers=headers)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (made.json(), "true")


async def test_a_holder_may_not_use_up_the_status_lists(client: AsyncClient, holder: Tenant) -> None:
    body, headers = {"format": "vc+jwt"}, holder.headers()
    answers = [await client.post(in_passport(holder), json=body, headers=headers) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {201}
    assert answers[60].status_code == 429


async def test_a_holder_gets_no_credential_of_another_passport(
    client: AsyncClient, holder: Tenant, other_holder: Tenant
) -> None:
    answer = await client.post(in_passport(other_holder), json={"format": "vc+jwt"}, headers=holder.headers())
    assert answer.status_code == 404


async def test_a_partnership_that_ended_signs_nothing_more(
    client: AsyncClient, holder: Tenant, superuser: Any
) -> None:
    superuser.execute("UPDATE organisations SET ended_at = now()")
    answer = await client.post(in_passport(holder), json={"format": "vc+jwt"}, headers=holder.headers())
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/no-signing-key")
    superuser.execute("DELETE FROM organisations")
    answer = await client.post(in_passport(holder), json={"format": "vc+jwt"}, headers=holder.headers())
    assert answer.status_code == 404
