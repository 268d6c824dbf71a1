"""The routes of issuing, from the achievement to the status list, as an issuer's software uses them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from app.accounts.api_keys import create_api_key
from app.accounts.permissions import Scope
from app.demo.assessors import write_body
from app.issuing.run_batch import run_batch
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.registry import register_issuer
from tests.contract.issuing_cases import Desk, open_desk, roster


class Caller:
    """An issuer's software: a desk, its API key and a client."""

    def __init__(self, desk: Desk, client: AsyncClient, secret: str) -> None:
        self.desk = desk
        self.base = f"/v1/organisations/{desk.issuer.organisation_id}"
        self._client = client
        self._authorization = {"Authorization": f"Bearer {secret}"}

    async def get(self, path: str) -> Any:
        return await self._client.get(f"{self.base}{path}", headers=self._authorization)

    async def post(self, path: str, key: str = "", **content: Any) -> Any:
        headers = {
            **self._authorization,
            "Idempotency-Key": key or f"key-{uuid4()}",
            **content.pop("headers", {}),
        }
        return await self._client.post(f"{self.base}{path}", headers=headers, **content)

    def body(self, **changes: Any) -> dict[str, Any]:
        return {
            "achievementId": str(self.desk.achievement.id),
            "recipient": {"reference": "W-1", "name": "Jan Jansen"},
            "level": 2,
            "assessedOn": "2026-01-15",
            "assessorRole": "Praktijkopleider",
            "evidence": [{"kind": "observation", "summary": "Heeft twee uur gereden.", "date": "2026-01-15"}],
            "assessment": write_body(self.desk.mandates),
            **changes,
        }


async def open_caller(context: Context, client: AsyncClient, *scopes: Scope) -> Caller:
    desk = await open_desk(context)
    now = context.clock.now()
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=desk.issuer.organisation_id,
            name="Test",
            scopes=scopes or tuple(Scope),
            expires_at=now + timedelta(days=1),
            now=now,
            randomness=context.randomness,
        )
    return Caller(desk, client, secret)


@pytest.fixture
async def caller(context: Context, client: AsyncClient) -> Caller:
    return await open_caller(context, client)


@pytest.mark.abuse("A11")
async def test_a_credential_is_issued_replayed_and_read(caller: Caller) -> None:
    first = await caller.post("/credentials", "key-0001", json=caller.body())
    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    again = await caller.post("/credentials", "key-0001", json=caller.body())
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.content == first.content
    read = await caller.get(f"/credentials/{first.json()['id']}")
    assert read.json()["credential"] == first.json()["credential"]
    assert read.json()["state"] == "active"
    listed = await caller.get("/credentials?limit=1")
    assert [item["id"] for item in listed.json()["items"]] == [first.json()["id"]]


@pytest.mark.abuse("A11")
async def test_a_used_key_with_another_body_is_a_mismatch(caller: Caller) -> None:
    await caller.post("/credentials", "key-0001", json=caller.body())
    answer = await caller.post("/credentials", "key-0001", json=caller.body(level=3))
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_mismatch")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "did:web:evil.example"},
        {"organisationId": "00000000-0000-0000-0000-000000000001"},
        {"keyId": "x"},
        {"level": 9},
        {"recipient": {"reference": "123456782"}},
        {"recipient": {"reference": "W", "name": "Jan\u202eJansen"}},
        {"assessedOn": "2099-01-01"},
        {"validUntil": "2020-01-01T00:00:00Z"},
        {"validUntil": "2029-01-01T00:00:00"},
        {"achievementId": "00000000-0000-0000-0000-000000000001"},
        {"evidence": []},
    ],
)
@pytest.mark.abuse("A02")
async def test_what_may_not_be_asked_is_refused_with_its_place(
    caller: Caller, change: dict[str, Any]
) -> None:
    answer = await caller.post("/credentials", json=caller.body(**change))
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_a_credential_is_suspended_reinstated_and_revoked_for_ever(caller: Caller) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    path = f"/credentials/{issued['id']}"
    assert (await caller.post(f"{path}/_suspend", json={})).json()["state"] == "suspended"
    assert (await caller.post(f"{path}/_reinstate")).json()["state"] == "active"
    revoked = await caller.post(f"{path}/_revoke", json={"reason": "error"})
    assert (revoked.status_code, revoked.json()["state"]) == (200, "revoked")
    again = await caller.post(f"{path}/_revoke", json={"reason": "error"})
    assert (again.status_code, again.json()) == (200, revoked.json())
    other = await caller.post(f"{path}/_revoke", json={"reason": "fraud"})
    assert (other.status_code, other.json()["code"]) == (409, "irreversible")
    back = await caller.post(f"{path}/_reinstate")
    assert (back.status_code, back.json()["code"]) == (409, "irreversible")


