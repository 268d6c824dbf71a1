"""What somebody can do: the achievement, its alignments and its validation levels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from app.credentials.reading import read_node, read_nodes, read_optional_text, read_text

JsonObject: TypeAlias = dict[str, Any]

LEVEL_RESULT_TYPE: Final = "ext:ValidationLevel"
_LEVEL_NUMBER: Final = re.compile(r"[0-4]")


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link from an achievement to a skill in a public framework such as ESCO."""

    target_name: str
    target_url: str
    target_framework: str | None = None
    target_type: str | None = None
    target_code: str | None = None
    target_description: str | None = None


@dataclass(frozen=True, slots=True)
class ValidationLevel:
    """One rung of the ladder from told by oneself (0) to formally recognised (4)."""

    number: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """What somebody can do, with its criteria as one text and the levels on which it can be validated."""

    id: str
    name: str
    description: str
    criteria: str
    alignments: tuple[Alignment, ...] = ()
    achievement_type: str = "Competency"
    in_language: str = "nl"
    version: str | None = None
    levels: tuple[ValidationLevel, ...] = ()


def level_id(achievement: Achievement, level: ValidationLevel) -> str:
    """The identifier of a level within an achievement."""
    return f"{achievement.id}#validation-level-{level.number}"


def write_achievement(
    achievement: Achievement, level: ValidationLevel | None, descriptions: Sequence[JsonObject] = ()
) -> JsonObject:
    """The Open Badges 3.0 Achievement; a level that the achievement does not list yet is added to it.

    `descriptions` are those of the other results that the subject has.
    """
    document: JsonObject = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": achievement.achievement_type,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
        "inLanguage": achievement.in_language,
    }
    if achievement.version is not None:
        document["version"] = achievement.version
    if achievement.alignments:
        document["alignment"] = [_write_alignment(alignment) for alignment in achievement.alignments]
    levels = achievement.levels
    if level is not None and level not in levels:
        levels = (*levels, level)
    if levels or descriptions:
        rungs = [_write_levels(achievement, levels)] if levels else []
        document["resultDescription"] = [*rungs, *descriptions]
    return document


def write_result(achievement: Achievement, level: ValidationLevel) -> JsonObject:
    """The Open Badges 3.0 Result: the level that was reached."""
    return {
        "type": ["Result"],
        "resultDescription": f"{achievement.id}#validation-level",
        "achievedLevel": level_id(achievement, level),
    }


def _write_alignment(alignment: Alignment) -> JsonObject:
    document: JsonObject = {
        "type": ["Alignment"],
        "targetName": alignment.target_name,
        "targetUrl": alignment.target_url,
    }
    for name, value in (
        ("targetFramework", alignment.target_framework),
        ("targetType", alignment.target_type),
        ("targetCode", alignment.target_code),
        ("targetDescription", alignment.target_description),
    ):
        if value is not None:
            document[name] = value
    return document


def _write_levels(achievement: Achievement, levels: tuple[ValidationLevel, ...]) -> JsonObject:
    return {
        "id": f"{achievement.id}#validation-level",
        "type": ["ResultDescription"],
        "name": "Validation level",
        "resultType": LEVEL_RESULT_TYPE,
        "rubricCriterionLevel": [
            {
                "id": level_id(achievement, level),
                "type": ["RubricCriterionLevel"],
                "name": level.name,
                "description": level.meaning,
                "level": str(level.number),
            }
            for level in levels
        ],
    }


def read_achievement(node: JsonObject) -> tuple[Achievement, dict[str | None, ValidationLevel]]:
    """Read an Achievement, and its levels by their identifiers; raises MalformedCredential.

    Members we do not know are tolerated.
    """
    levels = _read_levels(node)
    achievement = Achievement(
        read_text(node, "id"),
        read_text(node, "name"),
        read_text(node, "description"),
        read_optional_text(read_node(node, "criteria"), "narrative") or "",
        tuple([_read_alignment(item) for item in read_nodes(node, "alignment")]),
        read_optional_text(node, "achievementType") or "Achievement",
        read_optional_text(node, "inLanguage") or "nl",
        read_optional_text(node, "version"),
        tuple(levels.values()),
    )
    return achievement, levels


def find_reached(
    levels: Mapping[str | None, ValidationLevel], results: Sequence[JsonObject]
) -> ValidationLevel | None:
    """Which of the levels the results of the subject point at; raises MalformedCredential.

    Of several the lowest, as the order of results is not signed in linked data.
    """
    lowest = None
    for result in results:
        level = levels.get(read_optional_text(result, "achievedLevel"))
        if level is not None and (lowest is None or level.number < lowest.number):
            lowest = level
    return lowest


def _read_alignment(node: JsonObject) -> Alignment:
    return Alignment(
        read_text(node, "targetName"),
        read_text(node, "targetUrl"),
        read_optional_text(node, "targetFramework"),
        read_optional_text(node, "targetType"),
        read_optional_text(node, "targetCode"),
        read_optional_text(node, "targetDescription"),
    )


def _read_levels(achievement: Mapping[str, Any]) -> dict[str | None, ValidationLevel]:
    levels: dict[str | None, ValidationLevel] = {}
    for description in read_nodes(achievement, "resultDescription"):
        if description.get("resultType") != LEVEL_RESULT_TYPE:
            continue
        for node in read_nodes(description, "rubricCriterionLevel"):
            number = read_text(node, "level")
            if _LEVEL_NUMBER.fullmatch(number):
                levels[read_text(node, "id")] = ValidationLevel(
                    int(number), read_text(node, "name"), read_optional_text(node, "description") or ""
                )
    return levels
