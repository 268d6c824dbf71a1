"""Issuing on the real database: once per key, recorded before it is signed, one index for ever."""

import asyncio
import itertools
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from app.credentials.encoding import strict_json
from app.issuing.complete import complete
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential, issue_many
from app.issuing.ledger import find_credential_texts, find_ledger_times
from app.issuing.reconcile import reconcile_issuances
from app.issuing.reserve import Refused, reserve
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.platform.idempotency import IdempotencyMismatch
from tests.contract.issuing_cases import Desk, open_desk


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


async def count(context: Context, desk: Desk, sql: str) -> int:
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        return int((await session.execute(text(sql))).scalar_one())


async def test_the_same_key_answers_the_same_credential(context: Context, desk: Desk) -> None:
    first = await issue_credential(context, desk.issuer, desk.request("a"))
    again = await issue_credential(context, desk.issuer, desk.request("a"))
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.secured == first.secured


async def test_the_same_key_with_another_body_is_refused(context: Context, desk: Desk) -> None:
    await issue_credential(context, desk.issuer, desk.request("a"))
    with pytest.raises(IdempotencyMismatch):
        await issue_credential(context, desk.issuer, desk.request("a", level=3))


@pytest.mark.abuse("A11")
async def test_the_same_key_in_parallel_issues_once(context: Context, desk: Desk) -> None:
    calls = [issue_credential(context, desk.issuer, desk.request(f"p{number % 10}")) for number in range(200)]
    issued = await asyncio.gather(*calls)
    assert len({credential.id for credential in issued}) == 10
    assert sum(not credential.is_replay for credential in issued) == 10


@pytest.mark.abuse("A11")
async def test_the_same_key_in_parallel_calls_past_the_lane_issues_once(context: Context, desk: Desk) -> None:
    requests = [desk.request(f"q{number}", worker=number) for number in range(20)]
    calls = [issue_many(context, desk.issuer, requests, context.clock.now()) for _ in range(5)]
    rounds = await asyncio.gather(*calls)
    ids = {outcome.id for outcomes in rounds for outcome in outcomes if isinstance(outcome, IssuedCredential)}
    assert len(ids) == 20
    assert await count(context, desk, "SELECT count(*) FROM issuances") == 20


async def test_a_key_twice_in_one_call_is_issued_once_and_a_different_body_is_refused(
    context: Context, desk: Desk
) -> None:
    requests = [desk.request("a"), desk.request("a"), desk.request("a", level=3)]
    first, second, third = await issue_many(context, desk.issuer, requests, context.clock.now())
    assert isinstance(first, IssuedCredential)
    assert isinstance(second, IssuedCredential)
    assert (second.id, second.is_replay) == (first.id, True)
    assert isinstance(third, Refused)
    assert isinstance(third.error, IdempotencyMismatch)


async def test_one_refused_request_does_not_stop_the_others(context: Context, desk: Desk) -> None:
    requests = [desk.request("a"), desk.request("b", achievement_id=UUID(int=9)), desk.request("c", level=7)]
    good, unknown, wrong = await issue_many(context, desk.issuer, requests, context.clock.now())
    assert isinstance(good, IssuedCredential)
    assert isinstance(unknown, Refused)
    assert [fault.code for fault in unknown.error.errors] == ["unknown_achievement"]
    assert isinstance(wrong, Refused)
    assert [fault.pointer for fault in wrong.error.errors] == ["/level"]


async def test_another_organisation_s_achievement_is_unknown(context: Context, desk: Desk) -> None:
    other = await open_desk(context)
    with pytest.raises(InvalidInput):
        await issue_credential(context, other.issuer, desk.request("a"))


async def test_two_organisations_may_use_the_same_key(context: Context, desk: Desk) -> None:
    other = await open_desk(context)
    first = await issue_credential(context, desk.issuer, desk.request("same"))
    second = await issue_credential(context, other.issuer, other.request("same"))
    assert first.id != second.id


