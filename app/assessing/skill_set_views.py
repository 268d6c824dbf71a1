"""What the routes of skill sets answer."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from app.assessing.align_skill_set import AlignedConcept
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.skill_set_content import (
    Rating,
)
from app.assessing.skill_sets import SkillSet, SkillSetState
from app.ontologies.own_terms import Layer
from app.ontologies.skills import MatchType
from app.platform.errors import FieldError
from app.web.schemas import View


class DraftTextsView(View):
    """A text by language; null where a draft has none yet."""

    nl: str | None
    en: str | None


class StandardView(View):
    """What people are measured against."""

    name: str
    url: str | None


class CriterionView(View):
    """One observable sentence; its id is stable over versions."""

    id: UUID
    text: DraftTextsView


class ReferenceView(View):
    """A concept of an imported framework, or a term of the partnership's own."""

    concept_uri: str | None
    own_term_id: UUID | None
    match_type: MatchType


class AlignmentsView(View):
    """What an achievement is called elsewhere, in three layers."""

    specific: list[ReferenceView]
    transferable: list[ReferenceView]
    knowledge: list[ReferenceView]


class AlignedConceptView(View):
    """A concept as it was called when the skill set was published; `isOwnTerm` flags one without a reviewed mapping."""

    layer: Layer
    match_type: MatchType
    uri: str
    label: str
    language: str
    framework: str | None
    framework_version: str | None
    code: str | None
    is_own_term: bool


class SkillSetAchievementView(View):
    """What somebody can show; its id is stable over versions. `aligned` is filled when the version is published."""

    id: UUID
    code: str
    name: DraftTextsView
    description: DraftTextsView
    criteria: list[CriterionView]
    alignments: AlignmentsView
    aligned: list[AlignedConceptView]


class RatingWordView(View):
    """A word of the rating and what it counts as."""

    code: str
    label: DraftTextsView
    meaning: DraftTextsView
    counts_as: Rating


class MasteryLevelView(View):
    """How far somebody is."""

    code: str
    name: DraftTextsView
    descriptor: DraftTextsView


class EvidenceRulesView(View):
    """Which evidence counts."""

    kinds: list[EvidenceKind]
    at_least: int
    not_older_than_months: int | None


class RemarkView(View):
    """What is missing or could be better, at one place; pointers are as in the body of a skill set."""

    severity: Literal["fault", "hint"]
    pointer: str
    code: str
    detail: str


class SkillSetSummaryView(View):
    """One version of a skill set in a list; `url` is there once it is published."""

    id: UUID
    version: int
    state: SkillSetState
    code: str
    name: DraftTextsView
    url: str | None
    drafted_by: str
    drafted_at: datetime
    published_by: str | None
    published_at: datetime | None
    superseded_at: datetime | None


class SkillSetView(SkillSetSummaryView):
    """One version of a skill set. A fault among the remarks keeps a draft from being published, a hint does not."""

    revision: int
    edited_by: str
    edited_at: datetime
    description: DraftTextsView
    standard: StandardView | None
    quality_scheme: str | None
    achievements: list[SkillSetAchievementView]
    rating_words: list[RatingWordView]
    mastery_levels: list[MasteryLevelView]
    validity_months: int | None
    evidence_rules: EvidenceRulesView
    remarks: list[RemarkView]


def skill_set_summary_view(found: SkillSet, public_url: str) -> SkillSetSummaryView:
    """Translate a version for a list."""
    return SkillSetSummaryView.model_validate(_summary(found, public_url))


def skill_set_view(
    found: SkillSet, public_url: str, *, faults: Sequence[FieldError] = (), hints: Sequence[FieldError] = ()
) -> SkillSetView:
    """Translate a version with what may be said about it."""
    content = _with_open_texts(asdict(found.content))
    aligned = found.aligned or {}
    for achievement in content["achievements"]:
        achievement["aligned"] = [_aligned(one) for one in aligned.get(achievement["id"], ())]
    remarks = [("fault", one) for one in faults] + [("hint", one) for one in hints]
    return SkillSetView.model_validate(
        {
            **content,
            **_summary(found, public_url),
            "revision": found.revision,
            "edited_by": found.edited_by,
            "edited_at": found.edited_at,
            "remarks": [{"severity": severity, **asdict(remark)} for severity, remark in remarks],
        }
    )


def _summary(found: SkillSet, public_url: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "version": found.version,
        "state": found.state,
        "code": found.content.code,
        "name": _open(found.content.name),
        "url": f"{public_url}/skill-sets/{found.id}/{found.version}" if found.is_published else None,
        "drafted_by": found.drafted_by,
        "drafted_at": found.drafted_at,
        "published_by": found.published_by,
        "published_at": found.published_at,
        "superseded_at": found.superseded_at,
    }


def _aligned(one: AlignedConcept) -> AlignedConceptView:
    return AlignedConceptView.model_validate(one, from_attributes=True)


_TEXT_NAMES = frozenset({"name", "description", "text", "label", "meaning", "descriptor"})


def _with_open_texts(value: Any) -> Any:
    """The same, where every text by language says what is not written yet."""
    if isinstance(value, dict):
        return {
            name: _open(inner) if name in _TEXT_NAMES and isinstance(inner, dict) else _with_open_texts(inner)
            for name, inner in value.items()
        }
    return [_with_open_texts(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _open(texts: Any) -> dict[str, str | None]:
    return {"nl": texts.get("nl"), "en": texts.get("en")}
