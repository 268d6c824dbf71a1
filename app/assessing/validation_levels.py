"""The validation ladder of this project: versioned data, read once, never code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.credentials.encoding import strict_json
from app.credentials.model import ValidationLevel

LADDER_FILE = Path(__file__).parent / "data" / "validation_levels.json"


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a level needs at least; `assessment.py` says of each what it means and when it is lacking."""

    statement: bool
    evidence: bool
    mandate: bool
    judgement: bool
    checklist: bool
    second_person: bool
    quality_scheme: bool
    reference: bool


@dataclass(frozen=True, slots=True)
class LadderLevel:
    """One rung: names and one-sentence meanings by language (nl, en), and what it needs at least."""

    number: int
    name: dict[str, str]
    meaning: dict[str, str]
    minimum: Minimum

    def in_language(self, language: str) -> ValidationLevel:
        """The level as a credential carries it."""
        return ValidationLevel(number=self.number, name=self.name[language], meaning=self.meaning[language])


@dataclass(frozen=True, slots=True)
class Ladder:
    """All levels of one version, lowest first."""

    version: int
    levels: tuple[LadderLevel, ...]

    def find_level(self, number: int) -> LadderLevel | None:
        return next((level for level in self.levels if level.number == number), None)


def parse_ladder(content: bytes) -> Ladder:
    """Reads a ladder file; raises ValueError or KeyError when it is not one."""
    document = strict_json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("a validation ladder is a JSON object")
    levels = tuple(
        LadderLevel(entry["number"], entry["name"], entry["meaning"], _parse_minimum(entry["minimum"]))
        for entry in document["levels"]
    )
    if [level.number for level in levels] != list(range(len(levels))):
        raise ValueError("levels are numbered from 0 without gaps")
    return Ladder(version=document["version"], levels=levels)


def _parse_minimum(entry: dict[str, bool]) -> Minimum:
    return Minimum(
        statement=entry["statement"],
        evidence=entry["evidence"],
        mandate=entry["mandate"],
        judgement=entry["judgement"],
        checklist=entry["checklist"],
        second_person=entry["secondPerson"],
        quality_scheme=entry["qualityScheme"],
        reference=entry["reference"],
    )


@cache
def load_ladder() -> Ladder:
    """The ladder that this release ships."""
    return parse_ladder(LADDER_FILE.read_bytes())
