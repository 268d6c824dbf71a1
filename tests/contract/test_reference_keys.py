"""A recipient is found again by a keyed hash that a reader of the database cannot work out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.assessing.reference_keys import hash_reference, load_reference_key
from app.issuing.issue import issue_credential
from app.platform.caching import Caches
from app.platform.context import Context
from app.platform.vault import KEY_BYTES, Vault
from tests.contract.issuing_cases import open_desk


async def _key(context: Context, organisation_id: UUID) -> bytes:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await load_reference_key(context, session, organisation_id)


async def _stored_hashes(context: Context, organisation_id: UUID) -> Sequence[bytes]:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await session.execute(text("SELECT reference_hash FROM recipients"))
        return [bytes(row[0]) for row in found]


def _restarted(context: Context) -> Context:
    return replace(context, caches=Caches(context.clock))


async def test_a_reference_cannot_be_guessed_from_what_the_database_holds(context: Context) -> None:
    desk = await open_desk(context)
    await issue_credential(context, desk.issuer, desk.request("a", reference="77"))
    organisation_id = desk.issuer.organisation_id
    [stored] = await _stored_hashes(context, organisation_id)
    assert stored == hash_reference(await _key(context, organisation_id), "77")
    assert stored != sha256(b"recipient\0" + organisation_id.bytes + b"77").digest()


async def test_two_organisations_hash_the_same_reference_differently(context: Context) -> None:
    desks = [await open_desk(context) for _ in range(2)]
    hashes = {hash_reference(await _key(context, desk.issuer.organisation_id), "77") for desk in desks}
    assert len(hashes) == 2


async def test_the_key_outlives_a_rotation_of_the_vaults_keys(context: Context) -> None:
    desk = await open_desk(context)
    first = await issue_credential(context, desk.issuer, desk.request("a"))
    keys = {1: bytes(range(32)), 2: bytes(32)}
    rotated = replace(_restarted(context), vault=Vault(keys, 2, context.randomness))
    second = await issue_credential(rotated, desk.issuer, desk.request("b"))
    assert second.issuance.recipient_id == first.issuance.recipient_id


async def test_a_key_of_a_transaction_that_was_rolled_back_is_not_remembered(context: Context) -> None:
    organisation_id = (await open_desk(context)).issuer.organisation_id

    async def give_up() -> None:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            lost.append(await load_reference_key(context, session, organisation_id))
            raise TimeoutError

    lost: list[bytes] = []
    with pytest.raises(TimeoutError):
        await give_up()
    kept = await _key(context, organisation_id)
    assert len(kept) == KEY_BYTES
    assert lost != [kept]
    assert await _key(_restarted(context), organisation_id) == kept


async def test_processes_that_start_at_once_agree_on_one_key(context: Context) -> None:
    organisation_id = (await open_desk(context)).issuer.organisation_id
    found = await asyncio.gather(*(_key(_restarted(context), organisation_id) for _ in range(5)))
    assert len(set(found)) == 1


@pytest.mark.parametrize("act", ["UPDATE reference_keys SET key_sealed = ''", "DELETE FROM reference_keys"])
async def test_the_application_can_neither_change_nor_drop_a_key(context: Context, act: str) -> None:
    organisation_id = (await open_desk(context)).issuer.organisation_id
    await _key(context, organisation_id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with context.database.transaction(organisation_id=organisation_id) as session:
            await session.execute(text(act))


async def test_a_key_is_seen_by_its_own_organisation_only(context: Context) -> None:
    desks = [await open_desk(context) for _ in range(2)]
    await _key(context, desks[0].issuer.organisation_id)
    async with context.database.transaction(organisation_id=desks[1].issuer.organisation_id) as session:
        assert (await session.execute(text("SELECT 1 FROM reference_keys"))).first() is None
