"""What the log tells of issuing, and of lists that go back: enough to act on, and nothing of a person."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_many
from app.issuing.memory import memory_of, versions_of
from app.issuing.reconcile import reconcile_issuances
from app.issuing.reserve import reserve
from app.issuing.status_lists import load_status_list
from app.platform.context import Context
from tests.conftest import LogBook
from tests.contract.issuing_cases import open_desk
from tests.contract.test_issuing_api import Caller, open_caller

NAME = "Jan Jansen"


@pytest.fixture
async def caller(context: Context, client: AsyncClient) -> Caller:
    return await open_caller(context, client)


@pytest.mark.abuse("A01")
async def test_asking_for_the_thing_of_another_is_like_asking_for_nothing_and_is_told(
    context: Context, client: AsyncClient, caller: Caller, log_book: LogBook
) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    stranger = await open_caller(context, client)
    organisation = str(stranger.desk.issuer.organisation_id)
    for path in (
        f"/credentials/{issued['id']}",
        f"/credentials/{UUID(int=1)}",
        "/credential-batches/" + issued["id"],
    ):
        log_book.clear()
        answer = await stranger.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        line = log_book.one("authz.denied", NAME, "Bearer")
        assert (line["organisation"], line["reason"]) == (organisation, "not_found")
        assert line["actor"].startswith("api-key:")
    log_book.clear()
    stranger.base = caller.base
    answer = await stranger.get(f"/credentials/{issued['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert log_book.one("authz.denied")["reason"] == "tenant"


@pytest.mark.abuse("A01")
@pytest.mark.parametrize(
    "query", ["?sort=organisation_id", "?organisationId=x", "?limit=1&cursor=eyJ4IjoxfQ"]
)
async def test_filters_and_sort_keys_open_nothing_of_another(
    context: Context, client: AsyncClient, caller: Caller, query: str
) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    stranger = await open_caller(context, client)
    answer = await stranger.get(f"/credentials{query}")
    assert answer.status_code in {200, 400}
    assert issued["id"] not in answer.text


@pytest.mark.abuse("A02")
@pytest.mark.parametrize(
    "field",
    ["issuer", "issuerId", "organisationId", "organisation", "tenantId", "keyId", "kid", "signingKey", "id"],
)
async def test_whose_name_is_signed_with_is_never_in_the_body(
    context: Context, caller: Caller, log_book: LogBook, field: str
) -> None:
    other = await open_desk(context)
    value = str(other.issuer.organisation_id)
    answer = await caller.post("/credentials", json=caller.body(**{field: value}))
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")
    line = log_book.one("issue.denied", NAME, value)
    assert (line["reason"], line["organisation"]) == (
        "unknown_field",
        str(caller.desk.issuer.organisation_id),
    )


@pytest.mark.abuse("A02")
async def test_an_item_of_a_bulk_call_names_no_issuer_either(caller: Caller, log_book: LogBook) -> None:
    answer = await caller.post(
        "/credential-batches", json={"items": [caller.body(issuer="did:web:evil.example")]}
    )
    [item] = answer.json()["items"]
    assert [error["code"] for error in item["errors"]] == ["unknown_field"]
    assert log_book.one("issue.denied", NAME, "evil")["reason"] == "unknown_field"


@pytest.mark.abuse("A02")
async def test_a_key_that_may_not_issue_is_forbidden_and_told(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    reader = await open_caller(context, client, Scope.CREDENTIALS_READ)
    answer = await reader.post("/credentials", json=reader.body())
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert log_book.one("issue.denied", NAME)["reason"] == "forbidden"
    assert log_book.one("authz.denied")["reason"] == "credentials:issue"


@pytest.mark.abuse("A10")
async def test_what_a_crash_left_unsigned_is_completed_and_told(context: Context, log_book: LogBook) -> None:
    desk = await open_desk(context)
    requests = {f"credential/c{number}": desk.request(f"c{number}", worker=number) for number in range(3)}
    before = context.clock.now().replace(microsecond=0) - timedelta(minutes=5)
    left = await reserve(context, desk.issuer, requests, now=before)
    assert await reconcile_issuances(context) == 3
    line = log_book.one("issue.reconciled", NAME)
    assert (line["organisation"], line["reason"]) == (str(desk.issuer.organisation_id), "3 of 3")
    again = await issue_many(context, desk.issuer, list(requests.values()), context.clock.now())
    ids = [outcome.id for outcome in again if isinstance(outcome, IssuedCredential)]
    assert ids == [left.planned[key].id for key in requests]


@pytest.mark.abuse("A11")
async def test_one_key_answers_one_credential_in_parallel_and_again_and_repeats_are_told(
    caller: Caller, log_book: LogBook
) -> None:
    calls = [caller.post("/credentials", "parallel-0001", json=caller.body()) for _ in range(8)]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer for answer in answers if answer.headers.get("Idempotent-Replayed") == "true"]
    lines = log_book.lines("issue.replay")
    assert len(replayed) == len(lines) == 7
    assert {line["credential_id"] for line in lines} == {answers[0].json()["id"]}
    log_book.hide(NAME, "parallel-0001", answers[0].json()["credential"])
    other = await caller.post("/credentials", "parallel-0001", json=caller.body(level=3))
    assert (other.status_code, other.json()["code"]) == (400, "idempotency_mismatch")


@pytest.mark.abuse("A11")
async def test_a_key_belongs_to_its_organisation_and_address(
    context: Context, client: AsyncClient, caller: Caller
) -> None:
    stranger = await open_caller(context, client)
    first = await caller.post("/credentials", "shared-0001", json=caller.body())
    second = await stranger.post("/credentials", "shared-0001", json=stranger.body())
    batch = await caller.post("/credential-batches", "shared-0001", json={"items": [caller.body()]})
    assert (first.status_code, second.status_code, batch.status_code) == (201, 201, 200)
    assert first.json()["id"] != second.json()["id"]
    assert "Idempotent-Replayed" not in second.headers


@pytest.mark.abuse("A12")
async def test_parallel_changes_of_status_lose_none_and_each_is_told(
    caller: Caller, log_book: LogBook
) -> None:
    issued = await asyncio.gather(
        *[caller.post("/credentials", json=caller.body(recipient={"reference": f"W-{n}"})) for n in range(12)]
    )
    ids = [answer.json()["id"] for answer in issued]
    assert len({answer.json()["status"]["index"] for answer in issued}) == 12
    revoked = await asyncio.gather(
        *[
            caller.post(f"/credentials/{identifier}/_revoke", json={"reason": "error"})
            for identifier in ids[:8]
        ]
    )
    assert {answer.status_code for answer in revoked} == {200}
    await caller.post(f"/credentials/{ids[8]}/_suspend", json={})
    await caller.post(f"/credentials/{ids[8]}/_reinstate")
    assert sorted(line["credential_id"] for line in log_book.lines("status.revoked")) == sorted(ids[:8])
    for event in ("status.suspended", "status.reinstated"):
        line = log_book.one(event, NAME)
        assert line["credential_id"] == ids[8]
        assert line["actor"].startswith("api-key:")


@pytest.mark.abuse("A13")
async def test_an_older_list_is_not_published_and_an_alarm_is_raised(
    context: Context, client: AsyncClient, caller: Caller, log_book: LogBook
) -> None:
    issued = (await caller.post("/credentials", json=caller.body())).json()
    path = issued["status"]["listUrl"].removeprefix(context.settings.public_url)
    list_id = UUID(path.split("/")[2])
    assert (await client.get(path)).status_code == 200
    assert log_book.one("status.published", NAME)["list_id"] == str(list_id)
    served = await load_status_list(context, list_id, "revocation")
    memory_of(context).highest_versions[list_id] = served.version + 1
    versions_of(context).drop(list_id)
    refused = await client.get(path)
    assert (refused.status_code, refused.json()["code"]) == (500, "status_rollback")
    line = log_book.lines("status.rollback")[0]
    assert (line["level"], line["list_id"]) == ("error", str(list_id))
    answer = await client.post("/v1/verifications", json={"credential": issued["credential"]})
    assert (answer.json()["verdict"], answer.json()["code"]) == ("indeterminate", "status_unavailable")
    log_book.hide(NAME, issued["credential"])


@pytest.mark.abuse("A15")
@pytest.mark.parametrize(
    "content", [b"\x1f\x8b\x08" + bytes(40), b"PK\x03\x04" + bytes(40), b"%PDF-1.7\n" + bytes(40)]
)
async def test_an_archive_is_never_opened(caller: Caller, content: bytes) -> None:
    for kind, status in (("text/csv", 400), ("application/json", 400), ("application/zip", 415)):
        answer = await caller.post("/credential-batches", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = await caller.post("/credential-batches", content=content, headers=packed)
    assert answer.status_code == 400


@pytest.mark.abuse("A15")
@pytest.mark.parametrize("kind", ["text/csv", "application/json"])
async def test_an_upload_that_does_not_end_is_stopped_and_told(
    caller: Caller, log_book: LogBook, kind: str
) -> None:
    line = "R-{},Piet,HEFTRUCK,2,2026-01-15,Rol,foto," + "x" * 8_000 + "\n"
    head = "workerReference,name,achievement,level,assessedOn,assessorRole,evidenceKind,evidenceSummary\n"
    content = (head + "".join(line.format(number) for number in range(1_100))).encode()
    answer = await caller.post("/credential-batches", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert log_book.one("limits.hit", "Piet", "x" * 100)["reason"] == "too_large"


@pytest.mark.abuse("A16", "A17")
@pytest.mark.parametrize(
    ("content", "status", "code", "event"),
    [
        (b'{"items":[' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"]}", 400, "json_too_deep", "limits.hit"),
        (b'{"items":[' + b"0," * 100_001 + b"0]}", 413, "too_large", "limits.hit"),
        (b'{"items":[],"items":[]}', 400, "invalid_json", "issue.denied"),
        (b'{"items":NaN}', 400, "invalid_json", "issue.denied"),
        (b'\xef\xbb\xbf{"items":[]}', 400, "invalid_json", "issue.denied"),
        ('{"items":[]}'.encode("utf-16"), 400, "invalid_json", "issue.denied"),
        (b'{"items":["\\ud800"]}', 400, "invalid_json", "issue.denied"),
    ],
)
async def test_the_body_of_a_bulk_call_is_read_as_strictly_as_any(
    caller: Caller, log_book: LogBook, content: bytes, status: int, code: str, event: str
) -> None:
    answer = await caller.post(
        "/credential-batches", content=content, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert code in {line["reason"] for line in log_book.lines(event)}
