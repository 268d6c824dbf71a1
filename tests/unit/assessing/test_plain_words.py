"""Plain sentences: their length, their words, and a verb that one can see."""

import pytest

from app.assessing.plain_words import count_words, find_jargon, starts_observably


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Controleert de heftruck.", 3),
        ("Boort 1.500 gaten van 75 cm – in beton!", 8),
        ("Legt foto's klaar, en schrijft op.", 6),
        ("...", 0),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Deelt het Credential.", "nl", "Credential"),
        ("Toont badges aan de klant.", "nl", "badges"),
        ("Kiest selective disclosure.", "nl", "selective disclosure"),
        ("Geeft competenties aan.", "nl", "competenties"),
        ("Zet de wallets klaar.", "nl", "wallets"),
        ("Controleert de ladder.", "nl", None),
        ("Shares the evidence with a colleague.", "en", None),
        ("Shows the badge.", "en", "badge"),
    ],
)
def test_jargon_is_found_in_any_form(text: str, language: str, found: str | None) -> None:
    assert find_jargon(text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "observable"),
    [
        ("Controleert de heftruck.", "nl", True),
        ("Weet waar de rem zit.", "nl", False),
        ("Kan rijden.", "nl", False),
        ("Checks the forklift.", "en", True),
        ("Knows where the brake is.", "en", False),
        ("Able to drive.", "en", False),
        ("", "nl", False),
    ],
)
def test_a_criterion_starts_with_what_one_can_see(text: str, language: str, observable: bool) -> None:
    assert starts_observably(text, language) is observable
