"""What an assessor sends is read without an error, whatever it is."""

from uuid import uuid4

from starlette.datastructures import FormData

from app.assessing.assessment import Vraak
from app.assessing.judgement_answers import VRAAK, CriterionRating, Method, Rating
from app.assessing.judging_forms import (
    ALL_POINTS,
    EACH_POINT,
    Filled,
    points_choice_of,
    read_question,
    read_reasons,
    text_of,
    version_of,
)
from app.assessing.skill_set_content import DEFAULT_RATING_WORDS

CRITERION = uuid4()
YES = ("points", ALL_POINTS)


def form(*fields: tuple[str, str]) -> FormData:
    return FormData(list(fields))


def read(*fields: tuple[str, str], is_met: bool = True, **asks: bool) -> Filled:
    wanted = {"asks_reference": False, "asks_observation": False} | asks
    return read_reasons(form(*fields), is_met=is_met, masteries=["alone"], **wanted).filled


def test_a_text_has_one_kind_of_line_end_and_no_space_around_it() -> None:
    assert text_of(form(("remark", "  Reed\r\nrustig \r\n")), "remark") == "Reed\nrustig"
    assert text_of(form(), "remark") == ""


def test_a_version_that_is_no_number_takes_the_place_of_nothing() -> None:
    found = [version_of(form(("version", text))) for text in ("7", "", "x", "-1", "9" * 30, "٣")]
    assert found == [7, 0, 0, 0, 0, 0]


def test_a_word_counts_as_what_the_skill_set_says() -> None:
    sent = form(("word", "not-seen"), ("remark", "Het was donker."))
    filled = read_question(sent, CRITERION, DEFAULT_RATING_WORDS, None)
    rating = CriterionRating(Rating.not_seen, "Het was donker.", "not-seen")
    assert filled.answers == {f"remark:{CRITERION}": "Het was donker.", f"criterion:{CRITERION}": rating}


def test_a_word_of_no_skill_set_is_no_rating() -> None:
    filled = read_question(form(("word", "perfect")), CRITERION, DEFAULT_RATING_WORDS, None)
    assert list(filled.answers) == [f"remark:{CRITERION}"]


def test_another_button_keeps_the_rating_there_was_with_the_new_remark() -> None:
    sent = form(("go", "back"), ("remark", "Toch nog dit."))
    filled = read_question(sent, CRITERION, DEFAULT_RATING_WORDS, "yes")
    assert filled.answers[f"criterion:{CRITERION}"] == CriterionRating(Rating.yes, "Toch nog dit.", "yes")


def test_a_remark_that_may_not_be_kept_leaves_the_rating() -> None:
    for remark in ("BSN 123456782", "x" * 1001, "\u202e"):
        filled = read_question(
            form(("word", "yes"), ("remark", remark)), CRITERION, DEFAULT_RATING_WORDS, None
        )
        assert list(filled.problems) == ["remark"]
        assert filled.answers == {f"criterion:{CRITERION}": CriterionRating(Rating.yes, None, "yes")}


def test_one_choice_answers_the_five_points_and_no_choice_answers_none() -> None:
    sent = read(("reasons", "Reed rustig."), ("method", "test"), YES)
    assert sent.problems == {}
    answers = sent.answers
    assert answers == {"reasons": "Reed rustig.", "method": Method.test} | dict.fromkeys(VRAAK, True)
    assert set(read().problems) == {"reasons", "method", "points"}


def test_a_not_yet_asks_nothing_of_what_only_a_credential_tells() -> None:
    sent = read(("reasons", "Keek niet om."), ("next-step", "Oefen."), YES, is_met=False)
    assert sent.problems == {}
    assert set(sent.answers) == {"reasons", "next-step"}


def test_a_reference_needs_its_name_only() -> None:
    sent = read(("reasons", "x"), ("method", "test"), YES, asks_reference=True)
    assert list(sent.problems) == ["reference-name"]


def test_a_mastery_of_the_skill_set_is_kept_and_another_is_not() -> None:
    for code, is_kept in (("alone", True), ("expert", False)):
        sent = read(("reasons", "x"), ("method", "test"), YES, ("mastery", code))
        assert ("mastery" in sent.answers) is is_kept


def test_an_observation_needs_its_words_and_a_day() -> None:
    sent = read(YES, ("seen-on", "gisteren"), asks_observation=True)
    assert {"observation", "seen-on"} <= set(sent.problems)


def test_the_choice_that_is_shown_follows_from_the_answers() -> None:
    assert points_choice_of(Vraak()) == ""
    assert points_choice_of(Vraak(True)) == EACH_POINT
    assert points_choice_of(Vraak(*[True] * 5)) == ALL_POINTS
    assert points_choice_of(Vraak(*[True] * 4, False)) == EACH_POINT
