"""What the public routes of assessing answer."""

from dataclasses import asdict
from typing import Literal

from app.assessing.validation_levels import Ladder, LadderLevel, Phase
from app.web.schemas import View


class TextsView(View):
    """A text in Dutch and in English."""

    nl: str
    en: str


class MinimumView(View):
    """What a level needs at least.

    `statement`: who confirms, with a date and a relation. `evidence`: at least one piece. `mandate`: an assessor with
    a mandate that is in force. `judgement`: reasons, method and standard. `checklist`: variation, relevance,
    authenticity, actuality and quantity, each answered. `secondPerson`: an independent second assessor.
    `qualityScheme`: a fixed procedure. `reference`: the register or document of a formal recognition.
    """

    statement: bool
    evidence: bool
    mandate: bool
    judgement: bool
    checklist: bool
    second_person: bool
    quality_scheme: bool
    reference: bool


class ValidationLevelView(View):
    """One level, with its meaning in one sentence and the phase of validation it stands for."""

    number: int
    name: TextsView
    meaning: TextsView
    phase: Phase
    minimum: MinimumView


class ValidationLevelsView(View):
    """The levels of one version, lowest first, and which versions there are."""

    version: int
    state: Literal["in-force", "superseded"]
    versions: list[int]
    levels: list[ValidationLevelView]


def ladder_view(ladder: Ladder, versions: tuple[int, ...]) -> ValidationLevelsView:
    """Translate a ladder for the API."""
    return ValidationLevelsView(
        version=ladder.version,
        state="in-force" if ladder.version == versions[-1] else "superseded",
        versions=list(versions),
        levels=[_level_view(level) for level in ladder.levels],
    )


def _level_view(level: LadderLevel) -> ValidationLevelView:
    return ValidationLevelView(
        number=level.number,
        name=TextsView(**level.name),
        meaning=TextsView(**level.meaning),
        phase=level.phase,
        minimum=MinimumView(**asdict(level.minimum)),
    )
