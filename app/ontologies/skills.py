"""What a skill in a vocabulary is, and how it points at ESCO."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.credentials.model import Alignment
from app.credentials.skill_match import SkillMatch, write_target_type

ESCO_ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."
ESCO_FRAMEWORK = "ESCO"
ESCO_TARGET_TYPE = "ext:ESCOSkill"


class MatchType(StrEnum):
    """How our skill relates to the ESCO concept, read as SKOS mapping properties (SKOS Reference, 10).

    `broad`: the ESCO concept is wider than ours; `narrow`: the ESCO concept is only a part of ours.
    """

    exact = "exact"
    close = "close"
    broad = "broad"
    narrow = "narrow"


@dataclass(frozen=True, slots=True)
class EscoMatch:
    """The ESCO concept (URI and English preferred label) that comes nearest to a skill."""

    uri: str
    label: str
    match_type: MatchType


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of a framework, named and defined in plain Dutch and English."""

    id: str
    framework_id: str
    code: str
    sector: str
    label_nl: str
    label_en: str
    definition_nl: str
    definition_en: str
    esco: EscoMatch
    withdrawn_at: datetime | None

    @property
    def is_withdrawn(self) -> bool:
        """True once the framework dropped the skill; credentials that name it stay readable."""
        return self.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class Framework:
    """A published vocabulary at one version."""

    id: str
    version: str
    name_nl: str
    name_en: str
    source_url: str
    licence: str


def esco_alignment(skill: Skill) -> Alignment:
    """The Open Badges 3.0 Alignment (section 5.3) that carries a skill's ESCO concept in a credential."""
    return Alignment(
        target_name=skill.esco.label,
        target_url=skill.esco.uri,
        target_framework=ESCO_FRAMEWORK,
        target_type=write_target_type(SkillMatch(ESCO_TARGET_TYPE, skill.esco.match_type.value, "en")),
        target_code=None,
        target_description=None,
    )
