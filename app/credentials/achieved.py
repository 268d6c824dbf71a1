"""What a subject achieved: the Achievement, and the Results that point into it (Open Badges 3.0, B.1.1 and B.1.18)."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson

from app.credentials.achievement import (
    Achievement,
    ValidationLevel,
    find_reached,
    read_achievement,
    write_achievement,
    write_result,
)
from app.credentials.assessment import (
    AssessmentSummary,
    MasteryLevel,
    describe_facts,
    list_facts,
    read_assessment,
    read_descriptions,
    write_facts,
)
from app.credentials.encoding import strict_json
from app.credentials.errors import MalformedCredential

JsonObject: TypeAlias = dict[str, Any]
# An Achievement with the descriptions of the results that are told, as a value that JSON is written from.
Describer: TypeAlias = Callable[
    [Achievement, ValidationLevel | None, tuple[str, ...], MasteryLevel | None], Any
]


def describe(
    achievement: Achievement,
    level: ValidationLevel | None,
    kinds: tuple[str, ...],
    mastery: MasteryLevel | None,
) -> JsonObject:
    """The Achievement with the descriptions of its level and of the facts of these types."""
    return write_achievement(achievement, level, describe_facts(kinds, mastery, achievement.id))


# Of thousands of credentials about one achievement these bytes are the same, and nothing in them is about a person.
@lru_cache(maxsize=128)
def describe_once(
    achievement: Achievement,
    level: ValidationLevel | None,
    kinds: tuple[str, ...],
    mastery: MasteryLevel | None,
) -> orjson.Fragment:
    """The same, written already: bytes, which nobody can change in place."""
    return orjson.Fragment(strict_json.dumps(describe(achievement, level, kinds, mastery)))


def write_achieved(
    achievement: Achievement,
    level: ValidationLevel | None,
    assessment: AssessmentSummary | None,
    *,
    describer: Describer = describe,
) -> tuple[Any, list[JsonObject]]:
    """The Achievement, and the Results of its subject: the level, and how it was assessed."""
    results = [] if level is None else [write_result(achievement, level)]
    if assessment is None:
        return describer(achievement, level, (), None), results
    facts, mastery = list_facts(assessment), assessment.mastery
    results += write_facts(facts, mastery, achievement.id)
    return describer(achievement, level, tuple([fact[0] for fact in facts]), mastery), results


def read_achieved(
    node: JsonObject, results: Sequence[JsonObject], narrative: str | None
) -> tuple[Achievement, ValidationLevel | None, AssessmentSummary | None]:
    """Read an Achievement, and what the results of the subject and its narrative tell; raises MalformedCredential."""
    try:
        content = strict_json.dumps(node)
    except ValueError as error:
        raise MalformedCredential("The achievement is not JSON.") from error
    achievement, levels, kinds = _read_once(content)
    return achievement, find_reached(levels, results), read_assessment(kinds, results, narrative)


# Thousands of credentials are about one achievement, so its exact bytes are often the same.
@lru_cache(maxsize=128)
def _read_once(
    content: bytes,
) -> tuple[Achievement, Mapping[str | None, ValidationLevel], Mapping[str, JsonObject]]:
    node = strict_json.load_object(content)
    achievement, levels = read_achievement(node)
    return achievement, MappingProxyType(levels), MappingProxyType(read_descriptions(node))
