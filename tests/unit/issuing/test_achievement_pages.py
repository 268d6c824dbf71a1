"""The public address of an achievement speaks HTML to people and JSON to software."""

from dataclasses import replace

import pytest

from app.credentials.model import Alignment, Profile
from app.issuing.achievement_pages import achievement_json, achievement_page, prefers_json
from tests.unit.issuing.cases import SNAPSHOT


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/json", True),
        ("application/ld+json; q=0.9, */*", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("text/html, application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_json_is_for_those_who_ask_for_it_first(accept: str, expected: bool) -> None:
    assert prefers_json(accept) is expected


def test_the_page_speaks_the_language_of_its_visitor() -> None:
    english = achievement_page(SNAPSHOT, language="en", organisation_name="X", organisation_address=None)
    dutch = achievement_page(SNAPSHOT, language="nl", organisation_name="X", organisation_address=None)
    assert (english.name, dutch.name) == ("Drive a forklift", "Heftruck rijden")


def test_an_address_that_is_not_of_the_web_is_not_linked() -> None:
    page = achievement_page(
        replace(SNAPSHOT, alignments=(Alignment("x", "javascript:alert(1)"),)),
        language="nl",
        organisation_name="X",
        organisation_address=None,
    )
    assert page.alignments[0].url is None


def test_the_json_names_its_creator_and_alignment() -> None:
    document = achievement_json(
        SNAPSHOT, public_url="https://passport.example", creator=Profile("did:web:x", "X")
    )
    assert document["creator"]["id"] == "did:web:x"
    assert document["alignment"][0]["targetUrl"].startswith("http://data.europa.eu/")


def test_the_json_describes_every_level_of_the_ladder() -> None:
    document = achievement_json(
        SNAPSHOT, public_url="https://passport.example", creator=Profile("did:web:x", "X")
    )
    (levels,) = document["resultDescription"]
    assert [rung["level"] for rung in levels["rubricCriterionLevel"]] == ["0", "1", "2", "3", "4"]
