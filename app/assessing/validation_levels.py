"""The validation ladder of this project: versioned data, read once, never code."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from app.assessing.errors import UnknownLadder
from app.credentials.encoding import strict_json
from app.credentials.model import ValidationLevel

# One file for each version that was ever in force; a file never changes once credentials name its version.
LADDERS: Final = Path(__file__).parent / "data" / "validation_levels"


class Phase(StrEnum):
    """The phases of validation (Council Recommendation of 20 December 2012, 2012/C 398/01; Cedefop's guidelines)."""

    identification = "identification"
    documentation = "documentation"
    assessment = "assessment"
    certification = "certification"


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
    phase: Phase
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
        # Levels are numbered from 0 without gaps, as `parse_ladder` makes sure.
        return self.levels[number] if 0 <= number < len(self.levels) else None


def parse_ladder(content: bytes) -> Ladder:
    """Reads a ladder file; raises ValueError or KeyError when it is not one."""
    document = strict_json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("a validation ladder is a JSON object")
    levels = tuple(_parse_level(entry) for entry in document["levels"])
    if [level.number for level in levels] != list(range(len(levels))):
        raise ValueError("levels are numbered from 0 without gaps")
    return Ladder(version=document["version"], levels=levels)


def _parse_level(entry: dict[str, Any]) -> LadderLevel:
    return LadderLevel(
        number=entry["number"],
        phase=Phase(entry["phase"]),
        name=entry["name"],
        meaning=entry["meaning"],
        minimum=_parse_minimum(entry["minimum"]),
    )


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


def list_ladder_versions() -> tuple[int, ...]:
    """Every version that was ever in force, the current one last."""
    return tuple(_ladders())


def load_ladder(version: int | None = None) -> Ladder:
    """The ladder in force, or that of a version. Raises UnknownLadder."""
    ladders = _ladders()
    chosen = max(ladders) if version is None else version
    if chosen not in ladders:
        raise UnknownLadder(f"The validation levels have the versions 1 to {max(ladders)}.")
    return ladders[chosen]


@cache
def _ladders() -> dict[int, Ladder]:
    found = [parse_ladder(path.read_bytes()) for path in LADDERS.glob("*.json")]
    return {ladder.version: ladder for ladder in sorted(found, key=attrgetter("version"))}
