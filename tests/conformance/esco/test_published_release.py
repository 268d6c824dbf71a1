"""ESCO 1.2.0 as it was published: every row arrives, in time, and searching it is quick.

The archives are not ours to copy: the tests are skipped where they do not lie beside the repository.
"""

import time
from pathlib import Path

import pytest

from app.ontologies.concepts import list_releases, load_concept
from app.ontologies.facts import concept_id
from app.ontologies.import_framework import import_esco
from app.ontologies.search_concepts import Question, search_concepts
from app.platform.context import Context

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "esco"
ARCHIVES = sorted(FOLDER.glob("ESCO dataset - v1.2.0 - classification - *.zip"))
SECONDS = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        len(ARCHIVES) != 2, reason="the archives of ESCO 1.2.0 are not in ../shared/data/esco"
    ),
]


async def test_the_whole_of_esco_is_imported_within_a_minute_and_found(context: Context) -> None:
    started = time.monotonic()
    done = await import_esco(context, ARCHIVES, on_bytes=lambda count: None)
    assert time.monotonic() - started < SECONDS
    assert done.staged is not None
    # 13,939 skills, 640 groups of skills, 3,039 occupations, 619 groups of occupations.
    assert done.concept_count == 13_939 + 640 + 3_039 + 619
    assert done.staged.links == 129_004 + 5_818 + 20_822 + 3_652
    async with context.database.transaction() as session:
        [release] = await list_releases(session)
        assert release.languages == ("en", "nl")
        for words, label in (
            ("heftruk", "heftruckchauffeur"),
            ("forklfit", "heftruckchauffeur"),
            ("PSYCHOLOG", "psychologist"),
        ):
            found = await search_concepts(session, Question(words))
            assert label in {text.label for concept in found for text in concept.texts.values()}, words
        nurse = await load_concept(session, concept_id("http://data.europa.eu/esco/isco/C2221"))
    assert {text.label for text in nurse.concept.texts.values()} >= {"Nursing professionals"}
    assert any(one.relation == "narrower" for one in nurse.related)
