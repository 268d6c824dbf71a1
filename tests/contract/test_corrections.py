"""A corrected credential takes the place of another in one act; many are revoked at once; a crash leaves neither half."""

import asyncio
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from app.credentials.model import Credential
from app.credentials.report import Verdict
from app.issuing.complete import complete
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential, issue_many
from app.issuing.ledger import load_issued
from app.issuing.reconcile import reconcile_issuances
from app.issuing.reserve import Refused, reserve
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.revoke_many import revoke_batch, revoke_many
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.identity import issuer_did
from app.trust.registry import register_issuer
from app.verifying.verify import judge_text
from tests.contract.issuing_cases import Desk, open_desk
from tests.contract.test_issuing_api import open_caller


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership that can issue."""
    return await open_desk(context)


async def _state(context: Context, desk: Desk, credential_id: UUID) -> tuple[str, str | None]:
    organisation_id = desk.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        _, state = await load_issued(context, session, organisation_id, credential_id)
    return state.state, state.reason


async def _correct(context: Context, desk: Desk, older: UUID, key: str = "corrected") -> IssuedCredential:
    request = desk.request(key, supersedes=older, recipient_name="Jan de Jong")
    return await issue_credential(context, desk.issuer, request)


async def test_the_newer_names_the_older_and_the_older_is_revoked_as_superseded(
    context: Context, desk: Desk
) -> None:
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    newer = await _correct(context, desk, older.id)
    assert await _state(context, desk, older.id) == ("revoked", "superseded")
    assert await _state(context, desk, newer.id) == ("active", None)
    report = (await judge_text(context, newer.secured.text)).report
    assert isinstance(report.credential, Credential)
    assert report.credential.supersedes == f"urn:uuid:{older.id}"


async def test_again_with_the_same_key_is_the_same_correction(context: Context, desk: Desk) -> None:
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    newer = await _correct(context, desk, older.id)
    again = await _correct(context, desk, older.id)
    assert (again.id, again.is_replay) == (newer.id, True)


async def test_only_one_of_two_corrections_at_once_takes_the_place(context: Context, desk: Desk) -> None:
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    requests = [desk.request(f"corrected-{number}", supersedes=older.id) for number in range(4)]
    now = context.clock.now()
    outcomes = await asyncio.gather(*(issue_many(context, desk.issuer, [item], now) for item in requests))
    issued = [outcome for [outcome] in outcomes if isinstance(outcome, IssuedCredential)]
    assert len(issued) == 1
    refused = [outcome for [outcome] in outcomes if isinstance(outcome, Refused)]
    assert {refusal.error.slug for refusal in refused} == {"not-replaceable"}


async def test_nothing_takes_the_place_of_what_is_not_there_or_not_in_force(
    context: Context, desk: Desk
) -> None:
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    other = await open_desk(context)
    foreign = await issue_credential(context, other.issuer, other.request("foreign"))
    await revoke(context, desk.issuer, older.id, reason=RevocationReason.ERROR)
    standing = await issue_credential(context, desk.issuer, desk.request("standing"))
    requests = [
        desk.request("a", supersedes=older.id),
        desk.request("b", supersedes=foreign.id),
        desk.request("c", supersedes=uuid4()),
        desk.request("d", worker=2, supersedes=standing.id),
    ]
    outcomes = await issue_many(context, desk.issuer, requests, context.clock.now())
    slugs = [outcome.error.slug for outcome in outcomes if isinstance(outcome, Refused)]
    assert slugs == ["not-replaceable", "not-found", "not-found", "not-replaceable"]
    assert await _state(context, desk, standing.id) == ("active", None)


async def test_a_crash_before_the_signature_leaves_the_older_in_force_until_the_sweep(
    context: Context, desk: Desk
) -> None:
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    request = desk.request("corrected", supersedes=older.id)
    past = context.clock.now().replace(microsecond=0)
    reserved = await reserve(context, desk.issuer, {request.key: request}, now=past)
    assert await _state(context, desk, older.id) == ("active", None)
    [row] = reserved.planned.values()
    first, second = [await complete(context, desk.issuer, [row], now=past) for _ in range(2)]
    assert isinstance(first[row.id], IssuedCredential)
    assert isinstance(second[row.id], IssuedCredential)
    assert await _state(context, desk, older.id) == ("revoked", "superseded")
    assert await reconcile_issuances(context) == 0


async def test_a_verifier_says_that_there_is_a_newer_one(context: Context, desk: Desk) -> None:
    await register_issuer(
        context,
        did=issuer_did(context.settings, desk.issuer.slug),
        name="Samenwerking",
        registered_by="operator",
        registered_from=context.clock.now(),
        organisation_id=desk.issuer.organisation_id,
    )
    older = await issue_credential(context, desk.issuer, desk.request("first"))
    plain = await issue_credential(context, desk.issuer, desk.request("plain", worker=2))
    newer = await _correct(context, desk, older.id)
    await revoke(context, desk.issuer, plain.id, reason=RevocationReason.ERROR)
    found = [await judge_text(context, item.secured.text) for item in (older, plain, newer)]
    assert [judgement.report.verdict for judgement in found] == [
        Verdict.INVALID,
        Verdict.INVALID,
        Verdict.VALID,
    ]
    assert [judgement.has_newer for judgement in found] == [True, False, False]


async def test_many_are_revoked_with_an_answer_for_each(context: Context, desk: Desk) -> None:
    now = context.clock.now()
    requests = [desk.request(f"m{number}", worker=number) for number in range(210)]
    issued = await issue_many(context, desk.issuer, requests, now)
    ids = [item.id for item in issued if isinstance(item, IssuedCredential)]
    await revoke(context, desk.issuer, ids[0], reason=RevocationReason.FRAUD)
    missing = uuid4()
    for _ in range(2):
        done = await revoke_many(context, desk.issuer, [*ids, ids[3], missing], reason=RevocationReason.ERROR)
        assert [item.credential_id for item in done] == [*ids, missing]
        assert [item.error and item.error.slug for item in done] == [
            "irreversible",
            *[None] * 209,
            "not-found",
        ]
        assert {item.state.state for item in done if item.state} == {"revoked"}


async def test_a_batch_is_revoked_as_a_whole(
    context: Context, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = await open_caller(context, client)
    items = [caller.body(recipient={"reference": f"B-{number}"}) for number in range(5)]
    batch = (await caller.post("/credential-batches", json={"items": items})).json()
    monkeypatch.setattr("app.issuing.revoke_many.MOST_AT_ONCE", 3)
    answers = [
        (await caller.post("/credentials/_revoke", json={"batchId": batch["id"], "reason": "error"})).json()
        for _ in range(3)
    ]
    assert [(answer["revokedCount"], answer["isComplete"]) for answer in answers] == [
        (3, False),
        (2, True),
        (0, True),
    ]
    with pytest.raises(NotFound):
        await revoke_batch(context, caller.desk.issuer, uuid4(), reason=RevocationReason.ERROR)


async def test_the_api_corrects_and_revokes_many(context: Context, client: AsyncClient) -> None:
    caller = await open_caller(context, client)
    older = (await caller.post("/credentials", json=caller.body())).json()
    path = f"/credentials/{older['id']}/_supersede"
    newer = await caller.post(path, "key-corrected", json=caller.body())
    again = await caller.post(path, "key-corrected", json=caller.body())
    assert (newer.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert (await caller.get(f"/credentials/{older['id']}")).json()["stateReason"] == "superseded"
    ids = [newer.json()["id"], older["id"], str(uuid4())]
    answer = await caller.post("/credentials/_revoke", json={"credentialIds": ids, "reason": "error"})
    found = [(item["state"], item["stateReason"], item["code"]) for item in answer.json()["items"]]
    assert found == [
        ("revoked", "error", None),
        ("revoked", "superseded", "irreversible"),
        (None, None, "not_found"),
    ]
    for body in ({"reason": "error"}, {"reason": "error", "credentialIds": ids, "batchId": ids[0]}):
        assert (await caller.post("/credentials/_revoke", json=body)).status_code == 400


async def test_a_correction_needs_the_right_to_issue_and_the_right_to_revoke(
    context: Context, client: AsyncClient
) -> None:
    caller = await open_caller(context, client, Scope.CREDENTIALS_ISSUE)
    older = (await caller.post("/credentials", json=caller.body())).json()
    answer = await caller.post(f"/credentials/{older['id']}/_supersede", json=caller.body())
    assert answer.status_code == 403
