"""What a worker tells themselves stands apart in word and shape, and is shown only when chosen."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from app.holding.errors import InvalidShare
from app.holding.open_share import peek_share_link
from app.holding.own_skills import (
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_SKILLS,
    add_own_skill,
    list_own_skills,
    remove_own_skill,
)
from app.holding.share import ShareRequest, create_share_link
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from tests.api.conftest import post
from tests.api.tenants import Tenant
from tests.api.test_share_options import enter, press, told

TOLD = "Taarten versieren"
WORDS = "Voor feesten in de buurt."
APART = re.compile(r'<section class="card own"[^>]*>(.*?)</section>', re.DOTALL)


async def test_what_is_told_is_shown_only_when_chosen_and_never_to_a_stranger(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "own-chosen")
    skill = await add_own_skill(context, holder_id, f"  {TOLD} ", WORDS)
    chosen = ShareRequest((credential_id,), own_skill_ids=(skill.id,))
    _, plain = await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    link, secret = await create_share_link(context, holder_id, chosen)
    assert link.own_skill_count == 1
    assert TOLD not in await told(context, client, plain)
    assert TOLD in await told(context, client, secret)
    await remove_own_skill(context, holder_id, skill.id)
    assert TOLD not in await told(context, client, secret)


async def test_no_verdict_is_about_it_on_the_page_by_the_api_or_on_a_receipt(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "own-apart")
    skill = await add_own_skill(context, holder_id, TOLD, WORDS)
    request = ShareRequest((credential_id,), own_skill_ids=(skill.id,), has_code=True)
    _, secret = await create_share_link(context, holder_id, request)
    client.cookies.clear()
    for page in (await client.get(f"/s/{secret}"), await client.post(f"/s/{secret}")):
        [apart] = APART.findall(page.text)
        assert TOLD in apart
        assert "Zelf verteld" in apart
        assert "Niemand heeft dit gecontroleerd." in apart
        assert "geldig" not in apart
        assert "verdict" not in apart
        assert TOLD not in APART.sub("", page.text)
    asked = await client.post("/v1/verifications", json={"shareLink": secret, "withReceipt": True})
    answer = asked.json()
    assert answer["selfDeclared"] == [{"name": TOLD, "words": WORDS}]
    assert TOLD not in str(answer["results"])
    receipt = await client.post(f"/s/{secret}/receipt", data={"as": "jwt"})
    assert TOLD not in receipt.text


async def test_a_worker_tells_a_skill_chooses_it_for_a_link_and_takes_it_back(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "own-pages")
    asked = await client.get("/passport/own")
    empty = await press(client, "/passport/own", asked.text, name="  ", words=WORDS)
    assert empty.status_code == 400
    assert WORDS in empty.text
    assert 'href="#field-name"' in empty.text
    number = await press(client, "/passport/own", asked.text, name="111222333")
    assert "burgerservicenummer" in number.text
    saved = await press(client, "/passport/own", asked.text, name=TOLD, words=WORDS)
    assert saved.status_code == 303
    assert TOLD in (await client.get("/passport")).text
    [skill] = await list_own_skills(context, holder_id)
    choose = await client.get(f"/passport/share?credential={credential_id}")
    assert "Zelf verteld" in choose.text
    fields = {"credential": str(credential_id), "ownSkill": str(skill.id)}
    step = await press(client, "/passport/share/step", choose.text, **fields)
    for _ in range(2):
        step = await press(client, "/passport/share/step", step.text)
    preview = await press(client, "/passport/share/preview", step.text)
    assert TOLD in preview.text
    made = await press(client, "/passport/share", preview.text)
    found = re.search(r"/s/([\w-]+)\"", made.text)
    assert found is not None
    shared = await peek_share_link(context, found[1])
    assert shared is not None
    assert [one.name for one in shared.own_skills] == [TOLD]
    mine = await client.get("/passport/own")
    for _ in range(2):
        gone = await press(client, f"/passport/own/{skill.id}/remove", mine.text)
        assert gone.status_code == 303
    assert await list_own_skills(context, holder_id) == ()


async def test_all_mistakes_are_told_together_and_there_is_a_most(
    context: Context, client: AsyncClient
) -> None:
    holder_id, _ = await enter(context, client, "own-mistakes")
    with pytest.raises(InvalidInput) as refused:
        await add_own_skill(context, holder_id, "x" * (LONGEST_NAME + 1), "y" * (LONGEST_WORDS + 1))
    assert [fault.pointer for fault in refused.value.errors] == ["/name", "/words"]
    for number in range(MOST_SKILLS):
        await add_own_skill(context, holder_id, f"Taart {number}")
    with pytest.raises(InvalidInput):
        await add_own_skill(context, holder_id, TOLD)
    full = await press(client, "/passport/own", (await client.get("/passport/own")).text, name=TOLD)
    assert "U hebt er 50." in full.text


async def test_nobody_shares_what_somebody_else_tells_and_paper_has_credentials_only(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "own-foreign")
    other_id, _ = await enter(context, client, "own-foreign-other")
    foreign = await add_own_skill(context, other_id, TOLD)
    mine = await add_own_skill(context, holder_id, TOLD)
    wrong = (
        ShareRequest((credential_id,), own_skill_ids=(foreign.id,)),
        ShareRequest((credential_id,), own_skill_ids=(uuid4(),)),
        ShareRequest((credential_id,), own_skill_ids=(mine.id,), is_for_paper=True),
    )
    for request in wrong:
        with pytest.raises(InvalidShare):
            await create_share_link(context, holder_id, request)
    with pytest.raises(NotFound):
        await remove_own_skill(context, holder_id, foreign.id)


async def test_the_database_keeps_no_word_of_it_in_clear(context: Context, client: AsyncClient) -> None:
    holder_id, _ = await enter(context, client, "own-sealed")
    await add_own_skill(context, holder_id, TOLD, WORDS)
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = (await session.connection()).exec_driver_sql
        [row] = (await rows("SELECT content_sealed FROM holder_skills")).all()
    assert TOLD.encode() not in row[0]


async def test_the_api_tells_lists_and_removes(client: AsyncClient, holder: Tenant) -> None:
    made = await post(client, holder, "/v1/passport/own-skills", {"name": "Breien", "words": "Truien."})
    listed = await client.get("/v1/passport/own-skills", headers=holder.headers())
    assert made in listed.json()["items"]
    removed = await client.delete(f"/v1/passport/own-skills/{UUID(made['id'])}", headers=holder.headers())
    assert removed.status_code == 204
    listed = await client.get("/v1/passport/own-skills", headers=holder.headers())
    assert made not in listed.json()["items"]
