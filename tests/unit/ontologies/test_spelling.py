"""A typing error or two are forgiven, more are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ontologies.spelling import distance, errors_allowed, grams, nearest

WORDS = st.text("abcdeë", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("lassen", "lassen", 0),
        ("lasen", "lassen", 1),
        ("alssen", "lassen", 1),
        ("lazzen", "lassen", 2),
        ("", "ab", 2),
    ],
)
def test_errors_are_counted_as_people_make_them(one: str, other: str, errors: int) -> None:
    assert distance(one, other, most=3) == errors


@given(WORDS, WORDS)
def test_a_distance_is_the_same_both_ways_and_no_larger_than_asked(one: str, other: str) -> None:
    assert distance(one, other, most=4) == distance(other, one, most=4) <= 5
    assert (distance(one, other, most=4) == 0) == (one == other)


@given(WORDS, st.integers(0, 11), st.sampled_from("xyz"))
def test_a_replaced_letter_is_one_error(word: str, place: int, letter: str) -> None:
    place %= len(word)
    assert distance(word, word[:place] + letter + word[place + 1 :], most=2) == 1


@given(st.text("abcdefgh", min_size=8, max_size=20), st.integers(0, 19))
def test_a_word_with_a_letter_too_few_shares_enough_runs_to_be_found(word: str, place: int) -> None:
    place %= len(word)
    typed = word[:place] + word[place + 1 :]
    shared = set(grams(typed)) & set(grams(word))
    assert len(shared) >= len(grams(typed)) - 3 * max(errors_allowed(typed), 1) - 1


def test_short_words_are_taken_as_they_are() -> None:
    assert errors_allowed("las") == 0
    assert nearest("las", ["los", "lasser"], at_most=5) == ["lasser"]


def test_the_nearest_comes_first_and_a_compound_counts() -> None:
    assert nearest("lasser", ["onderlasser", "lassen", "lasser", "vorkheftruck"], at_most=5) == [
        "lasser",
        "lassen",
        "onderlasser",
    ]


def test_a_misspelt_word_that_is_not_finished_is_understood() -> None:
    assert nearest("verpleegkunidg", ["verpleegkundige", "verpakking"], at_most=5) == ["verpleegkundige"]
