"""Bulk orders and claim links on the real database."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from app.issuing.achievements import (
    add_version,
    create_achievement,
    list_achievements,
    load_achievement,
    load_public_achievement,
)
from app.issuing.batches import (
    CHUNK_ROWS,
    Batch,
    issue_items,
    list_batch_errors,
    load_batch,
    receive_roster,
)
from app.issuing.claims import create_claim_link, read_claim, redeem_claim
from app.issuing.documents import AchievementSnapshot
from app.issuing.errors import AchievementExists, ClaimLinkNotFound, UnreadableRoster
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential
from app.issuing.reserve import Refused
from app.issuing.run_batch import run_batch
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.idempotency import IdempotencyMismatch
from tests.contract.issuing_cases import DRAFT, Desk, open_desk, pieces_of, roster


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


async def upload(context: Context, desk: Desk, key: str, content: str) -> tuple[Batch, bool]:
    return await receive_roster(context, desk.issuer, key, pieces_of(content))


async def run_to_end(context: Context, desk: Desk, batch: Batch) -> Batch:
    while await run_batch(context, organisation_id=desk.issuer.organisation_id, batch_id=batch.id):
        pass
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        return await load_batch(session, desk.issuer.organisation_id, batch.id)


async def test_a_roster_is_issued_and_its_errors_are_kept_by_row_and_column(
    context: Context, desk: Desk
) -> None:
    batch, _ = await upload(context, desk, "roster", roster(CHUNK_ROWS + 20, desk.mandates, bad_row=3))
    done = await run_to_end(context, desk, batch)
    assert (done.state, done.row_count) == ("done", CHUNK_ROWS + 20)
    assert (done.issued_count, done.failed_count) == (CHUNK_ROWS + 19, 1)
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        [error] = await list_batch_errors(
            session, desk.issuer.organisation_id, batch.id, limit=10, after=(0, -1)
        )
    assert (error["row"], error["column"]) == (4, "level")


async def test_the_same_roster_under_the_same_key_is_not_issued_again(context: Context, desk: Desk) -> None:
    first, was_there = await upload(context, desk, "roster", roster(3, desk.mandates))
    await run_to_end(context, desk, first)
    again, is_replay = await upload(context, desk, "roster", roster(3, desk.mandates))
    assert (was_there, is_replay, again.id) == (False, True, first.id)
    with pytest.raises(IdempotencyMismatch):
        await upload(context, desk, "roster", roster(4, desk.mandates))


async def test_a_chunk_that_ran_before_a_crash_issues_nothing_twice(context: Context, desk: Desk) -> None:
    batch, _ = await upload(context, desk, "roster", roster(30, desk.mandates))
    jobs = [
        run_batch(context, organisation_id=desk.issuer.organisation_id, batch_id=batch.id) for _ in range(3)
    ]
    await asyncio.gather(*jobs)
    done = await run_to_end(context, desk, batch)
    assert (done.issued_count, done.failed_count) == (30, 0)


async def test_an_upload_that_broke_off_is_taken_over_by_the_next(context: Context, desk: Desk) -> None:
    with pytest.raises(UnreadableRoster):
        await upload(context, desk, "roster", roster(CHUNK_ROWS + 5, desk.mandates) + '\n"open')
    batch, _ = await upload(context, desk, "roster", roster(2, desk.mandates))
    assert (await run_to_end(context, desk, batch)).issued_count == 2


async def test_a_batch_of_another_organisation_is_not_found(context: Context, desk: Desk) -> None:
    batch, _ = await upload(context, desk, "roster", roster(1, desk.mandates))
    other = await open_desk(context)
    async with context.database.transaction(organisation_id=other.issuer.organisation_id) as session:
        with pytest.raises(NotFound):
            await load_batch(session, other.issuer.organisation_id, batch.id)


async def test_items_get_their_own_outcome_and_a_replay_is_the_same(context: Context, desk: Desk) -> None:
    items = [desk.request("", worker=1), None, desk.request("", worker=2, level=9)]
    batch_id, outcomes, was_there = await issue_items(context, desk.issuer, "items", b"d" * 32, items)
    assert [type(outcome) for outcome in outcomes] == [IssuedCredential, type(None), Refused]
    again_id, again, is_replay = await issue_items(context, desk.issuer, "items", b"d" * 32, items)
    assert (again_id, was_there, is_replay) == (batch_id, False, True)
    assert isinstance(outcomes[0], IssuedCredential)
    assert isinstance(again[0], IssuedCredential)
    assert again[0].secured == outcomes[0].secured
    with pytest.raises(IdempotencyMismatch):
        await issue_items(context, desk.issuer, "items", b"e" * 32, items)


async def test_a_claim_link_hands_over_everything_once(context: Context, desk: Desk) -> None:
    first = await issue_credential(context, desk.issuer, desk.request("a"))
    await issue_credential(context, desk.issuer, desk.request("b"))
    _, secret = await create_claim_link(context, desk.issuer, first.issuance.recipient_id)
    async with context.database.transaction() as session:
        preview = await read_claim(session, secret, now=context.clock.now())
    assert preview is not None
    assert (preview.count, preview.is_open) == (2, True)
    holder_id = context.randomness.uuid()
    async with context.database.transaction() as session:
        redeemed = await redeem_claim(context, session, secret, holder_id=holder_id)
    assert (redeemed.recipient_name, len(redeemed.credentials)) == ("Jan Jansen", 2)
    async with context.database.transaction() as session:
        with pytest.raises(ClaimLinkNotFound):
            await redeem_claim(context, session, secret, holder_id=holder_id)
    async with context.database.transaction() as session:
        used = await read_claim(session, secret, now=context.clock.now())
    assert used is not None
    assert not used.is_open


async def test_two_holders_at_once_cannot_both_redeem(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    _, secret = await create_claim_link(context, desk.issuer, issued.issuance.recipient_id)

    async def redeem() -> bool:
        try:
            async with context.database.transaction() as session:
                await redeem_claim(context, session, secret, holder_id=context.randomness.uuid())
        except ClaimLinkNotFound:
            return False
        return True

    assert sorted(await asyncio.gather(*[redeem() for _ in range(5)])) == [False] * 4 + [True]


async def test_unknown_and_expired_claim_links_do_not_work(context: Context, desk: Desk) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    soon = context.clock.now() + timedelta(milliseconds=30)
    _, secret = await create_claim_link(context, desk.issuer, issued.issuance.recipient_id, expires_at=soon)
    async with context.database.transaction() as session:
        late = await read_claim(session, secret, now=soon)
        assert late is not None
        assert not late.is_open
        assert await read_claim(session, "nonsense") is None
        with pytest.raises(ClaimLinkNotFound):
            await redeem_claim(context, session, "nonsense", holder_id=UUID(int=1))


async def test_a_claim_link_is_made_only_for_an_own_recipient_and_a_year_at_most(
    context: Context, desk: Desk
) -> None:
    issued = await issue_credential(context, desk.issuer, desk.request("a"))
    other = await open_desk(context)
    with pytest.raises(NotFound):
        await create_claim_link(context, other.issuer, issued.issuance.recipient_id)
    far = context.clock.now() + timedelta(days=400)
    with pytest.raises(InvalidInput):
        await create_claim_link(context, desk.issuer, issued.issuance.recipient_id, expires_at=far)


async def _add_version(context: Context, desk: Desk) -> AchievementSnapshot:
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        return await add_version(context, session, desk.issuer, desk.achievement.id, DRAFT)


async def test_a_code_is_given_once_and_versions_follow_each_other(context: Context, desk: Desk) -> None:
    with pytest.raises(AchievementExists):
        await create_achievement(context, desk.issuer, DRAFT)
    second = await _add_version(context, desk)
    assert (second.version, second.code) == (2, DRAFT.code)
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        listed = await list_achievements(session, desk.issuer.organisation_id, limit=10)
        old = await load_achievement(session, desk.issuer.organisation_id, desk.achievement.id, 1)
    assert [item.version for item in listed] == [2]
    assert old.version == 1


async def test_a_new_credential_names_the_newest_version_unless_asked(context: Context, desk: Desk) -> None:
    await _add_version(context, desk)
    newest = await issue_credential(context, desk.issuer, desk.request("a"))
    older = await issue_credential(context, desk.issuer, desk.request("b", achievement_version=1))
    assert (newest.issuance.achievement_version, older.issuance.achievement_version) == (2, 1)


async def test_anybody_may_read_an_achievement_by_its_address(context: Context, desk: Desk) -> None:
    async with context.database.transaction() as session:
        owner, snapshot = await load_public_achievement(session, desk.achievement.id, 1)
        with pytest.raises(NotFound):
            await load_public_achievement(session, desk.achievement.id, 2)
    assert (owner, snapshot.code) == (desk.issuer.organisation_id, DRAFT.code)
