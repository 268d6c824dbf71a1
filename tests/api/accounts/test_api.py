"""The routes of accounts: what each answers, and to whom."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.api_keys import create_api_key
from app.accounts.organisations import Organisation, create_organisation
from app.accounts.permissions import Scope
from app.platform.context import Context
from tests.conftest import LogBook

BASE = "/v1/organisations"


async def make(context: Context, slug: str, *scopes: Scope) -> tuple[Organisation, dict[str, str]]:
    organisation = await create_organisation(context, slug=slug, name=f"Partnership {slug}", is_test=True)
    return organisation, await headers_for(context, organisation.id, *scopes)


async def headers_for(context: Context, organisation_id: UUID, *scopes: Scope) -> dict[str, str]:
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=organisation_id,
            name="Test",
            scopes=scopes or tuple(Scope),
            expires_at=now + timedelta(days=1),
            now=now,
            randomness=context.randomness,
        )
    return {"Authorization": f"Bearer {secret}", "Idempotency-Key": "accounts-test-0001"}


async def test_an_organisation_reads_itself(context: Context, client: AsyncClient) -> None:
    organisation, headers = await make(context, "api-self")
    answer = await client.get(f"{BASE}/{organisation.id}", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["slug"] == "api-self"
    assert answer.json()["isTest"] is True


@pytest.mark.parametrize("path", ["", "/api-keys", "/audit-events", "/signing-keys"])
async def test_nobody_is_told_anything_without_a_key(
    context: Context, client: AsyncClient, path: str
) -> None:
    organisation, _ = await make(context, "api-anonymous")
    answer = await client.get(f"{BASE}/{organisation.id}{path}")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize("value", ["Bearer x", "Basic x", "Bearer ", "Bearer sp_live_" + "0" * 60])
async def test_a_wrong_key_is_unauthenticated(context: Context, client: AsyncClient, value: str) -> None:
    organisation, _ = await make(context, "api-wrong")
    answer = await client.get(f"{BASE}/{organisation.id}", headers={"Authorization": value})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["", "/api-keys", "/audit-events", "/signing-keys"])
async def test_another_organisation_is_like_a_missing_one(
    context: Context, client: AsyncClient, path: str
) -> None:
    _, headers = await make(context, "api-ours")
    theirs, _ = await make(context, "api-theirs")
    real = await client.get(f"{BASE}/{theirs.id}{path}", headers=headers)
    missing = await client.get(f"{BASE}/{UUID(int=5)}{path}", headers=headers)
    assert real.status_code == missing.status_code == 404
    assert real.json()["code"] == missing.json()["code"] == "not_found"
    assert real.json()["detail"] == missing.json()["detail"]


@pytest.mark.abuse("A29")
async def test_a_key_is_made_shown_once_used_and_revoked(context: Context, client: AsyncClient) -> None:
    organisation, headers = await make(context, "api-cycle")
    keys = f"{BASE}/{organisation.id}/api-keys"
    body = {"name": "HR system", "scopes": ["credentials:read"]}
    made = await client.post(keys, headers=headers, json=body)
    assert made.status_code == 201, made.text
    secret = made.json()["secret"]
    assert secret.startswith("sp_test_")
    again = await client.post(keys, headers=headers, json=body)
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["secret"] is None
    listed = await client.get(keys, headers=headers)
    assert made.json()["id"] in [key["id"] for key in listed.json()["items"]]
    assert secret not in listed.text
    own = {"Authorization": f"Bearer {secret}"}
    assert (await client.get(f"{BASE}/{organisation.id}", headers=own)).status_code == 200
    revoked = await client.post(f"{keys}/{made.json()['id']}/_revoke", headers=headers)
    assert revoked.status_code == 200
    assert revoked.json()["revokedAt"] is not None


@pytest.mark.abuse("A29")
async def test_a_key_in_the_address_opens_nothing_and_stays_out_of_the_log(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    organisation, headers = await make(context, "api-address")
    secret = headers["Authorization"].removeprefix("Bearer ")
    path = f"{BASE}/{organisation.id}"
    for query in (f"?apiKey={secret}", f"?access_token={secret}"):
        assert (await client.get(path + query)).status_code in (400, 401)
    wrong = {"Authorization": f"Bearer {secret[:-1]}{'0' if secret[-1] != '0' else '1'}"}
    assert (await client.get(path, headers=wrong)).status_code == 401
    assert log_book.lines("apikey.refused")
    log_book.hide(secret, secret[-20:-1])


@pytest.mark.abuse("A29")
async def test_a_key_cannot_give_more_than_it_has(context: Context, client: AsyncClient) -> None:
    organisation, headers = await make(context, "api-escalation", Scope.API_KEYS_MANAGE)
    body = {"name": "More", "scopes": ["credentials:issue"]}
    answer = await client.post(f"{BASE}/{organisation.id}/api-keys", headers=headers, json=body)
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_not_allowed"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["root"]},
        {"name": "x", "scopes": ["audit:read"], "organisationId": str(UUID(int=1))},
        {"name": "x", "scopes": ["audit:read"], "expiresAt": "2020-01-01T00:00:00Z"},
        {"name": "x", "scopes": ["audit:read"], "expiresAt": "2027-01-01T00:00:00"},
    ],
)
async def test_a_malformed_request_for_a_key_is_refused(
    context: Context, client: AsyncClient, body: dict[str, object]
) -> None:
    organisation, headers = await make(context, "api-malformed")
    answer = await client.post(f"{BASE}/{organisation.id}/api-keys", headers=headers, json=body)
    assert answer.status_code == 400, answer.text


async def test_the_audit_log_names_the_key_and_is_read_in_pages(
    context: Context, client: AsyncClient
) -> None:
    organisation, headers = await make(context, "api-audit")
    await headers_for(context, organisation.id)
    events = f"{BASE}/{organisation.id}/audit-events"
    first = (await client.get(events, params={"limit": 2}, headers=headers)).json()
    assert [event["action"] for event in first["items"]] == ["api-key.created", "api-key.created"]
    rest = (
        await client.get(events, params={"limit": 2, "cursor": first["nextCursor"]}, headers=headers)
    ).json()
    assert [event["action"] for event in rest["items"]] == ["organisation.created"]
    assert rest["nextCursor"] is None
