"""Status on the real database: revocation for ever and at once, lists that never go back."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.issuing.errors import Irreversible, StatusRollback
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential, issue_many
from app.issuing.ledger import load_issued
from app.issuing.memory import memory_of, versions_of
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.status_lists import find_local_status_list, is_same_entity, load_status_list
from app.issuing.suspend import reinstate, suspend
from app.platform.context import Context
from app.platform.errors import NotFound
from tests.contract.issuing_cases import Desk, open_desk


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


async def is_set(context: Context, issued: IssuedCredential, purpose: str) -> bool:
    url = issued.issuance.status_list_url(context.settings.public_url)
    found = await find_local_status_list(context, url.replace("/revocation", f"/{purpose}"))
    assert found is not None
    index = issued.issuance.status_index
    return bool(found.bits[index >> 3] & (0x80 >> (index & 7)))


async def test_a_revocation_is_visible_at_once(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    assert not await is_set(context, issued, "revocation")
    await revoke(context, desk.issuer, issued.id, reason=RevocationReason.ERROR)
    assert await is_set(context, issued, "revocation")
    assert not await is_set(context, issued, "suspension")


async def test_a_second_revocation_for_the_same_reason_changes_nothing(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    first = await revoke(context, desk.issuer, issued.id, reason=RevocationReason.FRAUD)
    again = await revoke(context, desk.issuer, issued.id, reason=RevocationReason.FRAUD)
    assert (again.state, again.reason) == (first.state, first.reason)


async def test_a_revocation_cannot_be_changed_or_undone(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    await revoke(context, desk.issuer, issued.id, reason=RevocationReason.ERROR)
    with pytest.raises(Irreversible):
        await revoke(context, desk.issuer, issued.id, reason=RevocationReason.FRAUD)
    with pytest.raises(Irreversible):
        await suspend(context, desk.issuer, issued.id)
    with pytest.raises(Irreversible):
        await reinstate(context, desk.issuer, issued.id)


async def test_a_suspension_comes_and_goes(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    await suspend(context, desk.issuer, issued.id)
    assert await is_set(context, issued, "suspension")
    assert (await suspend(context, desk.issuer, issued.id)).state == "suspended"
    await reinstate(context, desk.issuer, issued.id)
    assert not await is_set(context, issued, "suspension")
    assert (await reinstate(context, desk.issuer, issued.id)).state == "active"


async def test_another_organisation_finds_nothing_to_revoke(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    other = await open_desk(context)
    for identifier in (issued.id, UUID(int=1)):
        with pytest.raises(NotFound):
            await revoke(context, other.issuer, identifier, reason=RevocationReason.ERROR)
    async with context.database.transaction(organisation_id=other.issuer.organisation_id) as session:
        with pytest.raises(NotFound):
            await load_issued(context, session, other.issuer.organisation_id, issued.id)


@pytest.mark.abuse("A12")
async def test_a_hundred_revocations_at_once_lose_none(context: Context, desk: Desk) -> None:
    requests = [desk.request(f"r{number}", worker=number) for number in range(100)]
    outcomes = await issue_many(context, desk.issuer, requests, context.clock.now())
    issued = [outcome for outcome in outcomes if isinstance(outcome, IssuedCredential)]
    await asyncio.gather(
        *[revoke(context, desk.issuer, item.id, reason=RevocationReason.ERROR) for item in issued]
    )
    assert all([await is_set(context, item, "revocation") for item in issued])


async def test_the_version_rises_with_every_event_and_the_document_with_it(
    context: Context, desk: Desk
) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    list_id = issued.issuance.status_list_id
    before = await load_status_list(context, list_id, "revocation")
    assert await load_status_list(context, list_id, "revocation") is before
    await suspend(context, desk.issuer, issued.id)
    after = await load_status_list(context, list_id, "revocation")
    assert after.version > before.version
    assert is_same_entity(f'W/"x", {before.etag}', before.etag)
    assert not is_same_entity(after.etag, before.etag)


async def test_the_same_version_is_the_same_bytes_in_every_process(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    first = await load_status_list(context, issued.issuance.status_list_id, "revocation")
    memory_of(context).published.clear()
    again = await load_status_list(context, issued.issuance.status_list_id, "revocation")
    assert again is not first
    assert again.text == first.text


@pytest.mark.abuse("A13")
async def test_an_older_version_than_was_served_is_refused(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    list_id = issued.issuance.status_list_id
    served = await load_status_list(context, list_id, "revocation")
    memory = memory_of(context)
    memory.highest_versions[list_id] = served.version + 1
    versions_of(context).drop(list_id)
    with pytest.raises(StatusRollback):
        await load_status_list(context, list_id, "revocation")


@pytest.mark.parametrize("purpose", ["refresh", "", "revocation/x"])
async def test_another_purpose_is_not_found(context: Context, purpose: str) -> None:
    with pytest.raises(NotFound):
        await load_status_list(context, UUID(int=1), purpose)


async def test_only_addresses_of_this_service_are_local(context: Context) -> None:
    base = context.settings.public_url
    for url in (
        f"{base}.evil.example/status-lists/{UUID(int=1)}/revocation",
        f"{base}/status-lists/{UUID(int=1)}/revocation",
        f"{base}/status-lists/{'-' * 36}/revocation",
        f"{base}/status-lists/{UUID(int=1)}/revocation?x",
    ):
        assert await find_local_status_list(context, url) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE status_events SET is_set = false",
        "DELETE FROM status_events",
        "DELETE FROM status_entries",
        "UPDATE status_lists SET version = version - 1",
        "UPDATE status_lists SET version_at = version_at + interval '1 second'",
        "DELETE FROM status_lists",
        "DELETE FROM issuances",
        "UPDATE issuances SET state = 'void'",
        "UPDATE achievements SET code = 'OTHER'",
        "DELETE FROM achievements",
    ],
)
@pytest.mark.abuse("A12")
async def test_not_even_the_owner_of_the_tables_rewrites_history(
    context: Context, desk: Desk, statement: str
) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    await revoke(context, desk.issuer, issued.id, reason=RevocationReason.ERROR)
    with pytest.raises(DBAPIError):
        async with context.database.owner_transaction(organisation_id=desk.issuer.organisation_id) as session:
            await session.execute(text(statement))


async def test_a_revocation_event_cannot_clear_a_bit(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    row = issued.issuance
    with pytest.raises(DBAPIError):
        async with context.database.transaction(organisation_id=row.organisation_id) as session:
            await session.execute(
                text(
                    "INSERT INTO status_events VALUES (:organisation_id, :id, :list_id, :idx, 1,"
                    " 'revocation', false, 'other', 'x', :now)"
                ),
                {
                    "organisation_id": row.organisation_id,
                    "id": UUID(int=3),
                    "list_id": row.status_list_id,
                    "idx": row.status_index,
                    "now": row.issued_at + timedelta(seconds=1),
                },
            )
