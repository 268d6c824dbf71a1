"""What the routes of skill sets read. A draft may be incomplete, so nothing but the code is asked for."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.assessing.assessment import Standard
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.skill_set_content import (
    DEFAULT_RATING_WORDS,
    NEW,
    Alignments,
    Criterion,
    EvidenceRules,
    MasteryLevel,
    Rating,
    RatingWord,
    Reference,
    SkillSetAchievement,
    SkillSetContent,
)
from app.ontologies.skills import MatchType
from app.web.schemas import Body, LongText, ShortText, WebAddress

Code = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Months = Annotated[int, Field(ge=1, le=120)]


class ShortTextsBody(Body):
    """A short text by language; a draft may lack one."""

    nl: ShortText | None = None
    en: ShortText | None = None


class LongTextsBody(Body):
    """A text by language; a draft may lack one."""

    nl: LongText | None = None
    en: LongText | None = None


class StandardBody(Body):
    """What people are measured against."""

    name: ShortText
    url: WebAddress | None = None


class CriterionBody(Body):
    """One observable sentence; keep its `id` when you change it, leave it out for a new one."""

    id: UUID = NEW
    text: ShortTextsBody = ShortTextsBody()


def _one_target(reference: "ReferenceBody") -> "ReferenceBody":
    if (reference.concept_uri is None) == (reference.own_term_id is None):
        raise ValueError("name either a concept or a term of your own")
    return reference


class ReferenceBody(Body):
    """Either a concept of an imported framework or a term of your own; broad means that the concept is the wider one."""

    concept_uri: WebAddress | None = None
    own_term_id: UUID | None = None
    match_type: MatchType = MatchType.exact


References = Annotated[list[Annotated[ReferenceBody, AfterValidator(_one_target)]], Field(max_length=10)]


class AlignmentsBody(Body):
    """What an achievement is called elsewhere, in three layers."""

    specific: References = []
    transferable: References = []
    knowledge: References = []


class SkillSetAchievementBody(Body):
    """What somebody can show; keep its `id` when you change it, leave it out for a new one."""

    id: UUID = NEW
    code: Code
    name: ShortTextsBody = ShortTextsBody()
    description: LongTextsBody = LongTextsBody()
    criteria: Annotated[list[CriterionBody], Field(max_length=20)] = []
    alignments: AlignmentsBody = AlignmentsBody()


class RatingWordBody(Body):
    """A word of the rating and what it counts as; not-seen never counts as a fail."""

    code: Code
    label: ShortTextsBody = ShortTextsBody()
    meaning: ShortTextsBody = ShortTextsBody()
    counts_as: Rating


class MasteryLevelBody(Body):
    """How far somebody is, in words one can observe."""

    code: Code
    name: ShortTextsBody = ShortTextsBody()
    descriptor: LongTextsBody = LongTextsBody()


class EvidenceRulesBody(Body):
    """Which evidence counts."""

    kinds: Annotated[list[EvidenceKind], Field(max_length=len(EvidenceKind))] = list(EvidenceKind)
    at_least: Annotated[int, Field(ge=1, le=10)] = 1
    not_older_than_months: Months | None = None


class SkillSetBody(Body):
    """What a skill set says. Without `ratingWords` they are Ja, Nog niet and Niet gezien."""

    code: Code
    name: ShortTextsBody = ShortTextsBody()
    description: LongTextsBody = LongTextsBody()
    standard: StandardBody | None = None
    quality_scheme: ShortText | None = None
    achievements: Annotated[list[SkillSetAchievementBody], Field(max_length=50)] = []
    rating_words: Annotated[list[RatingWordBody], Field(max_length=6)] | None = None
    mastery_levels: Annotated[list[MasteryLevelBody], Field(max_length=6)] = []
    validity_months: Months | None = None
    evidence_rules: EvidenceRulesBody = EvidenceRulesBody()

    def to_content(self) -> SkillSetContent:
        """The content as the room knows it."""
        words = self.rating_words
        return SkillSetContent(
            code=self.code,
            name=_texts(self.name),
            description=_texts(self.description),
            standard=None if self.standard is None else Standard(self.standard.name, self.standard.url),
            quality_scheme=self.quality_scheme,
            achievements=tuple(_achievement(one) for one in self.achievements),
            rating_words=DEFAULT_RATING_WORDS if words is None else tuple(_word(one) for one in words),
            mastery_levels=tuple(
                MasteryLevel(one.code, _texts(one.name), _texts(one.descriptor))
                for one in self.mastery_levels
            ),
            validity_months=self.validity_months,
            evidence_rules=EvidenceRules(
                tuple(dict.fromkeys(self.evidence_rules.kinds)),
                self.evidence_rules.at_least,
                self.evidence_rules.not_older_than_months,
            ),
        )


def _texts(body: ShortTextsBody | LongTextsBody) -> dict[str, str]:
    return body.model_dump(exclude_none=True)


def _word(body: RatingWordBody) -> RatingWord:
    return RatingWord(body.code, _texts(body.label), _texts(body.meaning), body.counts_as)


def _achievement(body: SkillSetAchievementBody) -> SkillSetAchievement:
    layers: dict[str, list[ReferenceBody]] = dict(body.alignments)
    return SkillSetAchievement(
        id=body.id,
        code=body.code,
        name=_texts(body.name),
        description=_texts(body.description),
        criteria=tuple(Criterion(one.id, _texts(one.text)) for one in body.criteria),
        alignments=Alignments(
            **{
                layer: tuple(Reference(**one.model_dump()) for one in references)
                for layer, references in layers.items()
            }
        ),
    )
