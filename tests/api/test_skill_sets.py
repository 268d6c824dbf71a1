"""The routes of skill sets: a draft by its ETag, four eyes by two keys, and a public page of what is published."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Scope
from app.platform.context import Context
from app.platform.queue import run_worker
from tests.api.conftest import post
from tests.api.tenants import MISSING, Tenant, issue_body

TEXTS = {"nl": "Zet de rem erop.", "en": "Puts on the brake."}


def base(tenant: Tenant) -> str:
    return f"/v1/organisations/{tenant.ids['organisationId']}/skill-sets"


def body_of(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    achievement = {
        "code": "rem", "name": {"nl": "Veilig stoppen", "en": "Stopping safely"}, "description": TEXTS,
        "criteria": [{"text": TEXTS}],
        "alignments": {"specific": [{"ownTermId": tenant.ids["termId"], "matchType": "exact"}]},
    }  # fmt: skip
    return {
        "code": "rijden", "name": {"nl": "Veilig rijden", "en": "Driving safely"}, "description": TEXTS,
        "standard": {"name": "Werkwijze 2026", "url": "https://example.org/standard"},
        "qualityScheme": "Handboek beoordelen", "achievements": [achievement], "validityMonths": 24,
        "masteryLevels": [{"code": "alone", "name": {"nl": "Alleen", "en": "Alone"}, "descriptor": TEXTS}],
        **changes,
    }  # fmt: skip


async def colleague(client: AsyncClient, tenant: Tenant, *scopes: Scope) -> Tenant:
    """A key in another hand, with fewer scopes."""
    tenant.counter += 1
    other = Tenant(tenant.colleague, tenant.ids, tenant.counter)
    keys = base(tenant).replace("/skill-sets", "/api-keys")
    made = await post(client, other, keys, {"name": "colleague", "scopes": list(scopes)})
    return Tenant(f"Bearer {made['secret']}", dict(tenant.ids))


async def send(
    client: AsyncClient, tenant: Tenant, path: str, body: dict[str, Any] | None, tag: str | None, method: str
) -> Response:
    headers = tenant.headers() | ({"If-Match": tag} if tag is not None else {})
    return await client.request(method, path, json=body, headers=headers)


async def publish(client: AsyncClient, tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    drafted = await client.post(base(tenant), json=body, headers=tenant.headers())
    assert drafted.status_code == 201, drafted.text
    path = f"{base(tenant)}/{drafted.json()['id']}/versions/1/_publish"
    other = await colleague(client, tenant, Scope.SKILL_SETS_PUBLISH)
    answer = await send(client, other, path, None, drafted.headers["etag"], "POST")
    assert answer.status_code == 200, answer.text
    published: dict[str, Any] = answer.json()
    return published


async def test_a_draft_grows_by_its_etag(client: AsyncClient, organisation: Tenant) -> None:
    drafted = await client.post(base(organisation), json={"code": "groeit"}, headers=organisation.headers())
    made, tag = drafted.json(), drafted.headers["etag"]
    assert {remark["severity"] for remark in made["remarks"]} == {"fault", "hint"}
    assert "/achievements" in {remark["pointer"] for remark in made["remarks"]}
    path = f"{base(organisation)}/{made['id']}/versions/1"
    edited = await send(client, organisation, path, body_of(organisation), tag, "PUT")
    assert edited.status_code == 200, edited.text
    assert edited.json()["remarks"] == []
    assert edited.headers["etag"] != tag
    read = await client.get(path, headers=organisation.headers())
    assert read.headers["etag"] == edited.headers["etag"]
    assert read.json() == edited.json()


@pytest.mark.parametrize(
    ("tag", "status", "code"),
    [
        (None, 428, "precondition_required"),
        ('"9"', 412, "precondition_failed"),
        ("*", 412, "precondition_failed"),
        ('W/"1"', 412, "precondition_failed"),
        ("1", 412, "precondition_failed"),
    ],
)
@pytest.mark.parametrize("act", ["edit", "publish"])
async def test_a_change_names_what_its_sender_saw(
    client: AsyncClient, organisation: Tenant, tag: str | None, status: int, code: str, act: str
) -> None:
    path = f"{base(organisation)}/{organisation.ids['skillSetId']}/versions/1"
    if act == "edit":
        answer = await send(client, organisation, path, {"code": "anders"}, tag, "PUT")
    else:
        answer = await send(client, organisation, f"{path}/_publish", None, tag, "POST")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_two_hands_publish_and_two_keys_in_one_hand_do_not(
    client: AsyncClient, organisation: Tenant
) -> None:
    drafted = await client.post(
        base(organisation), json=body_of(organisation), headers=organisation.headers()
    )
    path = f"{base(organisation)}/{drafted.json()['id']}/versions/1/_publish"
    alone = await send(client, organisation, path, None, drafted.headers["etag"], "POST")
    assert (alone.status_code, alone.json()["code"]) == (409, "four_eyes_needed")
    keys = base(organisation).replace("/skill-sets", "/api-keys")
    made = await post(client, organisation, keys, {"name": "mine", "scopes": [Scope.SKILL_SETS_PUBLISH]})
    mine = Tenant(f"Bearer {made['secret']}", organisation.ids)
    same_hand = await send(client, mine, path, None, drafted.headers["etag"], "POST")
    assert (same_hand.status_code, same_hand.json()["code"]) == (409, "four_eyes_needed")
    writer = await colleague(client, organisation, Scope.SKILL_SETS_WRITE)
    unscoped = await send(client, writer, path, None, drafted.headers["etag"], "POST")
    assert unscoped.status_code == 403
    other = await colleague(client, organisation, Scope.SKILL_SETS_PUBLISH)
    published = await send(client, other, path, None, drafted.headers["etag"], "POST")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    again = await send(client, other, path, None, drafted.headers["etag"], "POST")
    assert (again.status_code, again.json()["code"]) == (409, "skill_set_published")


async def test_publishing_tells_all_that_is_missing(client: AsyncClient, organisation: Tenant) -> None:
    wrong = body_of(organisation, standard=None)
    wrong["achievements"][0]["criteria"][0]["text"] = {"nl": "Toont de wallet."}
    wrong["achievements"][0]["alignments"] = {"knowledge": [{"ownTermId": str(MISSING)}]}
    drafted = await client.post(base(organisation), json=wrong, headers=organisation.headers())
    other = await colleague(client, organisation, Scope.SKILL_SETS_PUBLISH)
    path = f"{base(organisation)}/{drafted.json()['id']}/versions/1/_publish"
    refused = await send(client, other, path, None, drafted.headers["etag"], "POST")
    assert refused.status_code == 400
    expected = {
        ("/standard", "missing"),
        ("/achievements/0/criteria/0/text/en", "missing"),
        ("/achievements/0/criteria/0/text/nl", "jargon"),
        ("/achievements/0/alignments/knowledge/0/ownTermId", "unknown_term"),
    }
    assert {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]} == expected
    told = [remark for remark in drafted.json()["remarks"] if remark["severity"] == "fault"]
    assert {(remark["pointer"], remark["code"]) for remark in told} == expected


@pytest.mark.parametrize(
    "reference", [{}, {"conceptUri": "https://example.org/c", "ownTermId": str(MISSING)}, {"surprise": 1}]
)
async def test_a_reference_names_one_thing(
    client: AsyncClient, organisation: Tenant, reference: dict[str, Any]
) -> None:
    body = body_of(organisation)
    body["achievements"][0]["alignments"] = {"specific": [reference]}
    answer = await client.post(base(organisation), json=body, headers=organisation.headers())
    assert answer.status_code == 400


async def test_the_next_version_supersedes_the_last(client: AsyncClient, organisation: Tenant) -> None:
    first = await publish(client, organisation, body_of(organisation))
    path = f"{base(organisation)}/{first['id']}"
    drafted = await client.post(f"{path}/versions", headers=organisation.headers())
    assert (drafted.status_code, drafted.json()["version"]) == (201, 2)
    twice = await client.post(f"{path}/versions", headers=organisation.headers())
    assert (twice.status_code, twice.json()["code"]) == (409, "skill_set_drafted")
    other = await colleague(client, organisation, Scope.SKILL_SETS_PUBLISH)
    await send(client, other, f"{path}/versions/2/_publish", None, drafted.headers["etag"], "POST")
    newest = (await client.get(path, headers=organisation.headers())).json()
    old = (await client.get(f"{path}/versions/1", headers=organisation.headers())).json()
    assert (newest["version"], newest["state"], old["state"]) == (2, "published", "superseded")
    assert newest["achievements"][0]["id"] == old["achievements"][0]["id"]
    listed = await client.get(
        base(organisation), params={"state": "superseded"}, headers=organisation.headers()
    )
    assert [(one["id"], one["version"]) for one in listed.json()["items"]] == [(first["id"], 1)]
    page = await client.get(old["url"], params={"taal": "nl"})
    assert "Dit is een oude versie." in page.text
    assert f"/skill-sets/{first['id']}/2" in page.text


async def test_what_is_published_is_issued_and_ends_by_itself(
    client: AsyncClient, organisation: Tenant, context: Context
) -> None:
    published = await publish(client, organisation, body_of(organisation))
    await run_worker(context, until_empty=True)
    achievement_id = published["achievements"][0]["id"]
    achievements = base(organisation).replace("/skill-sets", "/achievements")
    adopted = await client.get(f"{achievements}/{achievement_id}", headers=organisation.headers())
    assert (adopted.json()["skillSetId"], adopted.json()["validityMonths"]) == (published["id"], 24)
    [alignment] = adopted.json()["alignments"]
    assert (alignment["targetName"], alignment["layer"], alignment["isOwnTerm"]) == (
        "Boren",
        "specific",
        True,
    )
    credentials = base(organisation).replace("/skill-sets", "/credentials")
    body = issue_body({"achievementId": achievement_id}, "worker-9") | {"level": 0}
    issued = await post(client, organisation, credentials, body)
    begin, end = issued["validFrom"], issued["validUntil"]
    assert int(end[:4]) == int(begin[:4]) + 2
    by_hand = await client.post(
        f"{achievements}/{achievement_id}/versions",
        json={"name": TEXTS, "description": TEXTS, "criteria": [TEXTS]},
        headers=organisation.headers(),
    )
    assert (by_hand.status_code, by_hand.json()["code"]) == (409, "achievement_of_skill_set")


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("nl", ["Veilig rijden", "Zet de rem erop.", "Nog niet", "24 maanden", "Eigen woord", "Alleen"]),
        ("en", ["Driving safely", "Puts on the brake.", "Not yet", "24 months", "Own word", "Alone"]),
    ],
)
async def test_anybody_reads_the_page_of_what_is_published(
    client: AsyncClient, organisation: Tenant, language: str, texts: list[str]
) -> None:
    published = await publish(client, organisation, body_of(organisation))
    page = await client.get(published["url"], params={"taal": language})
    assert page.status_code == 200
    assert [text for text in texts if text not in page.text] == []
    assert page.text.count("<h1") == 1


async def test_nobody_reads_the_page_of_a_draft(client: AsyncClient, organisation: Tenant) -> None:
    page = await client.get(f"/skill-sets/{organisation.ids['skillSetId']}/1")
    assert page.status_code == 404


async def test_a_repeated_draft_is_one_skill_set(client: AsyncClient, organisation: Tenant) -> None:
    headers = organisation.headers()
    first = await client.post(base(organisation), json={"code": "eenmaal"}, headers=headers)
    second = await client.post(base(organisation), json={"code": "eenmaal"}, headers=headers)
    assert (second.json(), second.headers["etag"]) == (first.json(), first.headers["etag"])
    again = await client.post(base(organisation), json={"code": "EENMAAL"}, headers=organisation.headers())
    assert (again.status_code, again.json()["code"]) == (409, "skill_set_exists")
