"""Skills and how they point at ESCO."""

from datetime import UTC, datetime

from app.credentials.model import Alignment
from app.ontologies.skills import EscoMatch, MatchType, Skill, esco_alignment


def _skill(withdrawn_at: datetime | None = None) -> Skill:
    return Skill(
        id="muren-metselen",
        framework_id="sample",
        code="TB-01",
        sector="techniek-en-bouw",
        label_nl="Muren metselen",
        label_en="Lay bricks",
        definition_nl="Stenen netjes op elkaar leggen.",
        definition_en="Put bricks together neatly.",
        esco=EscoMatch("http://data.europa.eu/esco/skill/1", "lay bricks", MatchType.exact),
        withdrawn_at=withdrawn_at,
    )


def test_a_skill_carries_its_esco_concept_as_an_open_badges_alignment() -> None:
    assert esco_alignment(_skill()) == Alignment(
        target_name="lay bricks",
        target_url="http://data.europa.eu/esco/skill/1",
        target_framework="ESCO",
        target_type="ext:ESCOSkill",
        target_code=None,
        target_description=None,
    )


def test_a_skill_is_offered_until_it_is_withdrawn() -> None:
    assert not _skill().is_withdrawn
    assert _skill(withdrawn_at=datetime(2026, 11, 23, tzinfo=UTC)).is_withdrawn
