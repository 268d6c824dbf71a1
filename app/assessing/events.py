"""What others may react to in assessing; ids only, never personal data."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class MandateGranted(Event):
    name: ClassVar[str] = "assessing.mandate_granted"

    organisation_id: str
    mandate_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class MandateRevoked(Event):
    name: ClassVar[str] = "assessing.mandate_revoked"

    organisation_id: str
    mandate_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class SkillSetPublished(Event):
    """A version is in force; the one before was superseded in the same transaction."""

    name: ClassVar[str] = "assessing.skill_set_published"

    organisation_id: str
    skill_set_id: str
    version: int