@pytest.mark.abuse("A10", "A11")
async def test_a_row_left_before_signing_is_completed_by_a_retry_with_the_same_id(
    context: Context, desk: Desk
) -> None:
    request = desk.request("left")
    now = context.clock.now().replace(microsecond=0) - timedelta(seconds=5)
    left = await reserve(context, desk.issuer, {request.key: request}, now=now)
    issued = await issue_credential(context, desk.issuer, request)
    assert issued.id == left.planned[request.key].id


async def test_completing_a_row_twice_at_once_gives_one_signature(context: Context, desk: Desk) -> None:
    request = desk.request("twice")
    now = context.clock.now().replace(microsecond=0)
    left = await reserve(context, desk.issuer, {request.key: request}, now=now)
    row = left.planned[request.key]
    done = await asyncio.gather(*[complete(context, desk.issuer, [row], now=now) for _ in range(4)])
    outcomes = [outcome[row.id] for outcome in done]
    texts = {outcome.secured.text for outcome in outcomes if isinstance(outcome, IssuedCredential)}
    assert len(texts) == 1


@pytest.mark.abuse("A10")
async def test_the_sweep_completes_what_a_crash_left(context: Context, desk: Desk) -> None:
    requests = {f"credential/s{number}": desk.request(f"s{number}", worker=number) for number in range(5)}
    old = context.clock.now().replace(microsecond=0) - timedelta(minutes=5)
    await reserve(context, desk.issuer, requests, now=old)
    assert await reconcile_issuances(context) >= 5
    assert await count(context, desk, "SELECT count(*) FROM issuances WHERE state = 'reserved'") == 0
    assert await count(context, desk, "SELECT count(*) FROM issuances WHERE state = 'signed'") == 5


async def test_the_sweep_leaves_young_rows_to_those_who_made_them(context: Context, desk: Desk) -> None:
    request = desk.request("young")
    await reserve(context, desk.issuer, {request.key: request}, now=context.clock.now())
    await reconcile_issuances(context)
    assert await count(context, desk, "SELECT count(*) FROM issuances WHERE state = 'reserved'") == 1


async def test_bytes_that_differ_from_the_ledger_are_never_signed(context: Context, desk: Desk) -> None:
    request = desk.request("changed")
    now = context.clock.now().replace(microsecond=0)
    left = await reserve(context, desk.issuer, {request.key: request}, now=now)
    row = left.planned[request.key]
    for broken in (
        replace(row, status_index=(row.status_index + 1) % 131_072),
        replace(row, tbs_digest=b"\0" * 32),
        replace(row, profile_version=99),
    ):
        fresh = desk.request(f"changed-{broken.profile_version}-{broken.status_index}-{broken.tbs_digest[0]}")
        again = await reserve(context, desk.issuer, {fresh.key: fresh}, now=now)
        planned = again.planned[fresh.key]
        mixed = replace(
            planned,
            status_index=planned.status_index if broken.status_index == row.status_index else -1,
            tbs_digest=planned.tbs_digest if broken.tbs_digest == row.tbs_digest else b"\0" * 32,
            profile_version=broken.profile_version,
        )
        outcomes = await complete(context, desk.issuer, [mixed], now=now)
        refused = outcomes[planned.id]
        assert isinstance(refused, Refused)
        assert refused.error.slug == "lint-mismatch"
    assert await count(context, desk, "SELECT count(*) FROM issuances WHERE state = 'void'") == 3
    assert await count(context, desk, "SELECT count(*) FROM issuances WHERE state = 'signed'") == 0


@pytest.mark.abuse("A10", "A12")
async def test_a_void_row_gives_its_key_back_and_keeps_its_index(context: Context, desk: Desk) -> None:
    request = desk.request("void")
    now = context.clock.now().replace(microsecond=0)
    left = await reserve(context, desk.issuer, {request.key: request}, now=now)
    row = left.planned[request.key]
    await complete(context, desk.issuer, [replace(row, profile_version=99)], now=now)
    issued = await issue_credential(context, desk.issuer, request)
    assert issued.id != row.id
    assert issued.issuance.status_index != row.status_index
    assert await count(context, desk, "SELECT count(*) FROM status_entries") == 2


