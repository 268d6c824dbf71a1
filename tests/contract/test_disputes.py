"""A holder says what is not right; who issued it answers, and nobody else sees it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.holding.answer_disputes import answer_dispute, list_reported, load_reported
from app.holding.disputes import find_dispute, list_disputes, open_dispute, withdraw_dispute
from app.holding.errors import DisputeClosed, DisputeOpen
from app.holding.open_share import peek_share_link
from app.holding.share import ShareRequest, create_share_link
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from tests.contract.passport_world import World, build_world

ALL = Page(limit=100, cursor=None)
WORDS = "Ik heet Sanne de Witt, met 2 keer een t."


async def _claimed(context: Context, slug: str) -> tuple[World, UUID, UUID]:
    world = await build_world(context, slug)
    issued = await world.issue()
    return world, (await world.claim(issued)).holder_id, issued.id


async def test_the_partnership_reads_the_words_and_the_holder_the_answer(context: Context) -> None:
    world, holder_id, credential_id = await _claimed(context, "dispute-told")
    opened = await open_dispute(context, holder_id, credential_id, "name", WORDS)
    [reported] = (await list_reported(context, world.issuer, ALL, state="open")).items
    assert (reported.dispute.words, reported.title, reported.holder_name) == (
        WORDS,
        "Veilig werken met een heftruck",
        "Sanne de Wit",
    )
    await answer_dispute(context, world.issuer, opened.id, "U krijgt een nieuw bewijs.")
    told = await find_dispute(context, holder_id, credential_id)
    assert told is not None
    assert (told.state, told.answer) == ("answered", "U krijgt een nieuw bewijs.")
    assert (await list_reported(context, world.issuer, ALL, state="open")).items == []
    [mine] = (await list_disputes(context, holder_id, ALL)).items
    assert mine == told


async def test_an_employer_sees_nothing_of_a_dispute(context: Context) -> None:
    _, holder_id, credential_id = await _claimed(context, "dispute-silent")
    _, secret = await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    before = await peek_share_link(context, secret)
    await open_dispute(context, holder_id, credential_id, "level", WORDS)
    assert await peek_share_link(context, secret) == before


async def test_another_partnership_and_another_holder_find_nothing(context: Context) -> None:
    _, holder_id, credential_id = await _claimed(context, "dispute-own")
    other, stranger, _ = await _claimed(context, "dispute-other")
    opened = await open_dispute(context, holder_id, credential_id, "level")
    assert (await list_reported(context, other.issuer, ALL)).items == []
    with pytest.raises(NotFound):
        await load_reported(context, other.issuer, opened.id)
    with pytest.raises(NotFound):
        await answer_dispute(context, other.issuer, opened.id, "Nee.")
    with pytest.raises(NotFound):
        await withdraw_dispute(context, stranger, opened.id)
    with pytest.raises(NotFound):
        await open_dispute(context, stranger, credential_id, "level")
    with pytest.raises(NotFound):
        await open_dispute(context, holder_id, uuid4(), "level")


async def test_there_is_one_open_dispute_and_it_ends_once(context: Context) -> None:
    world, holder_id, credential_id = await _claimed(context, "dispute-once")
    first = await open_dispute(context, holder_id, credential_id, "date")
    with pytest.raises(DisputeOpen):
        await open_dispute(context, holder_id, credential_id, "date")
    for _ in range(2):
        assert (await withdraw_dispute(context, holder_id, first.id)).state == "withdrawn"
    assert await find_dispute(context, holder_id, credential_id) is None
    with pytest.raises(DisputeClosed):
        await answer_dispute(context, world.issuer, first.id, "Te laat.")
    second = await open_dispute(context, holder_id, credential_id, "other", "Toch niet goed.")
    await answer_dispute(context, world.issuer, second.id, "Wij kijken ernaar.")
    with pytest.raises(DisputeClosed):
        await answer_dispute(context, world.issuer, second.id, "Nog een keer.")
    with pytest.raises(DisputeClosed):
        await withdraw_dispute(context, holder_id, second.id)


@pytest.mark.parametrize("words", ["x" * 501, "a\u202eb", "mijn nummer is 123456782"])
async def test_words_are_plain_short_and_without_a_citizen_number(context: Context, words: str) -> None:
    _, holder_id, credential_id = await _claimed(context, f"dispute-words-{len(words)}")
    with pytest.raises(InvalidInput):
        await open_dispute(context, holder_id, credential_id, "other", words)


@pytest.mark.parametrize("answer", ["", "   ", "x" * 1001])
async def test_an_answer_says_something(context: Context, answer: str) -> None:
    world, holder_id, credential_id = await _claimed(context, f"dispute-answer-{len(answer)}")
    opened = await open_dispute(context, holder_id, credential_id, "level")
    with pytest.raises(InvalidInput):
        await answer_dispute(context, world.issuer, opened.id, answer)


async def test_the_words_are_sealed_in_the_database(context: Context) -> None:
    world, holder_id, credential_id = await _claimed(context, "dispute-sealed")
    opened = await open_dispute(context, holder_id, credential_id, "name", WORDS)
    await answer_dispute(context, world.issuer, opened.id, "Wij passen het aan.")
    async with context.database.transaction(holder_id=holder_id) as session:
        [row] = await session.execute(text("SELECT words_sealed, answer_sealed, answered_by FROM disputes"))
    assert b"Sanne" not in row[0]
    assert b"passen" not in row[1]
    assert row[2] == world.issuer.actor


async def test_lists_come_in_pages_newest_first(context: Context) -> None:
    world = await build_world(context, "dispute-pages")
    issued = [await world.issue() for _ in range(3)]
    holder_id = (await world.claim(issued[0])).holder_id
    opened = [(await open_dispute(context, holder_id, one.id, "level")).id for one in issued]
    first = await list_reported(context, world.issuer, Page(limit=2))
    rest = await list_reported(context, world.issuer, replace(Page(limit=2), cursor=first.next_cursor))
    seen = [one.dispute.id for one in (*first.items, *rest.items)]
    assert sorted(seen) == sorted(opened)
    assert rest.next_cursor is None
