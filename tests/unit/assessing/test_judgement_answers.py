"""Answers one at a time: the newest wins, a late repeat changes nothing, and what is no answer is refused."""

from itertools import permutations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessing.assessment import Reference, Vraak
from app.assessing.judgement_answers import (
    MOST_ANSWERS,
    NO_ANSWERS,
    TEXTS,
    VRAAK,
    Answers,
    Conflict,
    CriterionRating,
    Method,
    Rating,
    Value,
    read_answers,
    write_answers,
)
from app.platform.errors import InvalidInput

ONE = UUID(int=1)


def filled() -> Answers:
    """An answer of every kind."""
    answers = NO_ANSWERS.put(f"criterion:{ONE}", CriterionRating(Rating.yes, "Rustig", "goed"), 1)
    for number, point in enumerate(VRAAK):
        answers = answers.put(point, number != 2, 2)
    for key in TEXTS:
        answers = answers.put(key, f" {key} ", 3)
    return answers.put("method", Method.observation, 4).put("conflict", Conflict.none, 5)


def test_what_was_written_is_read_back() -> None:
    answers = filled()
    assert read_answers(write_answers(answers)) == answers
    assert answers.rating(ONE) == CriterionRating(Rating.yes, "Rustig", "goed")
    assert answers.checklist == Vraak(True, True, False, True, True)
    assert (answers.method, answers.conflict) == (Method.observation, Conflict.none)
    assert answers.reference == Reference("reference-name", "reference-number", "reference-url")


def test_nothing_is_answered_at_first() -> None:
    assert NO_ANSWERS.checklist == Vraak()
    assert (NO_ANSWERS.method, NO_ANSWERS.conflict, NO_ANSWERS.reference) == (None, None, None)
    assert (NO_ANSWERS.rating(ONE), NO_ANSWERS.text("reasons")) == (None, None)


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_in_whatever_order_answers_arrive_the_newest_stays(order: tuple[int, ...]) -> None:
    answers = NO_ANSWERS
    for version in order:
        answers = answers.put("reasons", f"version {version}", version)
    assert answers.text("reasons") == "version 3"


@given(st.lists(st.tuples(st.sampled_from(["reasons", "next-step"]), st.integers(1, 5)), max_size=20))
def test_of_equal_versions_the_later_one_stays(saves: list[tuple[str, int]]) -> None:
    answers, expected = NO_ANSWERS, dict[str, tuple[int, str]]()
    for number, (key, version) in enumerate(saves):
        answers = answers.put(key, f"save {number}", version)
        if version >= expected.get(key, (0, ""))[0]:
            expected[key] = (version, f"save {number}")
    assert {key: answer.value for key, answer in answers.by_key.items()} == {
        key: text for key, (_, text) in expected.items()
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("unknown", "text"),
        ("method", "guessing"),
        ("conflict", "maybe"),
        ("vraak:variation", "yes"),
        ("vraak:other", True),
        (f"criterion:{ONE}", "yes"),
        ("reasons", True),
        ("reasons", "x" * 2001),
        ("reasons", "BSN 123456782"),
        ("reasons", "terug\u202e"),
        (f"criterion:{ONE}", CriterionRating(Rating.yes, "x" * 1001)),
        (f"criterion:{ONE}", CriterionRating(Rating.yes, "123456782")),
    ],
)
def test_what_is_no_answer_is_refused(key: str, value: Value) -> None:
    with pytest.raises(InvalidInput):
        NO_ANSWERS.put(key, value, 1)


def test_a_judgement_does_not_grow_without_end() -> None:
    answers = NO_ANSWERS
    for _ in range(MOST_ANSWERS):
        answers = answers.put(f"criterion:{uuid4()}", CriterionRating(Rating.not_seen), 1)
    with pytest.raises(InvalidInput):
        answers.put(f"criterion:{uuid4()}", CriterionRating(Rating.not_seen), 1)
