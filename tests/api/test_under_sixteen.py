"""A worker under sixteen, by the API and the pages: nothing is shared in public, her own files are hers."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.platform.context import Context
from tests.contract.passport_world import World, build_world
from tests.passports import Worker, post, show

SLUG = "young-api"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG, phone="038 123 45 67")


@pytest.fixture
async def sanne(world: World) -> Worker:
    """Sixteen in two hundred days."""
    day = (world.context.clock.now() + timedelta(days=200)).date()
    received = await world.claim(await world.issue(sixteen_on=day))
    assert received.session is not None
    return Worker(received.holder_id, received.session.token)


@pytest.mark.parametrize("changes", [{}, {"isForPaper": True}, {"hasCode": True}, {"isSingleUse": True}])
async def test_the_api_makes_no_link_of_any_kind(
    client: AsyncClient, sanne: Worker, changes: dict[str, bool]
) -> None:
    headers = {"Authorization": f"Bearer {sanne.token}", "Idempotency-Key": "young-link-0001"}
    held = await client.get("/v1/passport/credentials", headers=headers)
    body = {"credentialIds": [item["id"] for item in held.json()["items"]], **changes}
    answer = await client.post("/v1/passport/share-links", headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "under_sixteen")
    assert answer.json()["type"].endswith("/problems/under-sixteen")
    assert (await client.get("/v1/passport/share-links", headers=headers)).json()["items"] == []


async def test_her_own_files_come_along_at_any_age(client: AsyncClient, sanne: Worker) -> None:
    headers = {"Authorization": f"Bearer {sanne.token}"}
    answer = await client.post("/v1/passport/_export", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")


async def test_every_page_of_sharing_leads_to_why_not_yet(
    context: Context, client: AsyncClient, sanne: Worker
) -> None:
    show(context, client, sanne.token)
    asked = [
        await client.get("/passport/share"),
        await client.get("/passport/paper"),
        await post(client, "/passport/share", credential="x"),
        await post(client, "/passport/share/step", step="choose"),
        await post(client, "/passport/share/preview"),
        await post(client, "/passport/share/mail", secret="x", email="x@y.example"),
        await post(client, "/passport/paper"),
    ]
    assert {(one.status_code, one.headers["location"]) for one in asked} == {(303, "/passport/from-sixteen")}
