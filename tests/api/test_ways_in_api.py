"""The ways into a passport for software: the same rules as the pages have."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.platform.context import Context
from tests.contract.passport_world import World, build_world
from tests.passports import EMAIL, PHONE, Superuser, Worker, a_worker, code_of, fresh, seen, send_asked

BASE = "/v1/passport"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "ways-in-api")


@pytest.fixture
async def sanne(world: World) -> Worker:
    return await a_worker(world)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def add(
    context: Context, client: AsyncClient, superuser: Superuser, worker: Worker, address: str
) -> dict[str, Any]:
    """Adds an address and confirms it; answers what the confirmation was sent."""
    before = seen(context, superuser)
    asked = await client.post(f"{BASE}/contacts", json={"address": address}, headers=bearer(worker.token))
    assert asked.status_code == 202
    body = {"codeToken": asked.json()["codeToken"], "code": code_of(fresh(context, superuser, before))}
    done = await client.post(f"{BASE}/contacts/_confirm", json=body, headers=bearer(worker.token))
    assert done.status_code == 204, done.text
    return body


async def test_an_address_is_added_listed_by_a_hint_used_and_removed(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    body = await add(context, client, superuser, sanne, PHONE)
    again = await client.post(f"{BASE}/contacts/_confirm", json=body, headers=bearer(sanne.token))
    assert (again.status_code, again.json()["code"]) == (401, "invalid_credentials")
    [contact] = (await client.get(f"{BASE}/contacts", headers=bearer(sanne.token))).json()["items"]
    assert (contact["kind"], contact["hint"]) == ("phone", "+31 … 78")
    before = seen(context, superuser)
    asked = (await client.post(f"{BASE}/sign-ins", json={"address": "+31612345678"})).json()
    await send_asked(context, superuser)
    entry = {"codeToken": asked["codeToken"], "code": code_of(fresh(context, superuser, before))}
    opened = await client.post(f"{BASE}/sessions", json=entry)
    assert opened.status_code == 201
    token = opened.json()["holderToken"]
    assert (await client.delete(f"{BASE}/contacts/{contact['id']}", headers=bearer(token))).status_code == 204
    assert (await client.get(f"{BASE}/contacts", headers=bearer(token))).json()["items"] == []
    kinds = [
        one["kind"] for one in (await client.get(f"{BASE}/events", headers=bearer(token))).json()["items"]
    ]
    assert sorted(kinds) == ["contact-added", "contact-removed", "signed-in-by-code"]
    assert (await client.post(f"{BASE}/sessions/_end", headers=bearer(token))).status_code == 204
    assert (await client.get(f"{BASE}/contacts", headers=bearer(token))).status_code == 401


@pytest.mark.abuse("A28")
async def test_an_unknown_address_is_answered_like_a_known_one_and_a_wrong_code_is_refused(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    await add(context, client, superuser, sanne, EMAIL)
    known, unknown = [
        await client.post(f"{BASE}/sign-ins", json={"address": address})
        for address in (EMAIL, "wie@werk.example")
    ]
    assert (known.status_code, set(known.json())) == (unknown.status_code, set(unknown.json()))
    for answer in (known, unknown):
        body = {"codeToken": answer.json()["codeToken"], "code": "000000"}
        refused = await client.post(f"{BASE}/sessions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (401, "invalid_credentials")


async def test_an_address_of_another_passport_is_refused_after_its_code(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, sanne: Worker
) -> None:
    await add(context, client, superuser, sanne, EMAIL)
    other = await a_worker(world, "w-2")
    before = seen(context, superuser)
    asked = await client.post(f"{BASE}/contacts", json={"address": EMAIL}, headers=bearer(other.token))
    body = {"codeToken": asked.json()["codeToken"], "code": code_of(fresh(context, superuser, before))}
    taken = await client.post(f"{BASE}/contacts/_confirm", json=body, headers=bearer(other.token))
    assert (taken.status_code, taken.json()["code"]) == (409, "address_taken")


@pytest.mark.parametrize(
    ("address", "code"), [("06", "invalid_input"), ("020 1234567", "invalid_phone"), ("a@b", "invalid_email")]
)
async def test_what_is_no_address_is_refused(client: AsyncClient, address: str, code: str) -> None:
    answer = await client.post(f"{BASE}/sign-ins", json={"address": address})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_recoveries_and_codes_for_a_coach_are_ended_by_the_holder(
    client: AsyncClient, sanne: Worker
) -> None:
    headers = bearer(sanne.token)
    made = await client.post(f"{BASE}/help-codes", headers=headers)
    assert made.status_code == 201 and len(made.json()["code"]) == 8
    assert (await client.post(f"{BASE}/help-codes/_end", headers=headers)).status_code == 204
    assert (await client.get(f"{BASE}/recoveries", headers=headers)).json() == {"items": []}
    assert (await client.post(f"{BASE}/recoveries/_stop", headers=headers)).status_code == 204
