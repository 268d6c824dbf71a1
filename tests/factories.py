"""Things that tests of several rooms need, complete unless a test changes them."""

from typing import Any

from app.ontologies.skills import EscoMatch, MatchType, Skill


def make_skill(**changes: Any) -> Skill:
    """A skill in force, with an ESCO concept."""
    values: dict[str, Any] = {
        "id": "zaaien",
        "framework_id": "sample",
        "code": "GR-07",
        "sector": "groen",
        "label_nl": "Zaaien",
        "label_en": "Sow seeds",
        "definition_nl": "Zaad in de grond brengen.",
        "definition_en": "Put seed in the ground.",
        "esco": EscoMatch("http://data.europa.eu/esco/skill/2", "seed the ground", MatchType.exact),
        "withdrawn_at": None,
    }
    return Skill(**(values | changes))
