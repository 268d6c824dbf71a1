"""What a subject achieved: the Achievement, and the Results that point into it (Open Badges 3.0, B.1.1 and B.1.18)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import orjson

from app.credentials.achievement import Achievement, ValidationLevel, write_achievement, write_result
from app.credentials.assessment import (
    AssessmentSummary,
    MasteryLevel,
    describe_facts,
    list_facts,
    write_facts,
)
from app.credentials.encoding import strict_json

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
