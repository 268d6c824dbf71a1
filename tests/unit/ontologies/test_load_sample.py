"""The sample vocabulary as it stands on disk."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.ontologies.load_sample import SAMPLE_PATH, Vocabulary, read_vocabulary

MAX_WORDS_IN_A_SENTENCE = 15


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary()


def test_sixty_skills_are_spread_over_six_sectors(vocabulary: Vocabulary) -> None:
    sectors = {sector.id for sector in vocabulary.sectors}
    counts = Counter(skill.sector for skill in vocabulary.skills)
    assert len(sectors) == 6
    assert counts == dict.fromkeys(sectors, 10)


def test_ids_codes_and_labels_are_unique(vocabulary: Vocabulary) -> None:
    for values in (
        [skill.id for skill in vocabulary.skills],
        [skill.code for skill in vocabulary.skills],
        [skill.label.nl for skill in vocabulary.skills],
        [skill.label.en for skill in vocabulary.skills],
    ):
        assert len(values) == len(set(values))


def test_every_definition_is_one_short_sentence(vocabulary: Vocabulary) -> None:
    definitions = [text for skill in vocabulary.skills for text in (skill.definition.nl, skill.definition.en)]
    too_long = [text for text in definitions if len(text.split()) > MAX_WORDS_IN_A_SENTENCE]
    not_one = [text for text in definitions if not re.fullmatch(r"[A-Z][^.!?]+\.", text)]
    assert (too_long, not_one) == ([], [])


def test_our_words_are_our_own_and_not_those_of_esco(vocabulary: Vocabulary) -> None:
    skills = vocabulary.skills
    assert [skill.id for skill in skills if skill.definition.en == skill.esco.label] == []


def test_a_file_with_an_unknown_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_text(
        SAMPLE_PATH.read_text(encoding="utf-8").replace('"sectors"', '"domains"'), encoding="utf-8"
    )
    with pytest.raises(ValidationError):
        read_vocabulary(path)


def test_a_concept_outside_esco_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.json"
    text = SAMPLE_PATH.read_text(encoding="utf-8").replace("http://data.europa.eu/", "http://example.org/", 1)
    path.write_text(
        text.replace("http://data.europa.eu/esco/skill/", "http://example.org/skill/", 1), encoding="utf-8"
    )
    with pytest.raises(ValidationError):
        read_vocabulary(path)
