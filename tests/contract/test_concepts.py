"""Imported frameworks on the real database: import, versions side by side, search, and who may write."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.ontologies import release_rows
from app.ontologies.concepts import (
    align_concept,
    find_concepts,
    list_concepts,
    list_releases,
    load_concept,
)
from app.ontologies.errors import ImportRunning, UnknownConcept, UnreadableFramework
from app.ontologies.facts import concept_id
from app.ontologies.import_framework import Imported, import_esco
from app.ontologies.release_rows import ReleaseRepository
from app.ontologies.search_concepts import Question, search_concepts
from app.platform.context import Context
from app.platform.database import Session, fetch
from app.platform.errors import InvalidInput
from app.platform.pagination import Page
from tests.vocabularies import ESCO, as_csv, dutch, english, skill, write_archive


async def bring(context: Context, *paths: Path, version: str | None = None) -> Imported:
    return await import_esco(context, paths, version=version, on_bytes=lambda count: None)


async def search(context: Context, words: str, **where: Sequence[str]) -> list[str]:
    question = Question(words, **{name: tuple(value) for name, value in where.items()})
    async with context.database.transaction() as session:
        return [concept.label_in("en")[0] for concept in await search_concepts(session, question)]


async def versions(context: Context) -> dict[str, bool]:
    async with context.database.transaction() as session:
        return {release.version: release.is_current for release in await list_releases(session)}


async def test_archives_of_two_languages_become_one_release(context: Context, tmp_path: Path) -> None:
    done = await bring(context, english(tmp_path), dutch(tmp_path))
    assert (done.version, done.is_current, done.concept_count) == ("1.2.0", True, 4)
    async with context.database.transaction() as session:
        [release] = await list_releases(session)
        detail = await load_concept(session, concept_id(f"{ESCO}/occupation/driver"))
    assert release.languages == ("en", "nl")
    assert detail.concept.label_in("nl") == ("heftruckchauffeur", "nl")
    assert detail.concept.label_in("en") == ("forklift driver", "en")
    assert [(one.relation, one.labels["en"]) for one in detail.related] == [
        ("requires-essential", "drive forklift")
    ]


async def test_a_language_may_follow_later(context: Context, tmp_path: Path) -> None:
    await bring(context, english(tmp_path))
    done = await bring(context, dutch(tmp_path))
    assert done.concept_count == 4
    assert await search(context, "heftruck") == await search(context, "fork driver") == ["forklift driver"]


async def test_importing_again_changes_nothing(context: Context, tmp_path: Path) -> None:
    paths = english(tmp_path), dutch(tmp_path)
    first = await bring(context, *paths)
    again = await bring(context, *paths)
    assert first.staged is not None and again.staged is None
    assert again.concept_count == first.concept_count
    assert await search(context, "forklift") == ["forklift driver", "drive forklift"]


async def test_a_corrected_archive_of_the_same_version_replaces_its_texts(
    context: Context, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path))
    rows = as_csv([skill("weld", "join metals")])
    done = await bring(context, write_archive(tmp_path, "en", {"skills": rows}))
    assert done.concept_count == 4
    assert await search(context, "join metals") == ["join metals"]
    assert await search(context, "weld") == []


async def test_a_newer_release_is_searched_and_the_older_one_stays_readable(
    context: Context, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path, "1.2.0"))
    later = write_archive(tmp_path, "en", {"skills": as_csv([skill("weld", "weld steel")])}, "1.10.0")
    await bring(context, later)
    assert await versions(context) == {"1.10.0": True, "1.2.0": False}
    assert await search(context, "forklift") == []
    assert await search(context, "weld") == ["weld steel"]
    async with context.database.transaction() as session:
        gone = (await load_concept(session, concept_id(f"{ESCO}/skill/drive"))).concept
        weld = await load_concept(session, concept_id(f"{ESCO}/skill/weld"))
        old = await load_concept(session, concept_id(f"{ESCO}/skill/weld"), version="1.2.0")
    assert (gone.version, gone.is_withdrawn) == ("1.2.0", True)
    assert (weld.versions, weld.concept.is_withdrawn) == (("1.10.0", "1.2.0"), False)
    assert old.concept.label_in("en")[0] == "weld metals"


async def test_an_older_release_that_comes_later_is_kept_beside_the_newer(
    context: Context, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path, "1.2.0"))
    done = await bring(context, english(tmp_path, "1.1.1"))
    assert not done.is_current
    assert await versions(context) == {"1.2.0": True, "1.1.1": False}
    assert len(await search(context, "forklift")) == 2


async def test_a_broken_archive_changes_nothing(context: Context, tmp_path: Path) -> None:
    await bring(context, english(tmp_path, "1.2.0"))
    broken = english(tmp_path, "1.3.0")
    with zipfile.ZipFile(broken, "a") as archive:
        archive.writestr("ISCOGroups_en.csv", "conceptUri\nx\n")
    with pytest.raises(UnreadableFramework):
        await bring(context, broken)
    assert await versions(context) == {"1.2.0": True}
    assert len(await search(context, "forklift")) == 2


async def test_archives_must_be_of_one_known_version(context: Context, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFramework, match="one version"):
        await bring(context, english(tmp_path, "1.2.0"), dutch(tmp_path, "1.3.0"))
    unnamed = english(tmp_path).rename(tmp_path / "download.zip")
    with pytest.raises(UnreadableFramework, match="--release"):
        await bring(context, unnamed)
    assert (await bring(context, unnamed, version="1.2.0")).version == "1.2.0"


async def test_a_second_import_at_the_same_time_is_refused(context: Context, tmp_path: Path) -> None:
    async with context.database.owner_transaction() as session:
        assert await ReleaseRepository(session).try_lock()
        with pytest.raises(ImportRunning):
            await bring(context, english(tmp_path))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("weld metals", ["weld metals"]),
        ("WELD", ["weld metals"]),
        ("we", ["weld metals"]),
        ("metals welding", ["weld metals"]),
        ("pieces joined", ["weld metals"]),
        ("lift tru", ["drive forklift"]),
        ("forklfit", ["forklift driver", "drive forklift"]),
        ("heftrukchauffeur", ["forklift driver"]),
        ("machine rijdt", ["forklift driver"]),
        ("cafe", ["café management"]),
        ("CAFÉ", ["café management"]),
        ("cafe\u0301 managment", ["café management"]),
        ("nothing of the kind", []),
        ("% _ ' & | ! ( ) : * \\ <->", []),
        ("weld:* | drive", []),
    ],
)  # fmt: skip
async def test_a_search_forgives_accents_endings_and_typing_errors(
    context: Context, tmp_path: Path, words: str, found: list[str]
) -> None:
    await bring(context, english(tmp_path), dutch(tmp_path))
    assert await search(context, words) == found


async def test_the_exact_name_comes_first_then_a_begin_then_a_synonym_then_a_definition(
    context: Context, tmp_path: Path
) -> None:
    rows = [
        skill("a", "paint cars", description="Spray walls and cars."),
        skill("b", "walls of brick"),
        skill("c", "walls"),
        skill("d", "build masonry", altLabels="walls of stone"),
        skill("e", "raise old walls"),
    ]
    await bring(context, write_archive(tmp_path, "en", {"skills": as_csv(rows)}))
    expected = ["walls", "walls of brick", "build masonry", "raise old walls", "paint cars"]
    assert await search(context, "walls") == expected


async def test_a_search_can_be_narrowed(context: Context, tmp_path: Path) -> None:
    await bring(context, english(tmp_path), dutch(tmp_path))
    assert await search(context, "forklift", kinds=["occupation"]) == ["forklift driver"]
    assert await search(context, "forklift", languages=["nl"]) == []
    assert await search(context, "forklift", frameworks=["competentnl"]) == []


async def test_a_withdrawn_concept_is_readable_and_not_found_by_searching(
    context: Context, tmp_path: Path
) -> None:
    rows = as_csv([skill("old", "cut peat", status="obsolete"), skill("new", "cut grass")])
    await bring(context, write_archive(tmp_path, "en", {"skills": rows}))
    assert await search(context, "cut") == ["cut grass"]
    async with context.database.transaction() as session:
        assert (await load_concept(session, concept_id(f"{ESCO}/skill/old"))).concept.is_withdrawn


async def test_the_concepts_of_a_release_are_listed_once_each(context: Context, tmp_path: Path) -> None:
    await bring(context, english(tmp_path))
    walked, cursor = [], None
    async with context.database.transaction() as session:
        while True:
            found = await list_concepts(session, "esco", "1.2.0", page=Page(limit=3, cursor=cursor))
            walked += [concept.uri for concept in found.items]
            cursor = found.next_cursor
            if cursor is None:
                break
        with pytest.raises(UnknownConcept):
            await list_concepts(session, "esco", "0.9", page=Page())
        with pytest.raises(InvalidInput):
            await list_concepts(session, "esco", "1.2.0", page=Page(cursor="WyJ4Il0"))
    assert len(walked) == len(set(walked)) == 4


async def test_an_alignment_says_what_the_concept_is_called_at_this_moment(
    context: Context, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path), dutch(tmp_path))
    uris = [f"{ESCO}/occupation/driver", f"{ESCO}/skill/drive", f"{ESCO}/skill/unknown"]
    async with context.database.transaction() as session:
        found = await find_concepts(session, uris)
    assert set(found) == set(uris[:2])
    alignment = align_concept(found[uris[0]], "nl")
    assert (alignment.target_name, alignment.target_framework) == ("heftruckchauffeur", "ESCO 1.2.0")
    assert align_concept(found[uris[1]], "nl").target_name == "drive forklift"


@pytest.mark.parametrize(
    "table", ["framework_releases", "concepts", "concept_texts", "concept_names", "word_grams"]
)
async def test_the_role_of_the_application_cannot_write_an_imported_framework(
    context: Context, table: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with context.database.transaction() as session:
            await session.execute(text(f"DELETE FROM {table}"))


async def test_a_release_beside_another_is_not_taken_for_empty(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise each text walks through all concepts again, and all of ESCO takes hours."""
    named = {f"n{number}": skill(f"n{number}", f"skill {number}") for number in range(200)}
    await bring(context, english(tmp_path, **named))
    expected: list[int] = []

    async def watch(session: Session, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        if statement == release_rows._TEXTS:
            asked = "EXPLAIN (FORMAT JSON) SELECT FROM concepts WHERE release_id = :release_id"
            [row] = await fetch(session, asked, values)
            expected.append(row["QUERY PLAN"][0]["Plan"]["Plan Rows"])
        return await fetch(session, statement, values)

    monkeypatch.setattr(release_rows, "fetch", watch)
    done = await bring(context, english(tmp_path, "1.2.1", **named))
    assert (done.version, done.is_current) == ("1.2.1", True)
    assert expected[0] > 100
