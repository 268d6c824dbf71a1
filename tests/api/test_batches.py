"""POST /v1/verifications/_batch: a thousand in one request, in order, each by itself."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import event

from app.accounts.api_keys import create_api_key
from app.accounts.organisations import create_organisation
from app.accounts.permissions import Scope
from app.issuing.revoke import RevocationReason, revoke
from app.platform.context import Context
from app.platform.errors import Overloaded
from app.verifying import batch, limits
from app.verifying.batch_schemas import VerificationBatchView
from tests.contract.passport_world import build_world

URL = "/v1/verifications/_batch"


async def _key(context: Context, slug: str) -> dict[str, str]:
    verifier = await create_organisation(context, slug=slug, name=f"Bedrijf {slug}", kind="verifier")
    async with context.database.transaction(organisation_id=verifier.id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=verifier.id,
            name="check",
            scopes=[Scope.VERIFICATIONS_CREATE],
            expires_at=context.clock.now() + timedelta(days=1),
            now=context.clock.now(),
            randomness=context.randomness,
        )
    return {"Authorization": f"Bearer {secret}"}


async def _send(client: AsyncClient, items: list[Any], headers: dict[str, str] | None = None) -> list[Any]:
    answer = await client.post(URL, json={"items": items}, headers=headers)
    assert answer.status_code == 200, answer.text
    VerificationBatchView.model_validate_json(answer.content)
    found: list[Any] = answer.json()["items"]
    return found


async def test_the_answers_come_in_the_order_of_the_items(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "batch-order")
    issued = [await world.issue() for _ in range(3)]
    await revoke(context, world.issuer, issued[1].id, reason=RevocationReason.ERROR)
    found = await _send(client, [{"credential": one.secured.text} for one in issued])
    assert [item["verification"]["verdict"] for item in found] == ["valid", "invalid", "valid"]
    alone = await client.post("/v1/verifications", json={"credential": issued[0].secured.text})
    assert found[0]["verification"] == alone.json()


async def test_one_bad_item_does_not_spoil_the_others(context: Context, client: AsyncClient) -> None:
    text = (await (await build_world(context, "batch-bad")).issue()).secured.text
    bad = [7, None, {}, {"credential": text, "shareLink": "x"}, {"unheardOf": 1}, {"credential": ["x"]}]
    presentation = {"presentation": {"type": "x"}}
    found = await _send(client, [{"credential": text}, *bad, presentation, {"credential": text}])
    assert [bool(item["problem"]) for item in found] == [False, *[True] * 7, False]
    codes = {item["problem"]["code"] for item in found if item["problem"]}
    assert codes == {"invalid_input", "invalid_verification_request", "invalid_presentation"}
    assert {item["problem"]["status"] for item in found if item["problem"]} == {400}
    assert found[-1]["verification"]["verdict"] == "valid"


@pytest.mark.parametrize("count", [0, 1_001])
async def test_a_batch_has_one_to_a_thousand_items(client: AsyncClient, count: int) -> None:
    answer = await client.post(URL, json={"items": [{"credential": "a.b.c"}] * count})
    assert answer.status_code == 400


async def test_a_batch_that_is_too_large_is_refused(client: AsyncClient) -> None:
    answer = await client.post(URL, json={"items": ["a" * 9_000_000]})
    assert answer.status_code == 413


async def test_items_count_as_single_verifications_do(client: AsyncClient) -> None:
    items = [{"credential": "a.b.c"}]
    assert len(await _send(client, items * 59)) == 59
    assert (await client.post(URL, json={"items": items * 2})).status_code == 429
    assert len(await _send(client, items)) == 1
    alone = await client.post("/v1/verifications", json=items[0])
    assert alone.status_code == 429
    assert int(alone.headers["retry-after"]) >= 1


async def test_a_key_has_a_limit_of_its_own(
    context: Context, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await _key(context, "batch-key")
    monkeypatch.setattr(limits, "BATCHED_A_MINUTE", 100)
    assert len(await _send(client, [{"credential": "a.b.c"}] * 100, headers)) == 100
    answer = await client.post(URL, json={"items": [{}]}, headers=headers)
    assert answer.status_code == 429


async def test_more_items_ask_the_database_no_more_often(context: Context, client: AsyncClient) -> None:
    headers = await _key(context, "batch-cost")
    world = await build_world(context, "batch-linear")
    items = [{"credential": (await world.issue()).secured.text} for _ in range(30)]
    said: list[str] = []
    engine = context.database.engine.sync_engine

    def listen(*call: Any) -> None:
        said.append(call[2])

    asked = {}
    event.listen(engine, "before_cursor_execute", listen)
    try:
        for count in (3, 3, 30):
            said.clear()
            context.caches.clear()
            found = await _send(client, items[:count], headers)
            asked[count] = len(said)
            assert {item["verification"]["verdict"] for item in found} == {"valid"}
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    # What is remembered for a second may run out in between: far from one question for each item.
    assert 0 < asked[30] < asked[3] + 20


async def test_others_have_their_turn_while_a_batch_is_judged(context: Context, client: AsyncClient) -> None:
    headers = await _key(context, "batch-turns")
    text = (await (await build_world(context, "batch-fair")).issue()).secured.text
    large = asyncio.create_task(_send(client, [{"credential": text}] * 1_000, headers))
    await asyncio.sleep(0.05)
    answer = await client.post("/v1/verifications", json={"credential": text})
    assert answer.status_code == 200
    assert not large.done()
    assert len(await large) == 1_000


async def test_too_many_batches_at_once_are_told_to_wait(context: Context) -> None:
    async with batch._admit(context), batch._admit(context):
        waiting = [asyncio.create_task(_enter(context)) for _ in range(batch.MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await _enter(context)
    await asyncio.gather(*waiting)


async def _enter(context: Context) -> None:
    async with batch._admit(context):
        pass


async def test_what_is_not_reached_in_time_says_so(
    context: Context, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SECONDS", 0.0)
    [item] = await _send(client, [{"credential": "a.b.c"}])
    assert (item["problem"]["status"], item["problem"]["code"]) == (503, "overloaded")
