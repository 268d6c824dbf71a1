"""How somebody was assessed, as a credential tells it: facts in results of types of our own (Open Badges 3.0, B.1.18).

Open Badges has a place for a result and lets its type be extended with `ext:`; so no term of our own is needed and
every reader sees a name and a value. schemas/passport/v2/README.md says what each type means.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from app.credentials.errors import MalformedCredential
from app.credentials.reading import read_nodes, read_optional_text, read_text

JsonObject: TypeAlias = dict[str, Any]
Fact: TypeAlias = tuple[str, str, str | None]

_PREFIX: Final = "urn:skills-passport:assessment:v1:"
_STANDARD: Final = "ext:AssessmentStandard"
_CHECKLIST: Final = "ext:VraakChecklist"
_REFERENCE: Final = "ext:FormalRecognition"
_MASTERY: Final = "ext:MasteryLevel"
# Facts that are one text, by their type: the member below and the name that a reader sees.
_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "ext:ValidationPhase": ("phase", "Fase van validering"),
    "ext:AssessmentMethod": ("method", "Manier van beoordelen"),
    "ext:SecondAssessor": ("second_role", "Tweede beoordelaar"),
    "ext:QualityScheme": ("quality_scheme", "Vaste werkwijze"),
    "ext:ConfirmerRelation": ("confirmer_relation", "Relatie van wie bevestigt"),
}
_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    _STANDARD: ("standard", "Gemeten aan"),
    _REFERENCE: ("reference", "Vastgelegd in"),
}
RESULT_TYPES: Final = frozenset({*_TEXTS, *_LINKS, _CHECKLIST, _MASTERY})
_MEMBERS: Final = tuple((kind, member) for kind, (member, _) in _TEXTS.items())
_NAMES: Final = {kind: name for kind, (_, name) in {**_TEXTS, **_LINKS, _CHECKLIST: ("", "VRAAK")}.items()}
_IDS: Final = {kind: _PREFIX + kind.removeprefix("ext:") for kind in _NAMES}
POINTS: Final = ("variation", "relevance", "authenticity", "actuality", "quantity")
_ANSWERS: Final = re.compile(" ".join(f"{point}=(yes|no)" for point in POINTS))


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A standard or a register: its name, and its address where it has one."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class MasteryLevel:
    """How well somebody can do it, in a word of the skill set."""

    code: str
    name: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """What a credential tells of an assessment. `checklist` holds the answers in the order of POINTS.

    `reasons` is there only where the assessor made the judgement's text public.
    """

    phase: str | None = None
    method: str | None = None
    standard: NamedLink | None = None
    checklist: tuple[bool, ...] | None = None
    second_role: str | None = None
    quality_scheme: str | None = None
    confirmer_relation: str | None = None
    reference: NamedLink | None = None
    mastery: MasteryLevel | None = None
    reasons: str | None = None


def list_facts(summary: AssessmentSummary) -> list[Fact]:
    """What is told, in a fixed order: of each fact its type, its value, and its address if it has one."""
    facts: list[Fact] = []
    for kind, member in _MEMBERS:
        value = getattr(summary, member)
        if value is not None:
            facts.append((kind, value, None))
    if summary.standard is not None:
        facts.append((_STANDARD, summary.standard.name, summary.standard.url))
    if summary.reference is not None:
        facts.append((_REFERENCE, summary.reference.name, summary.reference.url))
    if summary.checklist is not None:
        facts.append((_CHECKLIST, _write_answers(summary.checklist), None))
    return facts


def describe_facts(
    kinds: Iterable[str], mastery: MasteryLevel | None, achievement_id: str
) -> list[JsonObject]:
    """The ResultDescriptions for the achievement: nothing in them is about one person."""
    descriptions: list[JsonObject] = [
        {"id": _IDS[kind], "type": ["ResultDescription"], "name": _NAMES[kind], "resultType": kind}
        for kind in kinds
    ]
    if mastery is not None:
        descriptions.append(_describe_mastery(mastery, achievement_id))
    return descriptions


def write_facts(facts: Iterable[Fact], mastery: MasteryLevel | None, achievement_id: str) -> list[JsonObject]:
    """The Results for the subject."""
    results = [_write_result(*fact) for fact in facts]
    if mastery is not None:
        place = _mastery_id(achievement_id)
        level = f"{place}-{mastery.code}"
        results.append({"type": ["Result"], "resultDescription": place, "achievedLevel": level})
    return results


def _write_answers(checklist: Sequence[bool]) -> str:
    answers = zip(POINTS, checklist, strict=True)
    return " ".join([f"{point}=yes" if is_met else f"{point}=no" for point, is_met in answers])


def _write_result(kind: str, value: str, url: str | None) -> JsonObject:
    result: JsonObject = {"type": ["Result"], "resultDescription": _IDS[kind], "value": value}
    if url is not None:
        alignment = {"type": ["Alignment"], "targetName": value, "targetUrl": url, "targetType": kind}
        result["alignment"] = [alignment]
    return result


def _mastery_id(achievement_id: str) -> str:
    return f"{achievement_id}#mastery-level"


def _describe_mastery(mastery: MasteryLevel, achievement_id: str) -> JsonObject:
    place = _mastery_id(achievement_id)
    rung = {
        "id": f"{place}-{mastery.code}",
        "type": ["RubricCriterionLevel"],
        "name": mastery.name,
        "description": mastery.descriptor,
        "level": mastery.code,
    }
    return {
        "id": place,
        "type": ["ResultDescription"],
        "name": "Beheersing",
        "resultType": _MASTERY,
        "rubricCriterionLevel": [rung],
    }


def read_descriptions(achievement: Mapping[str, Any]) -> dict[str, JsonObject]:
    """The ResultDescriptions of our types by their identifiers; raises MalformedCredential."""
    return {
        read_text(node, "id"): node
        for node in read_nodes(achievement, "resultDescription")
        if read_optional_text(node, "resultType") in RESULT_TYPES
    }


def read_assessment(
    kinds: Mapping[str, JsonObject], results: Sequence[JsonObject], narrative: str | None
) -> AssessmentSummary | None:
    """What results of these descriptions say, None when there are none and no narrative.

    Raises MalformedCredential when a fact is told twice: the order of results is not signed in linked data.
    """
    told: dict[str, Any] = {} if narrative is None else {"reasons": narrative}
    for result in results if kinds else ():
        description = kinds.get(read_optional_text(result, "resultDescription") or "")
        if description is None:
            continue
        member, value = _read_result(description, result)
        if member in told:
            raise MalformedCredential("The credential tells one fact of its assessment twice.")
        told[member] = value
    return AssessmentSummary(**told) if told else None


def _read_result(description: JsonObject, result: JsonObject) -> tuple[str, Any]:
    kind = description["resultType"]
    if kind == _MASTERY:
        return "mastery", _read_mastery(description, read_text(result, "achievedLevel"))
    value = read_text(result, "value")
    if kind == _CHECKLIST:
        return "checklist", _read_answers(value)
    if kind in _LINKS:
        urls = [read_text(node, "targetUrl") for node in read_nodes(result, "alignment")]
        return _LINKS[kind][0], NamedLink(value, min(urls, default=None))
    return _TEXTS[kind][0], value


def _read_answers(value: str) -> tuple[bool, ...]:
    answers = _ANSWERS.fullmatch(value)
    if answers is None:
        raise MalformedCredential("The five answers of the checklist are not readable.")
    return tuple(answer == "yes" for answer in answers.groups())


def _read_mastery(description: JsonObject, level: str) -> MasteryLevel:
    for node in read_nodes(description, "rubricCriterionLevel"):
        if node.get("id") == level:
            descriptor = read_optional_text(node, "description") or ""
            return MasteryLevel(read_text(node, "level"), read_text(node, "name"), descriptor)
    raise MalformedCredential("The credential names a level of mastery that it does not describe.")
