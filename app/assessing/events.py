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


@dataclass(frozen=True, slots=True)
class ClaimJudged(Event):
    """A claim was validated: a credential may be issued for it. There is no event of a not-yet."""

    name: ClassVar[str] = "assessing.claim_judged"

    organisation_id: str
    claim_id: str


@dataclass(frozen=True, slots=True)
class MarkedUnderSixteen(Event):
    """Of these people, by the hashes of their references in hexadecimal, it is new from which day they are sixteen."""

    name: ClassVar[str] = "assessing.marked_under_sixteen"

    organisation_id: str
    person_hashes: list[str]
