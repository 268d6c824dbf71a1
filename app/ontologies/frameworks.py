"""The frameworks that can be imported: their names, their terms of use, and their releases side by side."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.ontologies.skills import ESCO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class ImportedFramework:
    """A published framework: `source_url` is its home, `acknowledgement` what reuse of it asks to be said.

    `target_type` is how Open Badges 3.0 calls its concepts (section B.1.2, an extension of the AlignmentTargetType).
    """

    id: str
    name: str
    source_url: str
    licence: str
    acknowledgement: str
    target_type: str


@dataclass(frozen=True, slots=True)
class Release:
    """One imported version of a framework; the current one is searched, the others stay readable."""

    framework_id: str
    version: str
    is_current: bool
    concept_count: int
    languages: tuple[str, ...]
    imported_at: datetime


ESCO: Final = ImportedFramework(
    id="esco",
    name="ESCO",
    source_url="https://esco.ec.europa.eu/",
    licence="Commission Decision 2011/833/EU",
    acknowledgement=ESCO_ACKNOWLEDGEMENT,
    target_type="ext:ESCOSkill",
)
COMPETENTNL: Final = ImportedFramework(
    id="competentnl",
    name="CompetentNL",
    source_url="https://competentnl.nl/",
    licence="See the terms of CompetentNL",
    acknowledgement="This service uses the skills language CompetentNL of CBS, SBB, TNO and UWV.",
    target_type="ext:CompetentNLConcept",
)
FRAMEWORKS: Final = {framework.id: framework for framework in (ESCO, COMPETENTNL)}
_NUMBER: Final = re.compile(r"\d+")


def is_newer(version: str, other: str) -> bool:
    """Whether a version comes after another, by the numbers in them: 1.10 after 1.9, 2026-02-01 after 2025-09-30."""
    return _numbers(version) > _numbers(other)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(version)]
