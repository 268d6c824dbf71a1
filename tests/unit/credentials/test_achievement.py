"""Achievements and their validation levels, in pure Open Badges terms."""

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.achieved import read_achieved
from app.credentials.achievement import Achievement, ValidationLevel, write_achievement, write_result
from app.credentials.errors import MalformedCredential
from tests.unit.credentials.cases import CREDENTIAL, LEVELS

ACHIEVEMENT = CREDENTIAL.achievement


def read_back(document: Any, results: list[Any]) -> tuple[Achievement, ValidationLevel | None]:
    achievement, level, assessment = read_achieved(document, results, None)
    assert assessment is None
    return achievement, level


def test_an_achievement_and_the_level_reached_survive_their_document() -> None:
    document = write_achievement(ACHIEVEMENT, LEVELS[3])
    assert read_back(document, [write_result(ACHIEVEMENT, LEVELS[3])]) == (ACHIEVEMENT, LEVELS[3])
    assert read_back(document, []) == (ACHIEVEMENT, None)


def test_a_level_that_the_achievement_does_not_list_is_added_to_it() -> None:
    bare = replace(ACHIEVEMENT, levels=(), alignments=(), version=None)
    document = write_achievement(bare, LEVELS[2])
    assert read_back(document, [write_result(bare, LEVELS[2])]) == (
        replace(bare, levels=(LEVELS[2],)),
        LEVELS[2],
    )
    assert read_back(write_achievement(bare, None), []) == (bare, None)


def test_results_of_others_are_tolerated() -> None:
    document = write_achievement(ACHIEVEMENT, None)
    document["resultDescription"].insert(0, {"id": "https://a.example", "resultType": "Percent", "name": "x"})
    document["resultDescription"][1]["rubricCriterionLevel"][0]["level"] = "9"
    read, level = read_back(document, [{"type": ["Result"], "value": "8"}, {"achievedLevel": "urn:unknown"}])
    assert (read.levels, level) == (LEVELS[1:], None)


def test_a_level_without_meaning_is_read() -> None:
    document = write_achievement(replace(ACHIEVEMENT, levels=(ValidationLevel(1, "a", ""),)), None)
    del document["resultDescription"][0]["rubricCriterionLevel"][0]["description"]
    assert read_back(document, [])[0].levels == (ValidationLevel(1, "a", ""),)


@pytest.mark.parametrize("name", ["id", "name", "description", "criteria"])
def test_what_an_achievement_cannot_miss_is_asked_for(name: str) -> None:
    document = write_achievement(ACHIEVEMENT, None)
    del document[name]
    with pytest.raises(MalformedCredential):
        read_back(document, [])


def test_an_achievement_that_is_no_json_is_refused() -> None:
    with pytest.raises(MalformedCredential, match="not JSON"):
        read_back({**write_achievement(ACHIEVEMENT, None), "name": "\ud800"}, [])
