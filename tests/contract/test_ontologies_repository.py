"""The vocabulary on the real database: loading, searching, and who may write."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.ontologies.errors import UnknownSkill
from app.ontologies.load_sample import load_sample
from app.ontologies.repository import SkillRepository
from app.ontologies.search import find_skill, load_skill, search_skills
from app.platform.context import Context
from app.platform.pagination import Page
from tests.factories import make_skill

FRAMEWORK = "skills-passport-sample"
OLD_SKILL = make_skill(
    id="turf-steken", framework_id=FRAMEWORK, code="GR-99", label_nl="Turf steken", label_en="Cut peat"
)


async def search(context: Context, query: str, *, sector: str | None = None, limit: int = 100) -> list[str]:
    async with context.database.transaction() as session:
        found = await search_skills(session, query, sector=sector, page=Page(limit=limit, cursor=None))
    return [skill.id for skill in found.items]


async def test_loading_the_sample_twice_leaves_sixty_skills(context: Context) -> None:
    assert await load_sample(context) == 60
    assert await load_sample(context) == 60
    assert len(await search(context, "")) == 60


async def test_a_search_finds_dutch_and_english_words_in_any_case(context: Context) -> None:
    await load_sample(context)
    assert await search(context, "METSELEN") == ["muren-metselen"]
    assert await search(context, "forklift") == ["heftruck-rijden"]
    assert await search(context, "clienten privacy") == ["privacy-bewaken"]


async def test_a_word_in_the_name_counts_more_than_one_in_the_definition(context: Context) -> None:
    await load_sample(context)
    found = await search(context, "planten")
    assert found[-1] == "onkruid-weghalen"
    assert "planten-verzorgen" in found


async def test_a_sector_narrows_the_search(context: Context) -> None:
    await load_sample(context)
    assert len(await search(context, "", sector="horeca")) == 10
    assert await search(context, "", sector="visserij") == []


@pytest.mark.parametrize("query", ["%", "_", "\\", "100%"])
async def test_signs_with_a_meaning_for_the_database_are_plain_signs(context: Context, query: str) -> None:
    await load_sample(context)
    assert await search(context, query) == []


async def test_pages_hold_every_skill_once_and_in_the_order_of_one_page(context: Context) -> None:
    await load_sample(context)
    whole = await search(context, "en")
    walked: list[str] = []
    cursor: str | None = None
    async with context.database.transaction() as session:
        while True:
            found = await search_skills(session, "en", page=Page(limit=7, cursor=cursor))
            walked.extend(skill.id for skill in found.items)
            cursor = found.next_cursor
            if cursor is None:
                break
    assert walked == whole


async def test_a_skill_that_left_the_vocabulary_stays_readable_and_is_not_offered(context: Context) -> None:
    await load_sample(context)
    async with context.database.owner_transaction() as session:
        await SkillRepository(session).put_skills([OLD_SKILL])
    assert await search(context, "turf") == ["turf-steken"]
    await load_sample(context)
    assert await search(context, "turf") == []
    async with context.database.transaction() as session:
        assert (await load_skill(session, "turf-steken")).is_withdrawn


async def test_withdrawing_keeps_the_first_moment(context: Context) -> None:
    await load_sample(context)
    first, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    async with context.database.owner_transaction() as session:
        repository = SkillRepository(session)
        await repository.put_skills([OLD_SKILL])
        offered = [skill_id for skill_id in await search(context, "") if skill_id != OLD_SKILL.id]
        await repository.withdraw_others(FRAMEWORK, offered, at=first)
        await repository.withdraw_others(FRAMEWORK, offered, at=later)
        withdrawn = await repository.find(OLD_SKILL.id)
    assert withdrawn is not None
    assert withdrawn.withdrawn_at == first


async def test_an_unknown_skill_is_absent_or_an_error_as_the_name_says(context: Context) -> None:
    async with context.database.transaction() as session:
        assert await find_skill(session, "bestaat-niet") is None
        with pytest.raises(UnknownSkill):
            await load_skill(session, "bestaat-niet")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM skills", "UPDATE skills SET label_nl = 'x'", "DELETE FROM frameworks"]
)
async def test_the_role_of_the_application_cannot_write_the_vocabulary(
    context: Context, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with context.database.transaction() as session:
            await session.execute(text(statement))
