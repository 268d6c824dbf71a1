"""Achievements and their validation levels, in pure Open Badges terms."""

from dataclasses import replace

import pytest

from app.credentials.achievement import ValidationLevel, read_achievement, write_achievement, write_result
from app.credentials.errors import MalformedCredential
from tests.unit.credentials.cases import CREDENTIAL, LEVELS

ACHIEVEMENT = CREDENTIAL.achievement


def test_an_achievement_and_the_level_reached_survive_their_document() -> None:
    document = write_achievement(ACHIEVEMENT, LEVELS[3])
    assert read_achievement(document, [write_result(ACHIEVEMENT, LEVELS[3])]) == (ACHIEVEMENT, LEVELS[3])
    assert read_achievement(document, []) == (ACHIEVEMENT, None)


def test_a_level_that_the_achievement_does_not_list_is_added_to_it() -> None:
    bare = replace(ACHIEVEMENT, levels=(), alignments=(), version=None)
    document = write_achievement(bare, LEVELS[2])
    assert read_achievement(document, [write_result(bare, LEVELS[2])]) == (
        replace(bare, levels=(LEVELS[2],)),
        LEVELS[2],
    )
    assert read_achievement(write_achievement(bare, None), []) == (bare, None)


def test_results_of_others_are_tolerated() -> None:
    document = write_achievement(ACHIEVEMENT, None)
    document["resultDescription"].insert(0, {"id": "https://a.example", "resultType": "Percent", "name": "x"})
    document["resultDescription"][1]["rubricCriterionLevel"][0]["level"] = "9"
    read, level = read_achievement(
        document, [{"type": ["Result"], "value": "8"}, {"achievedLevel": "urn:unknown"}]
    )
    assert (read.levels, level) == (LEVELS[1:], None)


def test_a_level_without_meaning_is_read() -> None:
    document = write_achievement(replace(ACHIEVEMENT, levels=(ValidationLevel(1, "a", ""),)), None)
    del document["resultDescription"][0]["rubricCriterionLevel"][0]["description"]
    assert read_achievement(document, [])[0].levels == (ValidationLevel(1, "a", ""),)


@pytest.mark.parametrize("name", ["id", "name", "description", "criteria"])
def test_what_an_achievement_cannot_miss_is_asked_for(name: str) -> None:
    document = write_achievement(ACHIEVEMENT, None)
    del document[name]
    with pytest.raises(MalformedCredential):
        read_achievement(document, [])


def test_an_achievement_that_is_no_json_is_refused() -> None:
    with pytest.raises(MalformedCredential, match="not JSON"):
        read_achievement({**write_achievement(ACHIEVEMENT, None), "name": "\ud800"}, [])
