"""The ladder is data: five levels in two languages, numbered without gaps."""

from dataclasses import asdict
from hashlib import sha256
from itertools import pairwise

import pytest

from app.assessing.errors import UnknownLadder
from app.assessing.validation_levels import LADDERS, list_ladder_versions, load_ladder, parse_ladder

# Of every version before the one in force: credentials name it, so its file never changes.
DIGESTS = {1: "b994d8df8c6f9589e587303b026ad4e8cf7d1cc94627317d1724eb30fb450ffd"}


def test_the_ladder_has_five_levels_in_dutch_and_english() -> None:
    ladder = load_ladder()
    assert [level.number for level in ladder.levels] == [0, 1, 2, 3, 4]
    assert all(level.name.keys() == level.meaning.keys() == {"nl", "en"} for level in ladder.levels)


def test_a_meaning_is_one_sentence() -> None:
    for level in load_ladder().levels:
        assert all(text.endswith(".") and text.count(". ") == 0 for text in level.meaning.values())


def test_assessed_levels_need_evidence() -> None:
    assert [level.minimum.evidence for level in load_ladder().levels] == [False, False, True, True, True]


def test_an_unknown_level_is_not_found() -> None:
    assert load_ladder().find_level(5) is None


def test_the_credential_carries_name_and_meaning_in_one_language() -> None:
    level = load_ladder().levels[2].in_language("en")
    assert (level.number, level.name) == (2, "Assessed at work")


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b'{"version": 2, "levels": [{"number": 1, "phase": "assessment", "name": {}, "meaning": {}, "minimum": {"statement": false,'
        b'"evidence": false, "mandate": false, "judgement": false, "checklist": false, "secondPerson": false,'
        b'"qualityScheme": false, "reference": false}}]}',
    ],
)
def test_a_file_that_is_no_ladder_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="ladder|numbered"):
        parse_ladder(content)


def test_a_level_never_needs_less_than_the_assessed_level_under_it() -> None:
    needs = [asdict(level.minimum) for level in load_ladder().levels[2:]]
    for lower, higher in pairwise(needs):
        assert {name for name, is_needed in lower.items() if is_needed} < {
            name for name, is_needed in higher.items() if is_needed
        }


def test_every_version_that_was_in_force_stays_readable_and_the_newest_is_in_force() -> None:
    versions = list_ladder_versions()
    assert versions == tuple(range(1, len(versions) + 1))
    assert [load_ladder(version).version for version in versions] == list(versions)
    assert load_ladder().version == versions[-1]


def test_a_version_that_was_in_force_never_changes() -> None:
    assert set(DIGESTS) == set(list_ladder_versions()[:-1])
    for version, digest in DIGESTS.items():
        assert sha256((LADDERS / f"{version}.json").read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("version", [0, 99])
def test_a_version_that_never_was_is_unknown(version: int) -> None:
    with pytest.raises(UnknownLadder):
        load_ladder(version)


def test_the_phases_of_validation_only_go_up() -> None:
    assert [level.phase for level in load_ladder().levels] == [
        "identification", "documentation", "assessment", "certification", "certification",
    ]  # fmt: skip
