"""Skill sets on the real database: drafted by one, published by another, never changed, and issued from."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.accounts.errors import FourEyesNeeded
from app.accounts.organisations import create_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.assessing.errors import (
    SkillSetChanged,
    SkillSetDrafted,
    SkillSetExists,
    SkillSetPublished,
)
from app.assessing.publish_skill_set import find_publishing_faults, publish_skill_set
from app.assessing.skill_set_content import Alignments, Reference, SkillSetContent
from app.assessing.skill_sets import (
    SkillSet,
    SkillSetState,
    draft_next_version,
    edit_skill_set,
    list_skill_sets,
    load_public_skill_set,
    load_skill_set,
    load_skill_set_of,
)
from app.issuing.achievements import AchievementDraft, add_version, create_achievement, load_achievement
from app.issuing.adopt import adopt_skill_set
from app.issuing.documents import AchievementSnapshot, SkillAlignment
from app.issuing.errors import AchievementOfSkillSet
from app.ontologies.import_framework import import_esco
from app.ontologies.map_term import propose_mapping, review_mapping
from app.ontologies.own_terms import retire_term
from app.ontologies.skills import MatchType
from app.platform.context import Context
from app.platform.database import fetch
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from app.platform.queue import run_worker
from tests.skill_sets import add_draft, add_own_term, add_published, make_achievement, make_content, publish
from tests.vocabularies import ESCO, english

DRIVE = f"{ESCO}/skill/drive"


@pytest.fixture
async def issuer(context: Context) -> Issuer:
    """A partnership."""
    return await make_issuer(context, "magazijn")


async def make_issuer(context: Context, slug: str) -> Issuer:
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    return Issuer(made.id, f"person:{uuid4()}", ANY_SCOPE, made.name, made.slug)


async def make_draft(context: Context, issuer: Issuer, **changes: Any) -> SkillSet:
    reference = Reference(own_term_id=await add_own_term(context, issuer))
    return await add_draft(context, issuer, make_content(make_achievement(reference), **changes))


async def edit(
    context: Context, issuer: Issuer, draft: SkillSet, content: SkillSetContent, **changes: Any
) -> SkillSet:
    revision = changes.get("revision", draft.revision)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await edit_skill_set(
            context, session, issuer, draft.id, draft.version, content, revision=revision
        )


async def next_version(context: Context, issuer: Issuer, skill_set_id: UUID) -> SkillSet:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await draft_next_version(context, session, issuer, skill_set_id)


async def load(context: Context, issuer: Issuer, found: SkillSet) -> SkillSet:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await load_skill_set(session, issuer.organisation_id, found.id, found.version)


async def load_adopted(context: Context, issuer: Issuer, found: SkillSet) -> AchievementSnapshot:
    [achievement] = found.content.achievements
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await load_achievement(session, issuer.organisation_id, achievement.id, found.version)


async def test_a_draft_may_be_empty_and_is_told_what_it_lacks(context: Context, issuer: Issuer) -> None:
    draft = await add_draft(context, issuer, SkillSetContent("leeg", {}, {}))
    assert (draft.state, draft.version, draft.revision) == (SkillSetState.draft, 1, 1)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        faults = await find_publishing_faults(context, session, draft)
    assert {fault.pointer for fault in faults} >= {"/name/nl", "/standard", "/achievements"}
    with pytest.raises(InvalidInput) as refused:
        await publish(context, issuer, draft)
    assert list(refused.value.errors) == faults
    assert (await load(context, issuer, draft)).state is SkillSetState.draft


async def test_a_colleague_publishes_what_somebody_drafted(context: Context, issuer: Issuer) -> None:
    draft = await make_draft(context, issuer)
    published = await publish(context, issuer, draft)
    assert published.state is SkillSetState.published
    assert published.published_by == f"{issuer.actor}-colleague"
    assert published.content == draft.content
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        [achievement] = published.content.achievements
        assert await load_skill_set_of(session, issuer.organisation_id, achievement.id) == published
        assert await load_skill_set_of(session, issuer.organisation_id, uuid4()) is None


@pytest.mark.parametrize("who", ["drafter", "editor"])
async def test_nobody_publishes_what_they_wrote_themselves(
    context: Context, issuer: Issuer, who: str
) -> None:
    draft = await make_draft(context, issuer)
    editor = replace(issuer, actor="api-key:editor")
    edited = await edit(context, editor, draft, replace(draft.content, validity_months=12))
    publisher = issuer if who == "drafter" else editor
    with pytest.raises(FourEyesNeeded):
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            await publish_skill_set(context, session, publisher, draft.id, 1, revision=edited.revision)


@pytest.mark.parametrize("actor", ["drafted_by", "edited_by"])
async def test_the_database_itself_wants_four_eyes(context: Context, issuer: Issuer, actor: str) -> None:
    draft = await make_draft(context, issuer)
    await edit(context, replace(issuer, actor="api-key:editor"), draft, draft.content)
    with pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"):
        await change(
            context,
            issuer,
            f"state = 'published', aligned = '{{}}', published_at = now(), published_by = {actor}",
        )


@pytest.mark.parametrize(
    "changes",
    [
        "content = jsonb_set(content, '{name,nl}', '\"Anders\"')",
        "state = 'draft', published_by = NULL, published_at = NULL, aligned = NULL",
        "published_by = 'api-key:other'",
        "aligned = '{}'",
    ],
)
async def test_the_database_itself_keeps_a_published_version(
    context: Context, issuer: Issuer, changes: str
) -> None:
    await add_published(context, issuer)
    with pytest.raises(psycopg.errors.RaiseException, match="never changes"):
        await change(context, issuer, changes)


async def change(context: Context, issuer: Issuer, changes: str) -> None:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await fetch(session, f"UPDATE skill_sets SET {changes}", {})


async def test_an_edit_keeps_ids_and_counts_revisions(context: Context, issuer: Issuer) -> None:
    draft = await make_draft(context, issuer)
    [achievement] = draft.content.achievements
    renamed = replace(achievement, name={"nl": "Heftruck rijden", "en": "Driving a forklift"})
    edited = await edit(context, issuer, draft, replace(draft.content, achievements=(renamed,)))
    assert (edited.revision, edited.content.achievements) == (2, (renamed,))
    with pytest.raises(SkillSetChanged):
        await edit(context, issuer, draft, draft.content)
    with pytest.raises(SkillSetChanged):
        await publish(context, issuer, draft)
    assert (await load(context, issuer, draft)).revision == 2


async def test_an_id_of_something_else_is_refused(context: Context, issuer: Issuer) -> None:
    draft = await make_draft(context, issuer)
    other = await make_draft(context, issuer, code="ander")
    [stolen] = other.content.achievements
    with pytest.raises(InvalidInput) as refused:
        await edit(context, issuer, draft, replace(draft.content, achievements=(stolen, stolen)))
    assert [fault.pointer for fault in refused.value.errors] == [
        "/achievements/0/id",
        "/achievements/0/criteria/0/id",
        "/achievements/0/criteria/1/id",
        "/achievements/1/id",
        "/achievements/1/criteria/0/id",
        "/achievements/1/criteria/1/id",
    ]
    with pytest.raises(InvalidInput):
        await add_draft(context, issuer, replace(draft.content, code="nieuw"))


async def test_a_code_belongs_to_one_skill_set(context: Context, issuer: Issuer) -> None:
    draft = await make_draft(context, issuer)
    with pytest.raises(SkillSetExists):
        await make_draft(context, issuer, code="MAGAZIJN")
    other = await make_draft(context, issuer, code="winkel")
    with pytest.raises(SkillSetExists):
        await edit(context, issuer, other, replace(other.content, code="magazijn"))
    assert (await edit(context, issuer, draft, draft.content)).revision == 2
    assert (await make_draft(context, await make_issuer(context, "andere"))).content.code == "magazijn"


async def test_a_newer_version_takes_the_place_of_the_last(context: Context, issuer: Issuer) -> None:
    first = await add_published(context, issuer)
    with pytest.raises(SkillSetPublished):
        await edit(context, issuer, first, first.content)
    draft = await next_version(context, issuer, first.id)
    assert (draft.version, draft.content) == (2, first.content)
    with pytest.raises(SkillSetDrafted):
        await next_version(context, issuer, first.id)
    second = await publish(context, issuer, draft)
    old = await load(context, issuer, first)
    assert (old.state, second.state) == (SkillSetState.superseded, SkillSetState.published)
    assert (old.content, old.aligned, old.published_at) == (first.content, first.aligned, first.published_at)
    [achievement] = first.content.achievements
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        newest = await load_skill_set_of(session, issuer.organisation_id, achievement.id)
        earlier = await load_skill_set_of(session, issuer.organisation_id, achievement.id, 1)
    assert (newest, earlier) == (second, old)


async def test_a_skill_set_is_listed_once_in_its_newest_version(context: Context, issuer: Issuer) -> None:
    first = await add_published(context, issuer)
    await next_version(context, issuer, first.id)
    other = await make_draft(context, issuer, code="winkel")
    listed = await list_all(context, issuer)
    assert {(one.id, one.version) for one in listed} == {(first.id, 2), (other.id, 1)}
    published = await list_all(context, issuer, SkillSetState.published)
    assert [(one.id, one.version) for one in published] == [(first.id, 1)]


async def list_all(context: Context, issuer: Issuer, state: SkillSetState | None = None) -> list[SkillSet]:
    found: list[SkillSet] = []
    cursor = None
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        while True:
            page = await list_skill_sets(session, issuer.organisation_id, page=Page(1, cursor), state=state)
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found


async def test_another_partnership_sees_no_draft_and_changes_nothing(
    context: Context, issuer: Issuer
) -> None:
    draft = await make_draft(context, issuer)
    other = await make_issuer(context, "andere")
    with pytest.raises(NotFound):
        await load(context, other, draft)
    with pytest.raises(NotFound):
        await edit(context, other, draft, draft.content)
    with pytest.raises(NotFound):
        await publish(context, other, draft)
    assert await list_all(context, other) == []


async def test_anybody_reads_what_is_published_and_nobody_a_draft(context: Context, issuer: Issuer) -> None:
    published = await add_published(context, issuer)
    draft = await next_version(context, issuer, published.id)
    async with context.database.transaction() as session:
        assert await load_public_skill_set(session, published.id, 1) == (published, [1])
        with pytest.raises(NotFound):
            await load_public_skill_set(session, draft.id, 2)


async def test_a_concept_keeps_the_name_it_had_when_it_was_published(
    context: Context, issuer: Issuer, tmp_path: Path
) -> None:
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    wanted = Alignments(transferable=(Reference(concept_uri=DRIVE, match_type=MatchType.broad),))
    achievement = make_achievement(alignments=wanted)
    published = await publish(context, issuer, await add_draft(context, issuer, make_content(achievement)))
    [aligned] = (published.aligned or {})[published.content.achievements[0].id]
    assert (aligned.uri, aligned.language, aligned.match_type) == (DRIVE, "en", MatchType.broad)
    assert (aligned.layer, aligned.framework, aligned.framework_version) == ("transferable", "ESCO", "1.2.0")
    assert not aligned.is_own_term
    newer = english(tmp_path, "1.3.0")
    await import_esco(context, [newer], on_bytes=lambda count: None)
    assert (await load(context, issuer, published)).aligned == published.aligned


async def test_an_own_term_is_flagged_until_it_is_mapped(
    context: Context, issuer: Issuer, tmp_path: Path
) -> None:
    published = await add_published(context, issuer)
    [achievement] = published.content.achievements
    [own] = (published.aligned or {})[achievement.id]
    assert (own.label, own.is_own_term, own.framework) == ("Heftruck rijden", True, None)
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    term_id = achievement.alignments.specific[0].own_term_id
    assert term_id is not None
    colleague = replace(issuer, actor="api-key:reviewer")
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        mapping = await propose_mapping(
            context, session, issuer, term_id, concept_uri=DRIVE, match_type=MatchType.narrow
        )
        await review_mapping(context, session, colleague, term_id, mapping.id, outcome="approved")
    second = await publish(context, issuer, await next_version(context, issuer, published.id))
    own, mapped = (second.aligned or {})[achievement.id]
    assert not own.is_own_term
    assert (mapped.uri, mapped.match_type) == (DRIVE, MatchType.narrow)


async def test_what_is_not_in_use_is_no_alignment(context: Context, issuer: Issuer) -> None:
    term_id = await add_own_term(context, issuer)
    wanted = Alignments(
        specific=(Reference(own_term_id=term_id), Reference(own_term_id=uuid4())),
        knowledge=(Reference(concept_uri="http://data.europa.eu/esco/skill/nothing"),),
    )
    draft = await add_draft(context, issuer, make_content(make_achievement(alignments=wanted)))
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await retire_term(context, session, issuer, term_id)
    with pytest.raises(InvalidInput) as refused:
        await publish(context, issuer, draft)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/achievements/0/alignments/specific/0/ownTermId", "unknown_term"),
        ("/achievements/0/alignments/specific/1/ownTermId", "unknown_term"),
        ("/achievements/0/alignments/knowledge/0/conceptUri", "unknown_concept"),
    ]


async def test_publishing_lets_issuing_adopt_the_achievements(context: Context, issuer: Issuer) -> None:
    published = await add_published(context, issuer)
    with pytest.raises(NotFound):
        await load_adopted(context, issuer, published)
    await run_worker(context, until_empty=True)
    adopted = await load_adopted(context, issuer, published)
    [achievement] = published.content.achievements
    assert (adopted.id, adopted.version, adopted.code) == (achievement.id, 1, "magazijn.heftruck")
    assert (adopted.skill_set_id, adopted.validity_months) == (published.id, 24)
    assert list(adopted.criteria) == [dict(criterion.text) for criterion in achievement.criteria]
    [alignment] = adopted.alignments
    assert isinstance(alignment, SkillAlignment)
    assert (alignment.target_name, alignment.layer, alignment.is_own_term) == (
        "Heftruck rijden",
        "specific",
        True,
    )


async def test_adopting_again_changes_nothing_and_each_version_is_adopted(
    context: Context, issuer: Issuer
) -> None:
    first = await add_published(context, issuer)
    second = await publish(context, issuer, await next_version(context, issuer, first.id))
    for version in (2, 1, 2, 1):
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            ids = await adopt_skill_set(context, session, issuer.organisation_id, first.id, version)
    assert ids == [achievement.id for achievement in first.content.achievements]
    found = [(await load_adopted(context, issuer, one)).version for one in (first, second)]
    assert found == [1, 2]
    with pytest.raises(AchievementOfSkillSet):
        await version_by_hand(context, issuer, ids[0])


async def version_by_hand(context: Context, issuer: Issuer, achievement_id: UUID) -> None:
    draft = AchievementDraft("x", {"nl": "x", "en": "x"}, {"nl": "x", "en": "x"}, ())
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await add_version(context, session, issuer, achievement_id, draft)


async def test_a_code_that_was_taken_by_hand_does_not_stop_an_adoption(
    context: Context, issuer: Issuer
) -> None:
    texts = {"nl": "Met de hand", "en": "By hand"}
    await create_achievement(context, issuer, AchievementDraft("magazijn.heftruck", texts, texts, (texts,)))
    published = await add_published(context, issuer)
    await run_worker(context, until_empty=True)
    adopted = await load_adopted(context, issuer, published)
    assert adopted.code == str(adopted.id)


async def test_a_draft_is_not_adopted(context: Context, issuer: Issuer) -> None:
    draft = await make_draft(context, issuer)
    with pytest.raises(NotFound):
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            await adopt_skill_set(context, session, issuer.organisation_id, draft.id, 1)
