"""Facts of a vocabulary are plain text, and a concept's id follows from its URI."""

from uuid import UUID

from app.ontologies.facts import MOST_TEXT, concept_id, text_fact, words_of

URI = "http://data.europa.eu/esco/skill/x"


def test_a_concept_has_the_same_id_wherever_it_is_imported() -> None:
    assert concept_id(URI) == UUID("75ef75b4-82b3-57ff-9bff-6a4cb45b70d0")
    assert concept_id(URI) == concept_id(URI) != concept_id(URI + "y")


def test_invisible_characters_are_left_out_and_nothing_is_no_fact() -> None:
    fact = text_fact(URI, "nl", "label", " las\u200bsen\u0000 van e\u0301\u00e9n \u202e")
    assert fact is not None and fact.text == "lassen van één"
    assert text_fact(URI, "nl", "label", " \u200b\u0007 ") is None


def test_a_text_without_end_is_cut_off() -> None:
    fact = text_fact(URI, "nl", "definition", "é" * (MOST_TEXT + 5))
    assert fact is not None and len(fact.text) == MOST_TEXT


def test_searching_sees_words_without_case_accents_and_signs() -> None:
    assert words_of("Maître d'hôtel: C++/e-mail_2") == ["maitre", "d", "hotel", "c", "e", "mail", "2"]
