"""Skills and how they point at ESCO."""

from datetime import UTC, datetime

from app.credentials.model import Alignment
from app.ontologies.skills import esco_alignment
from tests.factories import make_skill


def test_a_skill_carries_its_esco_concept_as_an_open_badges_alignment() -> None:
    assert esco_alignment(make_skill()) == Alignment(
        target_name="seed the ground",
        target_url="http://data.europa.eu/esco/skill/2",
        target_framework="ESCO",
        target_type=f"ext:ESCOSkill.{make_skill().esco.match_type}.en",
        target_code=None,
        target_description=None,
    )


def test_a_skill_is_offered_until_it_is_withdrawn() -> None:
    assert not make_skill().is_withdrawn
    assert make_skill(withdrawn_at=datetime(2026, 11, 23, tzinfo=UTC)).is_withdrawn
