"""Validation levels in the language of the reader."""

from app.assessing.validation_levels import load_ladder
from app.credentials.model import ValidationLevel
from app.holding.levels import level_in_language


def test_a_level_of_our_ladder_is_told_in_the_language_of_the_reader() -> None:
    rung = load_ladder().levels[2]
    dutch = rung.in_language("nl")
    assert level_in_language(dutch, "en") == rung.in_language("en")
    assert level_in_language(dutch, "nl") == dutch


def test_a_level_in_other_words_stays_as_it_was_signed() -> None:
    foreign = ValidationLevel(2, "Anders", "Een andere betekenis")
    assert level_in_language(foreign, "en") is foreign
    assert level_in_language(load_ladder().levels[1].in_language("nl"), "fr").name
