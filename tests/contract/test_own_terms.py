"""Own terms on the real database: flagged until somebody else approved a mapping, and shared by their concepts."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from app.accounts.organisations import create_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.ontologies.errors import MappingNotReviewable, MappingProposed, TermRetired
from app.ontologies.import_framework import import_competentnl, import_esco
from app.ontologies.map_term import Outcome, TermMapping, propose_mapping, review_mapping
from app.ontologies.overlap import Overlap, describe_concepts, list_overlaps
from app.ontologies.own_terms import (
    Coverage,
    Layer,
    OwnTerm,
    TermTexts,
    add_term,
    load_term,
    measure_coverage,
    retire_term,
)
from app.ontologies.skills import MatchType
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from tests.vocabularies import COMPETENTNL, COMPETENTNL_GRAPH, ESCO, as_csv, english, skill, write_archive

TEXTS = TermTexts(Layer.specific, "75 cm in beton boren", "Boort een gat van 75 cm in beton.")
WELD = f"{ESCO}/skill/weld"
DRIVE = f"{ESCO}/skill/drive"


@pytest.fixture(autouse=True)
async def imported(context: Context, tmp_path: Path) -> None:
    """ESCO in English."""
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)


async def make_issuer(context: Context, slug: str) -> Issuer:
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    return Issuer(made.id, f"key:{slug}", ANY_SCOPE, made.name, made.slug)


@pytest.fixture
async def issuer(context: Context) -> Issuer:
    """A partnership."""
    return await make_issuer(context, "boorders")


def colleague(issuer: Issuer) -> Issuer:
    return replace(issuer, actor=f"{issuer.actor}-2")


async def make_term(context: Context, issuer: Issuer) -> OwnTerm:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await add_term(context, session, issuer, TEXTS)


async def propose(
    context: Context, issuer: Issuer, term_id: UUID, uri: str = WELD, match: MatchType = MatchType.broad
) -> TermMapping:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await propose_mapping(context, session, issuer, term_id, concept_uri=uri, match_type=match)


async def review(
    context: Context, issuer: Issuer, mapping: TermMapping, outcome: Outcome = "approved"
) -> TermMapping:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await review_mapping(context, session, issuer, mapping.term_id, mapping.id, outcome=outcome)


async def load(context: Context, issuer: Issuer, term_id: UUID) -> OwnTerm:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await load_term(session, issuer.organisation_id, term_id)


async def overlaps(context: Context, issuer: Issuer, page: Page = Page()) -> list[Overlap]:  # noqa: B008
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return list((await list_overlaps(session, issuer.organisation_id, page=page)).items)


async def map_term(context: Context, issuer: Issuer, uri: str = WELD) -> OwnTerm:
    term = await make_term(context, issuer)
    await review(context, colleague(issuer), await propose(context, issuer, term.id, uri))
    return term


async def test_a_term_is_an_own_term_until_a_colleague_approved_a_mapping(
    context: Context, issuer: Issuer
) -> None:
    term = await make_term(context, issuer)
    assert not term.is_mapped
    mapping = await propose(context, issuer, term.id)
    assert (mapping.state, mapping.concept_label, mapping.framework_version, mapping.language) == (
        "proposed",
        "weld metals",
        "1.2.0",
        "en",
    )
    assert not (await load(context, issuer, term.id)).is_mapped
    approved = await review(context, colleague(issuer), mapping)
    assert (approved.state, approved.reviewed_by) == ("approved", "key:boorders-2")
    assert (await load(context, issuer, term.id)).is_mapped


async def test_nobody_reviews_a_proposal_of_their_own_and_none_is_reviewed_twice(
    context: Context, issuer: Issuer
) -> None:
    mapping = await propose(context, issuer, (await make_term(context, issuer)).id)
    with pytest.raises(MappingNotReviewable):
        await review(context, issuer, mapping)
    await review(context, colleague(issuer), mapping, "rejected")
    with pytest.raises(MappingNotReviewable):
        await review(context, colleague(issuer), mapping)
    assert not (await load(context, issuer, mapping.term_id)).is_mapped
    assert (await propose(context, issuer, mapping.term_id)).state == "proposed"


async def test_the_database_itself_wants_four_eyes(
    context: Context, issuer: Issuer, superuser: psycopg.Connection[tuple[str]]
) -> None:
    await propose(context, issuer, (await make_term(context, issuer)).id)
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("UPDATE term_mappings SET state = 'approved', reviewed_by = proposed_by")
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("UPDATE term_mappings SET state = 'approved'")


async def test_the_same_mapping_is_not_proposed_twice(context: Context, issuer: Issuer) -> None:
    term = await make_term(context, issuer)
    await propose(context, issuer, term.id)
    with pytest.raises(MappingProposed):
        await propose(context, issuer, term.id, match=MatchType.exact)
    assert (await propose(context, issuer, term.id, DRIVE)).state == "proposed"


async def test_a_mapping_leads_to_a_concept_that_is_current(
    context: Context, issuer: Issuer, tmp_path: Path
) -> None:
    term = await make_term(context, issuer)
    with pytest.raises(InvalidInput):
        await propose(context, issuer, term.id, f"{ESCO}/skill/unknown")
    later = write_archive(tmp_path, "en", {"skills": as_csv([skill("drive", "drive")])}, "1.3.0")
    await import_esco(context, [later], on_bytes=lambda count: None)
    with pytest.raises(InvalidInput):
        await propose(context, issuer, term.id, WELD)


async def test_a_retired_term_stays_readable_and_takes_no_mapping(context: Context, issuer: Issuer) -> None:
    term = await map_term(context, issuer)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        retired = await retire_term(context, session, issuer, term.id)
    assert retired.retired_at is not None and retired.texts == TEXTS
    with pytest.raises(TermRetired):
        await propose(context, issuer, term.id, DRIVE)


async def test_coverage_counts_terms_in_use(context: Context, issuer: Issuer) -> None:
    async def measure() -> Coverage:
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            return await measure_coverage(session, issuer.organisation_id)

    assert (await measure()).percentage == 100
    await map_term(context, issuer)
    unmapped = [await make_term(context, issuer) for _ in range(2)]
    assert (await measure()).percentage == 33
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await retire_term(context, session, issuer, unmapped[0].id)
    assert await measure() == Coverage(terms=2, mapped=1)


async def test_the_terms_of_another_partnership_do_not_exist(context: Context, issuer: Issuer) -> None:
    other = await make_issuer(context, "lassers")
    mapping = await propose(context, issuer, (await make_term(context, issuer)).id)
    for term_id in (mapping.term_id, uuid4()):
        with pytest.raises(NotFound):
            await load(context, other, term_id)
        with pytest.raises(NotFound):
            await propose(context, other, term_id)
        with pytest.raises(NotFound):
            await review(context, other, replace(mapping, term_id=term_id))


async def test_partnerships_with_the_same_concept_see_each_other(context: Context, issuer: Issuer) -> None:
    other, third = await make_issuer(context, "lassers"), await make_issuer(context, "koks")
    await map_term(context, issuer)
    assert await overlaps(context, issuer) == []
    achievement_id = uuid4()
    async with context.database.transaction(organisation_id=other.organisation_id) as session:
        await describe_concepts(
            session,
            other.organisation_id,
            achievement_id,
            name="Lassen",
            matches=dict.fromkeys((WELD, DRIVE), MatchType.exact),
        )
    await map_term(context, third, DRIVE)
    [overlap] = await overlaps(context, issuer)
    assert overlap.concept_uri == WELD
    assert [(one.organisation_id, one.source, one.name) for one in overlap.others] == [
        (other.organisation_id, "achievement", "Lassen")
    ]
    assert {one.concept_uri for one in await overlaps(context, other)} == {WELD, DRIVE}
    async with context.database.transaction(organisation_id=other.organisation_id) as session:
        await describe_concepts(session, other.organisation_id, achievement_id, name="Lassen", matches={})
    assert await overlaps(context, issuer) == []


async def test_concepts_that_a_framework_calls_the_same_are_one_skill(
    context: Context, issuer: Issuer, tmp_path: Path
) -> None:
    path = tmp_path / "graph.nt"
    path.write_text(COMPETENTNL_GRAPH, encoding="utf-8")
    await import_competentnl(context, [path], on_bytes=lambda count: None)
    more = english(tmp_path, "1.3.0", precise=skill("precise", "work precisely"))
    await import_esco(context, [more], on_bytes=lambda count: None)
    other = await make_issuer(context, "precies")
    await map_term(context, issuer, f"{ESCO}/skill/precise")
    await map_term(context, other, f"{COMPETENTNL}/id/humancapability/2")
    for one, another in ((issuer, other), (other, issuer)):
        [overlap] = await overlaps(context, one)
        assert [found.organisation_id for found in overlap.others] == [another.organisation_id]


async def test_overlaps_come_in_pages(context: Context, issuer: Issuer) -> None:
    other = await make_issuer(context, "lassers")
    uris = [f"{ESCO}/skill/{name}" for name in "abcde"]
    matches = dict.fromkeys(uris, MatchType.exact)
    for one in (issuer, other):
        async with context.database.transaction(organisation_id=one.organisation_id) as session:
            await describe_concepts(session, one.organisation_id, uuid4(), name="Alles", matches=matches)
    walked, cursor = [], None
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        while True:
            found = await list_overlaps(session, issuer.organisation_id, page=Page(limit=2, cursor=cursor))
            walked += [overlap.concept_uri for overlap in found.items]
            cursor = found.next_cursor
            if cursor is None:
                break
    assert walked == uris


async def test_nobody_says_what_another_partnership_describes(context: Context, issuer: Issuer) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with context.database.transaction(organisation_id=uuid4()) as session:
            await describe_concepts(
                session,
                issuer.organisation_id,
                uuid4(),
                name="Van een ander",
                matches={WELD: MatchType.exact},
            )