@pytest.mark.abuse("A10")
async def test_an_insert_that_fails_signs_nothing_and_a_retry_succeeds(context: Context, desk: Desk) -> None:
    organisation_id = desk.issuer.organisation_id
    name = f"fail_{organisation_id.hex}"
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        await session.execute(
            text(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN IF NEW.organisation_id = '{organisation_id}' THEN"
                " RAISE EXCEPTION 'disk on fire'; END IF; RETURN NEW; END $$"
            )
        )
        await session.execute(
            text(f"CREATE TRIGGER {name} BEFORE INSERT ON issuances FOR EACH ROW EXECUTE FUNCTION {name}()")
        )
    try:
        with pytest.raises(psycopg.Error):
            await issue_credential(context, desk.issuer, desk.request("fire"))
    finally:
        async with context.database.owner_transaction(organisation_id=organisation_id) as session:
            await session.execute(text(f"DROP TRIGGER {name} ON issuances"))
            await session.execute(text(f"DROP FUNCTION {name}()"))
    assert await count(context, desk, "SELECT count(*) FROM issuances") == 0
    issued = await issue_credential(context, desk.issuer, desk.request("fire"))
    assert not issued.is_replay


@pytest.mark.abuse("A08")
async def test_the_ledger_knows_when_these_exact_bytes_were_signed(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("time"))
    urn = f"urn:uuid:{issued.id}"
    digest = issued.secured.digest
    sought = [
        (urn, digest),
        (urn, b"\0" * 32),
        ("https://elsewhere.example/1", digest),
        ("urn:uuid:nonsense", digest),
    ]
    known, *others = await find_ledger_times(context, sought)
    assert known is not None
    assert others == [None, None, None]
    assert await find_ledger_times(context, []) == []


async def test_credential_texts_are_found_only_inside_their_organisation(
    context: Context, desk: Desk
) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("texts"))
    other = await open_desk(context)
    [found] = await find_credential_texts(context, desk.issuer.organisation_id, [issued.id])
    assert found.secured == issued.secured
    assert await find_credential_texts(context, other.issuer.organisation_id, [issued.id]) == []


async def test_the_database_holds_no_personal_data_in_clear(context: Context, desk: Desk) -> None:
    request = desk.request("secret", reference="Personeelsnummer-77", recipient_name="Geheimpje Jansen")
    await issue_credential(context, desk.issuer, request)
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        for table in ("recipients", "issuances"):
            rows = await session.execute(text(f"SELECT CAST(t AS text) FROM {table} t"))
            dump = "".join(row[0] for row in rows)
            for word in ("Personeelsnummer", "Geheimpje", b"Geheimpje".hex(), b"Personeelsnummer".hex()):
                assert word not in dump


async def test_the_signed_document_is_an_open_badge_about_the_recipient(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("badge"))
    header, payload, signature = issued.secured.text.split(".")
    assert header
    assert signature
    padded = payload + "=" * (-len(payload) % 4)
    document = strict_json.loads(urlsafe_b64decode(padded))
    assert "OpenBadgeCredential" in document["type"]
    assert document["jti"] == f"urn:uuid:{issued.id}"
    assert document["credentialStatus"]["statusPurpose"] == "revocation"


@pytest.mark.abuse("A12")
async def test_a_hundred_indexes_never_collide_and_show_no_order(context: Context, desk: Desk) -> None:
    requests = [desk.request(f"i{number}", worker=number) for number in range(100)]
    outcomes = await issue_many(context, desk.issuer, requests, context.clock.now())
    indexes = [outcome.issuance.status_index for outcome in outcomes if isinstance(outcome, IssuedCredential)]
    assert len(set(indexes)) == 100
    rises = sum(later > earlier for earlier, later in itertools.pairwise(indexes))
    assert 30 < rises < 70


async def test_bulk_is_issued_in_slices_and_answers_in_order(context: Context, desk: Desk) -> None:
    requests = [desk.request(f"n{number}", worker=number) for number in range(700)]
    outcomes = await issue_many(context, desk.issuer, requests, context.clock.now())
    keys = [outcome.issuance.idempotency_key for outcome in outcomes if isinstance(outcome, IssuedCredential)]
    assert keys == [request.key for request in requests]
