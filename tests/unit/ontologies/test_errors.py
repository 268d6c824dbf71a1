"""Errors of the vocabulary."""

from app.ontologies.errors import UnknownSkill
from app.platform.errors import Kind


def test_an_unknown_skill_is_a_thing_not_found() -> None:
    assert UnknownSkill.kind is Kind.not_found
    assert UnknownSkill.slug == "unknown-skill"