async def test_a_status_list_is_public_cached_and_not_sent_twice(caller: Caller, client: AsyncClient) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    path = "/status-lists/" + issued["status"]["listUrl"].split("/status-lists/")[1]
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/vc+jwt")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=60" in answer.headers["Cache-Control"]
    same = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    await caller.post(f"/credentials/{issued['id']}/_revoke", json={"reason": "error"})
    changed = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != answer.headers["ETag"]
    assert (await client.get(path.replace("revocation", "refresh"))).status_code == 404


async def test_every_item_of_a_bulk_call_gets_its_own_answer(caller: Caller) -> None:
    items = [caller.body(), caller.body(level="x"), {"extra": 1}, caller.body(level=7)]
    answer = await caller.post("/credential-batches", "bulk-0001", json={"items": items})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["issuedCount"], body["failedCount"]) == (1, 3)
    assert [bool(item["credential"]) for item in body["items"]] == [True, False, False, False]
    assert body["items"][3]["errors"][0]["pointer"] == "/level"
    again = await caller.post("/credential-batches", "bulk-0001", json={"items": items})
    assert again.content == answer.content
    assert again.headers["Idempotent-Replayed"] == "true"
    read = await caller.get(f"/credential-batches/{body['id']}")
    assert (read.json()["state"], read.json()["issuedCount"]) == ("done", 1)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"items": []}', "application/json", 400),
        (b'{"items": [{}], "items": []}', "application/json", 400),
        (b'{"items": NaN}', "application/json", 400),
        (b'{"rows": []}', "application/json", 400),
        (b'{"items": [' + b"{}," * 1_000 + b"{}]}", "application/json", 400),
        (b"", "text/csv", 400),
        (b"a;b\n", "text/csv", 400),
        (b"x", "text/plain", 415),
    ],
)
async def test_a_bulk_call_that_cannot_be_read_is_refused_as_a_whole(
    caller: Caller, content: bytes, kind: str, status: int
) -> None:
    answer = await caller.post("/credential-batches", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status


async def test_a_roster_is_accepted_and_its_progress_told(context: Context, caller: Caller) -> None:
    accepted = await caller.post(
        "/credential-batches",
        content=roster(4, caller.desk.mandates, bad_row=2),
        headers={"Content-Type": "text/csv"},
    )
    assert accepted.status_code == 202
    identifier = accepted.json()["id"]
    assert accepted.headers["Location"].endswith(f"/credential-batches/{identifier}")
    organisation_id = caller.desk.issuer.organisation_id
    while await run_batch(context, organisation_id=organisation_id, batch_id=UUID(identifier)):
        pass
    done = (await caller.get(f"/credential-batches/{identifier}")).json()
    assert (done["state"], done["issuedCount"], done["failedCount"]) == ("done", 3, 1)
    assert done["errors"][0]["column"] == "level"


async def test_a_claim_link_shows_its_code_once(caller: Caller) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    answer = await caller.post(f"/recipients/{issued['recipientId']}/claim-links", json={})
    assert answer.status_code == 201
    assert answer.json()["url"].endswith(answer.json()["claimCode"])


async def test_a_claim_link_asked_again_is_the_same_link(caller: Caller) -> None:
    people = [
        (await caller.post("/credentials", json=caller.body(recipient={"reference": reference}))).json()
        for reference in ("W-1", "W-2")
    ]
    paths = [f"/recipients/{person['recipientId']}/claim-links" for person in people]
    first = await caller.post(paths[0], "claim-link-0001", json={})
    again = await caller.post(paths[0], "claim-link-0001", json={})
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.content == first.content
    other = await caller.post(paths[1], "claim-link-0001", json={})
    assert (other.status_code, other.json()["code"]) == (400, "idempotency_mismatch")


async def test_an_achievement_and_its_version_are_made_once(caller: Caller) -> None:
    texts = {"nl": "Lassen", "en": "Welding"}
    body = {"code": "LAS", "name": texts, "description": texts, "criteria": [texts]}
    first = await caller.post("/achievements", "achievement-0001", json=body)
    again = await caller.post("/achievements", "achievement-0001", json=body)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.content == first.content
    path = f"/achievements/{first.json()['id']}/versions"
    del body["code"]
    versions = [await caller.post(path, "achievement-0001", json=body) for _ in range(2)]
    assert [answer.json()["version"] for answer in versions] == [2, 2]
    assert versions[1].headers["Idempotent-Replayed"] == "true"


async def test_an_achievement_is_made_versioned_and_public(caller: Caller, client: AsyncClient) -> None:
    texts = {"nl": "Lassen", "en": "Welding"}
    body = {"code": "LAS", "name": texts, "description": texts, "criteria": [texts]}
    made = await caller.post("/achievements", json=body)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    twice = await caller.post("/achievements", json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "achievement_exists")
    identifier = made.json()["id"]
    del body["code"]
    version = await caller.post(f"/achievements/{identifier}/versions", json=body)
    assert (version.status_code, version.json()["version"]) == (201, 2)
    public = await client.get(f"/achievements/{identifier}/1", headers={"Accept": "application/json"})
    assert (public.status_code, public.json()["name"]) == (200, "Lassen")
    page = await client.get(f"/achievements/{identifier}/1", headers={"Accept": "text/html"})
    assert "Lassen" in page.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "https://x y"]
)
@pytest.mark.abuse("A26")
async def test_an_alignment_must_be_a_web_address(caller: Caller, url: str) -> None:
    texts = {"nl": "Lassen", "en": "Welding"}
    alignments = [{"targetName": "x", "targetUrl": url}]
    body = {"code": "LAS", "name": texts, "description": texts, "criteria": [texts], "alignments": alignments}
    assert (await caller.post("/achievements", json=body)).status_code == 400


