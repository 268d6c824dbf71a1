"""What a skill set says, kept and read back, and the ids of what is new."""

from uuid import uuid4

from app.assessing.skill_set_content import (
    DEFAULT_RATING_WORDS,
    NEW,
    Rating,
    Reference,
    read_content,
    write_content,
)
from app.credentials.encoding import strict_json
from app.ontologies.own_terms import Layer
from app.ontologies.skills import MatchType
from app.platform.randomness import SystemRandomness
from tests.skill_sets import make_achievement, make_content

REFERENCE = Reference(concept_uri="http://data.europa.eu/esco/skill/drive", match_type=MatchType.broad)
CONTENT = make_content(make_achievement(REFERENCE))


def test_content_is_read_back_as_it_was_written() -> None:
    document = strict_json.loads(write_content(CONTENT))
    assert isinstance(document, dict)
    assert read_content(document) == CONTENT


def test_only_what_is_new_gets_an_id() -> None:
    first = CONTENT.with_new_ids(SystemRandomness())
    ids = [found for _, found in first.each_id()]
    assert NEW not in ids
    assert len(set(ids)) == len(ids) == 3
    assert first.with_new_ids(SystemRandomness()) == first


def test_ids_have_their_places() -> None:
    assert [place for place, _ in CONTENT.each_id()] == [
        "/achievements/0/id",
        "/achievements/0/criteria/0/id",
        "/achievements/0/criteria/1/id",
    ]


def test_an_achievement_is_found_by_its_id() -> None:
    known = CONTENT.with_new_ids(SystemRandomness())
    assert known.find_achievement(known.achievements[0].id) == known.achievements[0]
    assert known.find_achievement(uuid4()) is None


def test_references_are_told_by_layer() -> None:
    assert list(CONTENT.achievements[0].alignments.each()) == [(Layer.specific, 0, REFERENCE)]


def test_the_default_words_are_yes_not_yet_and_not_seen() -> None:
    assert [(word.label["nl"], word.counts_as) for word in DEFAULT_RATING_WORDS] == [
        ("Ja", Rating.yes),
        ("Nog niet", Rating.not_yet),
        ("Niet gezien", Rating.not_seen),
    ]
