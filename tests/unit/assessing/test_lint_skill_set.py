"""Everything that is missing in a skill set is told at once, each at its place; hints stop nobody."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from app.assessing.lint_skill_set import find_content_faults, find_hints, find_unsafe_texts
from app.assessing.skill_set_content import (
    DEFAULT_RATING_WORDS,
    NEW,
    Alignments,
    Criterion,
    EvidenceRules,
    Rating,
    RatingWord,
    Reference,
    SkillSetAchievement,
    SkillSetContent,
)
from tests.skill_sets import make_achievement, make_content

REFERENCE = Reference(own_term_id=uuid4())
COMPLETE = make_content(make_achievement(REFERENCE))
CITIZEN_NUMBER = "unsafe_content"
TEXTS = {"nl": "Ja", "en": "Yes"}


def faults_of(content: SkillSetContent) -> set[tuple[str, str]]:
    return {(fault.pointer, fault.code) for fault in find_content_faults(content)}


def with_achievement(**changes: Any) -> SkillSetContent:
    return make_content(make_achievement(REFERENCE, **changes))


def criteria(*texts: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(NEW, {"nl": text, "en": "Checks the forklift."}) for text in texts)


def test_a_complete_skill_set_has_no_faults_and_no_hints() -> None:
    assert find_content_faults(COMPLETE) == []
    assert find_hints(COMPLETE) == []


def test_an_empty_draft_is_told_everything_at_once() -> None:
    empty = SkillSetContent("leeg", {}, {}, achievements=(SkillSetAchievement(NEW, "a", {}, {"nl": " "}),))
    assert faults_of(empty) == {
        ("/name/nl", "missing"),
        ("/name/en", "missing"),
        ("/description/nl", "missing"),
        ("/description/en", "missing"),
        ("/standard", "missing"),
        ("/achievements/0/name/nl", "missing"),
        ("/achievements/0/name/en", "missing"),
        ("/achievements/0/description/nl", "missing"),
        ("/achievements/0/description/en", "missing"),
        ("/achievements/0/criteria", "length"),
        ("/achievements/0/alignments", "missing"),
    }


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (replace(COMPLETE, achievements=()), "/achievements", "missing"),
        (replace(COMPLETE, evidence_rules=EvidenceRules(kinds=())), "/evidenceRules/kinds", "missing"),
        (with_achievement(alignments=Alignments()), "/achievements/0/alignments", "missing"),
        (with_achievement(criteria=criteria(*["Zet de rem erop."] * 11)), "/achievements/0/criteria", "length"),
        (
            with_achievement(criteria=criteria("Doet " + "en doet " * 8)),
            "/achievements/0/criteria/0/text/nl",
            "too_long",
        ),
        (
            with_achievement(criteria=criteria("Toont de wallet aan de klant.")),
            "/achievements/0/criteria/0/text/nl",
            "jargon",
        ),
        (
            with_achievement(description={"nl": "Bel 123456782.", "en": "Drives."}),
            "/achievements/0/description/nl",
            CITIZEN_NUMBER,
        ),
        (
            replace(COMPLETE, achievements=(make_achievement(REFERENCE), make_achievement(REFERENCE, code="HEFTRUCK"))),
            "/achievements/1/code",
            "repeated",
        ),
        (
            replace(COMPLETE, rating_words=(*DEFAULT_RATING_WORDS, DEFAULT_RATING_WORDS[0])),
            "/ratingWords/3/code",
            "repeated",
        ),
        (replace(COMPLETE, rating_words=DEFAULT_RATING_WORDS[1:]), "/ratingWords", "no_yes"),
        (replace(COMPLETE, rating_words=DEFAULT_RATING_WORDS[::2]), "/ratingWords", "no_not_yet"),
        (replace(COMPLETE, rating_words=DEFAULT_RATING_WORDS[:2]), "/ratingWords", "no_not_seen"),
        (
            replace(
                COMPLETE,
                rating_words=(*DEFAULT_RATING_WORDS, RatingWord("dark", TEXTS, TEXTS, Rating.not_seen)),
            ),
            "/ratingWords",
            "no_not_seen",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_place(content: SkillSetContent, pointer: str, code: str) -> None:
    assert faults_of(content) == {(pointer, code)}


def test_fifteen_words_are_not_too_many() -> None:
    fifteen = "Doet " + "dit en " * 7
    assert faults_of(with_achievement(criteria=criteria(fifteen.strip() + "."))) == set()


def test_a_number_of_a_citizen_may_not_even_stand_in_a_draft() -> None:
    draft = replace(COMPLETE, quality_scheme="Handboek 123456782")
    assert [fault.pointer for fault in find_unsafe_texts(draft)] == ["/qualityScheme"]
    assert find_unsafe_texts(COMPLETE) == []


def test_a_verb_that_nobody_can_see_and_a_missing_scheme_are_hints_only() -> None:
    hinted = replace(with_achievement(criteria=criteria("Weet waar de rem zit.")), quality_scheme=None)
    assert {(hint.pointer, hint.code) for hint in find_hints(hinted)} == {
        ("/achievements/0/criteria/0/text/nl", "not_observable"),
        ("/qualityScheme", "no_quality_scheme"),
    }
    assert find_content_faults(hinted) == []