@pytest.mark.abuse("A01")
async def test_another_organisation_finds_nothing(
    context: Context, client: AsyncClient, caller: Caller
) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    stranger = await open_caller(context, client)
    for path in (f"/credentials/{issued['id']}", f"/achievements/{caller.desk.achievement.id}"):
        assert (await stranger.get(path)).status_code == 404
    revoked = await stranger.post(f"/credentials/{issued['id']}/_revoke", json={"reason": "error"})
    assert revoked.status_code == 404
    assert (await caller.get(f"/credentials/{issued['id']}")).json()["state"] == "active"


@pytest.mark.abuse("A02")
async def test_a_key_without_the_scope_may_not_issue(context: Context, client: AsyncClient) -> None:
    reader = await open_caller(context, client, Scope.CREDENTIALS_READ)
    assert (await reader.post("/credentials", json=reader.body())).status_code == 403
    assert (await reader.get("/credentials")).status_code == 200


@pytest.mark.parametrize(
    ("registered_by", "language", "shown"),
    [
        ("operator", "nl", "de beheerder van deze dienst"),
        ("operator", "en", "the operator of this service"),
        ("Provincie Overijssel", "nl", "Provincie Overijssel"),
    ],
)
async def test_the_page_of_a_partnership_tells_who_let_it_in(
    context: Context, client: AsyncClient, registered_by: str, language: str, shown: str
) -> None:
    issuer = (await open_desk(context)).issuer
    await register_issuer(
        context,
        did=issuer_did(context.settings, issuer.slug),
        name=issuer.organisation_name,
        organisation_id=issuer.organisation_id,
        registered_by=registered_by,
        registered_from=context.clock.now(),
    )
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = await client.get(f"/partnerships/{issuer.slug}", headers=headers)
    assert page.status_code == 200
    assert shown in page.text
