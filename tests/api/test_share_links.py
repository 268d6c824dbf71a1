"""The routes of the passport and the public page of a share link."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import event, text

from app.holding.dependencies import SESSION_COOKIE
from app.holding.sessions import find_holder
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.contract.passport_world import World, build_world

PASSPORT = "/v1/passport"
GONE = "Deze link werkt niet (meer)"
UNKNOWN_SECRET = "0" * 22


async def _claim(client: AsyncClient, world: World, *, count: int = 2) -> tuple[dict[str, str], list[str]]:
    """The headers of a new holder with `count` fresh credentials, and the ids of these."""
    worker = f"w-{world.orders}"
    issued = [await world.issue(worker) for _ in range(count)]
    secret = await world.claim_secret(issued[0])
    answer = await client.post(f"{PASSPORT}/claims", json={"claimCode": secret})
    assert answer.status_code == 201, answer.text
    token = answer.json()["holderToken"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "share-link-0001"}
    return headers, [str(credential.id) for credential in issued]


async def _share(
    client: AsyncClient, world: World, **changes: object
) -> tuple[dict[str, str], dict[str, str]]:
    headers, ids = await _claim(client, world)
    body = {"credentialIds": ids, "purpose": "sollicitatie", "recipientLabel": "Bakkerij Jansen"} | changes
    answer = await client.post(f"{PASSPORT}/share-links", headers=headers, json=body)
    assert answer.status_code == 201, answer.text
    return headers, answer.json()


def _path(link: dict[str, str]) -> str:
    return "/s/" + link["url"].rpartition("/")[2]


async def test_a_claim_code_opens_a_passport_with_its_credentials(
    context: Context, client: AsyncClient
) -> None:
    headers, ids = await _claim(client, await build_world(context, "api-claim"))
    listed = await client.get(f"{PASSPORT}/credentials", headers=headers)
    assert listed.status_code == 200
    items = listed.json()["items"]
    assert sorted(item["id"] for item in items) == sorted(ids)
    assert items[0]["name"] == "Veilig werken met een heftruck"
    assert items[0]["credential"].count(".") == 2


async def test_a_claim_code_works_once(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "api-claim-twice")
    secret = await world.claim_secret(await world.issue())
    assert (await client.post(f"{PASSPORT}/claims", json={"claimCode": secret})).status_code == 201
    again = await client.post(f"{PASSPORT}/claims", json={"claimCode": secret})
    assert (again.status_code, again.json()["code"]) == (404, "claim_link_not_found")


async def test_without_a_good_token_every_route_of_the_passport_is_closed(client: AsyncClient) -> None:
    link = f"{PASSPORT}/share-links/{UUID(int=1)}"
    for headers in ({}, {"Authorization": "Bearer sp_holder_onzin"}):
        answers = [
            await client.get(f"{PASSPORT}/credentials", headers=headers),
            await client.get(f"{PASSPORT}/share-links", headers=headers),
            await client.get(link, headers=headers),
            await client.get(f"{link}/views", headers=headers),
            await client.post(f"{link}/_stop", headers=headers),
        ]
        assert {answer.status_code for answer in answers} == {401}


async def test_a_share_link_is_made_read_listed_and_stopped(context: Context, client: AsyncClient) -> None:
    headers, link = await _share(client, await build_world(context, "api-share"))
    assert re.fullmatch(r"[0-9A-Za-z]{22}", link["url"].rpartition("/")[2])
    assert link["url"].startswith(context.settings.public_url)
    one = await client.get(f"{PASSPORT}/share-links/{link['id']}", headers=headers)
    assert one.status_code == 200
    assert "url" not in one.json()
    listed = await client.get(f"{PASSPORT}/share-links", headers=headers)
    assert [item["state"] for item in listed.json()["items"]] == ["active"]
    stopped = await client.post(f"{PASSPORT}/share-links/{link['id']}/_stop", headers=headers)
    assert stopped.json()["state"] == "stopped"
    assert (await client.get(_path(link))).status_code == 404


async def test_the_same_share_again_answers_the_same_link(context: Context, client: AsyncClient) -> None:
    headers, ids = await _claim(client, await build_world(context, "api-share-again"))
    path, body = f"{PASSPORT}/share-links", {"credentialIds": ids, "recipientLabel": "Bakkerij Jansen"}
    first = await client.post(path, headers=headers, json=body)
    again = await client.post(path, headers=headers, json=body)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first.headers
    assert len((await client.get(path, headers=headers)).json()["items"]) == 1
    other = await client.post(path, headers=headers, json={"credentialIds": ids[:1]})
    assert (other.status_code, other.json()["code"]) == (400, "idempotency_mismatch")
    del headers["Idempotency-Key"]
    without = await client.post(path, headers=headers, json=body)
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")


async def test_a_refused_share_leaves_its_key_free(context: Context, client: AsyncClient) -> None:
    headers, ids = await _claim(client, await build_world(context, "api-share-refused"))
    path = f"{PASSPORT}/share-links"
    refused = await client.post(path, headers=headers, json={"credentialIds": [ids[0], ids[0]]})
    assert refused.status_code == 400
    made = await client.post(path, headers=headers, json={"credentialIds": ids})
    assert made.status_code == 201
    assert "Idempotent-Replayed" not in made.headers


async def test_the_kept_answer_of_a_share_is_sealed(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "api-share-sealed")
    headers, ids = await _claim(client, world)
    body = {"credentialIds": ids, "recipientLabel": "Bakkerij Jansen"}
    made = await client.post(f"{PASSPORT}/share-links", headers=headers, json=body)
    secret = made.json()["url"].rpartition("/")[2]
    holder_id = await find_holder(context, headers["Authorization"].removeprefix("Bearer "))
    assert holder_id is not None
    async with context.database.transaction(holder_id=holder_id) as session:
        kept = (await session.execute(text("SELECT body_sealed FROM idempotent_requests"))).scalars().all()
    assert len(kept) == 1
    assert secret.encode() not in bytes(kept[0])
    async with context.database.transaction(holder_id=UUID(int=7)) as session:
        assert (await session.execute(text("SELECT 1 FROM idempotent_requests"))).first() is None


async def test_a_share_with_mistakes_names_all_of_them(context: Context, client: AsyncClient) -> None:
    headers, ids = await _claim(client, await build_world(context, "api-mistakes"))
    too_late = (context.clock.now() + timedelta(days=400)).isoformat()
    body = {"credentialIds": [ids[0], ids[0]], "expiresAt": too_late}
    answer = await client.post(f"{PASSPORT}/share-links", headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_share")
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/credentialIds", "/expiresAt"}


async def test_the_link_of_another_holder_is_like_a_missing_one(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "api-other")
    _, link = await _share(client, world)
    other_issued = await world.issue("w-other")
    secret = await world.claim_secret(other_issued)
    token = (await client.post(f"{PASSPORT}/claims", json={"claimCode": secret})).json()["holderToken"]
    headers = {"Authorization": f"Bearer {token}"}
    for link_id in (link["id"], UUID(int=1)):
        path = f"{PASSPORT}/share-links/{link_id}"
        answers = [
            await client.get(path, headers=headers),
            await client.get(f"{path}/views", headers=headers),
            await client.post(f"{path}/_stop", headers=headers),
        ]
        assert {answer.json()["code"] for answer in answers} == {"unknown_share_link"}
        assert {answer.status_code for answer in answers} == {404}


def _ensure_private(answer: Response) -> None:
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]


async def test_the_page_shows_the_verdict_at_once(context: Context, client: AsyncClient) -> None:
    _, link = await _share(client, await build_world(context, "page-verdict"))
    page = await client.get(_path(link), headers={"Accept-Language": "nl"})
    assert page.status_code == 200
    _ensure_private(page)
    assert "Deze bewijzen zijn geldig" in page.text
    assert "Samenwerking Zwolle page-verdict" in page.text
    assert "Sanne de Wit" in page.text


@pytest.mark.abuse("A25")
async def test_get_and_head_never_count_and_never_use_up(context: Context, client: AsyncClient) -> None:
    headers, link = await _share(client, await build_world(context, "page-scanner"), isSingleUse=True)
    for _ in range(3):
        assert (await client.get(_path(link))).status_code == 200
        assert (await client.head(_path(link))).status_code == 200
        as_json = await client.get(_path(link), headers={"Accept": "application/json"})
        assert as_json.json()["verification"] is None
    read = await client.get(f"{PASSPORT}/share-links/{link['id']}", headers=headers)
    assert (read.json()["state"], read.json()["viewCount"]) == ("active", 0)


@pytest.mark.abuse("A25")
async def test_a_link_that_works_once_hides_everything_until_the_button_is_pressed(
    context: Context, client: AsyncClient
) -> None:
    headers, link = await _share(client, await build_world(context, "page-once"), isSingleUse=True)
    cover = await client.get(_path(link))
    _ensure_private(cover)
    assert "heftruck" not in cover.text.lower()
    assert "Sanne" not in cover.text
    opened = await client.post(_path(link))
    assert opened.status_code == 200
    _ensure_private(opened)
    assert "Veilig werken met een heftruck" in opened.text
    assert (await client.get(_path(link))).status_code == 404
    assert (await client.post(_path(link))).status_code == 404
    views = await client.get(f"{PASSPORT}/share-links/{link['id']}/views", headers=headers)
    assert [view["channel"] for view in views.json()["items"]] == ["page"]
    assert set(views.json()["items"][0]) == {"channel", "viewedAt"}


@pytest.mark.abuse("A24")
async def test_links_that_do_not_work_are_all_the_same(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "page-gone")
    headers, stopped = await _share(client, world)
    await client.post(f"{PASSPORT}/share-links/{stopped['id']}/_stop", headers=headers)
    _, used = await _share(client, world, isSingleUse=True)
    await client.post(_path(used))
    answers = [await client.get(path) for path in (_path(stopped), _path(used), f"/s/{UNKNOWN_SECRET}")]
    texts = set()
    for answer in answers:
        assert answer.status_code == 404
        _ensure_private(answer)
        assert GONE in answer.text
        texts.add(re.sub(r"[0-9A-Za-z]{22}", "", answer.text))
    assert len(texts) == 1
    as_json = await client.get(f"/s/{UNKNOWN_SECRET}", headers={"Accept": "application/json"})
    assert (as_json.status_code, as_json.json()["code"]) == (404, "share_link_not_working")


@pytest.mark.abuse("A24")
async def test_guessing_is_stopped_after_ten_misses_in_a_minute(
    context: Context, client: AsyncClient
) -> None:
    _, link = await _share(client, await build_world(context, "page-guess"))
    for number in range(10):
        assert (await client.get(f"/s/{number:022}")).status_code == 404
    refused = await client.get(f"/s/{10:022}")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert (await client.get(_path(link))).status_code == 429


async def test_the_json_of_a_link_is_the_same_verification(context: Context, client: AsyncClient) -> None:
    headers, link = await _share(client, await build_world(context, "page-json"))
    answer = await client.get(_path(link), headers={"Accept": "application/json"})
    assert answer.json()["verification"]["verdict"] == "valid"
    _ensure_private(answer)
    read = await client.get(f"{PASSPORT}/share-links/{link['id']}", headers=headers)
    assert read.json()["viewCount"] == 0


@pytest.mark.abuse("A25")
async def test_the_claim_page_has_no_effect_until_the_button_is_pressed(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "page-claim")
    secret = await world.claim_secret(await world.issue())
    for _ in range(2):
        page = await client.get(f"/claim/{secret}")
        assert page.status_code == 200
        assert "Stichting page-claim" in page.text
    response = await _press(client, f"/claim/{secret}", page.text)
    assert (response.status_code, response.headers["location"]) == (303, "/passport/come-back")
    cookie = response.headers["set-cookie"]
    assert cookie_name(SESSION_COOKIE, context.settings.public_url) in cookie
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert (await client.get(f"/claim/{secret}")).status_code == 404


async def test_a_holder_shares_and_stops_with_the_pages(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "page-holder")
    issued = await world.issue()
    secret = await world.claim_secret(issued)
    claim_page = await client.get(f"/claim/{secret}")
    await _press(client, f"/claim/{secret}", claim_page.text)
    form = await client.get("/passport/share")
    assert "Veilig werken met een heftruck" in form.text
    wrong = await _press(client, "/passport/share", form.text, days="9")
    assert wrong.status_code == 400
    made = await _press(
        client, "/passport/share", form.text, credential=str(issued.id), days="30", purpose="baan"
    )
    found = re.search(r"/s/[0-9A-Za-z]{22}", made.text)
    assert made.status_code == 200
    assert found is not None
    passport = await client.get("/passport/shares")
    action = re.search(r"/passport/shares/[0-9a-f-]+/stop", passport.text)
    assert action is not None
    assert (await _press(client, action[0], passport.text)).status_code == 303
    assert (await client.get(found[0])).status_code == 404


async def test_without_a_session_there_is_no_passport(client: AsyncClient) -> None:
    answer = await client.get("/passport")
    assert (answer.status_code, answer.headers["location"]) == (303, "/passport/sign-in")


@pytest.mark.parametrize("path", ["/passport/share", f"/passport/shares/{UUID(int=1)}/stop"])
async def test_a_form_without_a_session_leads_to_the_page_that_asks(client: AsyncClient, path: str) -> None:
    answer = await client.post(path, data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/passport/sign-in")


async def _press(client: AsyncClient, action: str, page: str, **fields: str) -> Response:
    """Post the form of a page, with the hidden fields that the page carries."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', page))
    return await client.post(action, data=hidden | fields)


async def test_a_link_to_many_credentials_asks_the_database_no_more_than_a_link_to_one(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "api-many")
    headers, ids = await _claim(client, world, count=20)
    links = []
    for count in (1, 20):
        key = {"Idempotency-Key": f"many-{count:05}"}
        body = {"credentialIds": ids[:count]}
        answer = await client.post(f"{PASSPORT}/share-links", headers=headers | key, json=body)
        assert answer.status_code == 201, answer.text
        links.append(_path(answer.json()))
    counts = []
    for path in links:
        context.caches.clear()
        asked: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)  # noqa: B023 - the listener lives for this round only

        event.listen(context.database.engine.sync_engine, "before_cursor_execute", listen)
        page = await client.get(path, headers={"Accept": "application/json"})
        event.remove(context.database.engine.sync_engine, "before_cursor_execute", listen)
        assert page.json()["verification"]["verdict"] == "valid"
        counts.append(len(asked))
    assert counts[1] <= counts[0]
