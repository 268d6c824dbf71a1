"""The type of an alignment tells how it matches, in which language its name is, and on which layer."""

from dataclasses import replace

import pytest

from app.credentials.achievement import Achievement, Alignment, read_achievement, write_achievement
from app.credentials.skill_match import SkillMatch, read_target_type, write_target_type

MATCH = SkillMatch("ext:ESCOSkill", "close", "nl", "transferable")


@pytest.mark.parametrize("match_type", ["exact", "close", "broad", "narrow"])
@pytest.mark.parametrize("layer", [None, "specific", "transferable", "knowledge"])
@pytest.mark.parametrize("language", ["nl", "en", "fry", "en-GB"])
def test_what_is_written_is_read_back(match_type: str, layer: str | None, language: str) -> None:
    match = SkillMatch("ext:OwnTerm", match_type, language, layer)
    assert read_target_type(write_target_type(match)) == match


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MATCH, kind="CFItem"),
        replace(MATCH, match_type="related"),
        replace(MATCH, language="n.l"),
        replace(MATCH, layer="other"),
    ],
)
def test_what_would_not_be_read_back_is_not_written(wrong: SkillMatch) -> None:
    with pytest.raises(ValueError, match="not the type"):
        write_target_type(wrong)


@pytest.mark.parametrize(
    "text", [None, "", "CFItem", "ext:ESCOSkill", "ext:a.exact.nl.specific.more", "ext:a.exact.nl\n"]
)
def test_the_types_of_others_tell_nothing(text: str | None) -> None:
    assert read_target_type(text) is None


def test_an_alignment_carries_scheme_version_label_and_match_through_a_document() -> None:
    alignment = Alignment(
        target_name="lassen",
        target_url="http://data.europa.eu/esco/skill/weld",
        target_framework="ESCO 1.2.0",
        target_type=write_target_type(MATCH),
    )
    achievement = Achievement("urn:a", "Lassen", "Last staal.", "Last staal.", (alignment,))
    read, _ = read_achievement(write_achievement(achievement, None))
    assert read.alignments == (alignment,)
    assert read_target_type(read.alignments[0].target_type) == MATCH
