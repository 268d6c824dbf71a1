"""What a skill set says: achievements with their criteria, the words of a rating, levels of mastery, and rules.

A draft may be incomplete: a text that nobody wrote yet is left out of its mapping by language (nl, en).
`lint_skill_set.py` says what is still missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from app.assessing.assessment import Standard
from app.assessing.evidence_kinds import EvidenceKind
from app.ontologies.own_terms import Layer
from app.ontologies.skills import MatchType
from app.platform.randomness import Randomness

LANGUAGES: Final = ("nl", "en")
Texts = Mapping[str, str]
# The id of what is new: saving gives it one of its own.
NEW: Final = UUID(int=0)


class Rating(StrEnum):
    """What a rating counts as. "Not seen" says nothing about the worker, so it never counts as a fail."""

    yes = "yes"
    not_yet = "not-yet"
    not_seen = "not-seen"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One observable sentence. Its id is stable over versions."""

    id: UUID
    text: Texts


@dataclass(frozen=True, slots=True)
class Reference:
    """A concept of an imported framework by its URI, or a term of the partnership's own.

    `match_type` reads as in SKOS (SKOS Reference, section 10): broad means that the concept is the wider one.
    """

    concept_uri: str | None = None
    own_term_id: UUID | None = None
    match_type: MatchType = MatchType.exact


@dataclass(frozen=True, slots=True)
class Alignments:
    """What an achievement is called elsewhere, in three layers: what is done, what transfers, what is known."""

    specific: tuple[Reference, ...] = ()
    transferable: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()

    def each(self) -> Iterator[tuple[Layer, int, Reference]]:
        """Every reference with its layer and its position in that."""
        for layer in Layer:
            references: tuple[Reference, ...] = getattr(self, layer.value)
            for position, reference in enumerate(references):
                yield layer, position, reference


@dataclass(frozen=True, slots=True)
class SkillSetAchievement:
    """What somebody can show. Its id is stable over versions, and that of what issuing gives credentials for."""

    id: UUID
    code: str
    name: Texts
    description: Texts
    criteria: tuple[Criterion, ...] = ()
    alignments: Alignments = Alignments()


@dataclass(frozen=True, slots=True)
class RatingWord:
    """A word that an assessor chooses for a criterion, its meaning, and what it counts as."""

    code: str
    label: Texts
    meaning: Texts
    counts_as: Rating


@dataclass(frozen=True, slots=True)
class MasteryLevel:
    """How far somebody is, such as under guidance or independently, in words one can observe."""

    code: str
    name: Texts
    descriptor: Texts


@dataclass(frozen=True, slots=True)
class EvidenceRules:
    """Which evidence counts: the kinds, how many pieces at least, and how old one may be in whole months."""

    kinds: tuple[EvidenceKind, ...] = tuple(EvidenceKind)
    at_least: int = 1
    not_older_than_months: int | None = None


DEFAULT_RATING_WORDS: Final = (
    RatingWord(
        code="yes",
        label={"nl": "Ja", "en": "Yes"},
        meaning={"nl": "De beoordelaar heeft dit gezien.", "en": "The assessor has seen this."},
        counts_as=Rating.yes,
    ),
    RatingWord(
        code="not-yet",
        label={"nl": "Nog niet", "en": "Not yet"},
        meaning={"nl": "Dit lukt nog niet helemaal.", "en": "This does not fully work yet."},
        counts_as=Rating.not_yet,
    ),
    RatingWord(
        code="not-seen",
        label={"nl": "Niet gezien", "en": "Not seen"},
        meaning={
            "nl": "Dit was niet te zien. Het telt niet mee.",
            "en": "This could not be seen. It does not count.",
        },
        counts_as=Rating.not_seen,
    ),
)


@dataclass(frozen=True, slots=True)
class SkillSetContent:
    """All that a skill set says; `validity_months` is how long a credential counts as recently shown."""

    code: str
    name: Texts
    description: Texts
    standard: Standard | None = None
    quality_scheme: str | None = None
    achievements: tuple[SkillSetAchievement, ...] = ()
    rating_words: tuple[RatingWord, ...] = DEFAULT_RATING_WORDS
    mastery_levels: tuple[MasteryLevel, ...] = ()
    validity_months: int | None = None
    evidence_rules: EvidenceRules = EvidenceRules()

    def find_achievement(self, achievement_id: UUID) -> SkillSetAchievement | None:
        """The achievement with this id."""
        return next((one for one in self.achievements if one.id == achievement_id), None)

    def each_id(self) -> Iterator[tuple[str, UUID]]:
        """The ids of its achievements and their criteria, with the pointer to each."""
        for position, achievement in enumerate(self.achievements):
            yield f"/achievements/{position}/id", achievement.id
            for index, criterion in enumerate(achievement.criteria):
                yield f"/achievements/{position}/criteria/{index}/id", criterion.id

    def with_new_ids(self, randomness: Randomness) -> "SkillSetContent":
        """The same, where everything that is new has an id."""

        def fresh(known: UUID) -> UUID:
            return randomness.uuid() if known == NEW else known

        achievements = [
            replace(
                one,
                id=fresh(one.id),
                criteria=tuple([replace(criterion, id=fresh(criterion.id)) for criterion in one.criteria]),
            )
            for one in self.achievements
        ]
        return replace(self, achievements=tuple(achievements))

    def each_text(self) -> Iterator[tuple[str, Texts]]:
        """Every text by language, with the pointer to it (RFC 6901)."""
        yield from (("/name", self.name), ("/description", self.description))
        for position, achievement in enumerate(self.achievements):
            place = f"/achievements/{position}"
            yield from (
                (f"{place}/name", achievement.name),
                (f"{place}/description", achievement.description),
            )
            for index, criterion in enumerate(achievement.criteria):
                yield f"{place}/criteria/{index}/text", criterion.text
        for position, word in enumerate(self.rating_words):
            place = f"/ratingWords/{position}"
            yield from ((f"{place}/label", word.label), (f"{place}/meaning", word.meaning))
        for position, level in enumerate(self.mastery_levels):
            place = f"/masteryLevels/{position}"
            yield from ((f"{place}/name", level.name), (f"{place}/descriptor", level.descriptor))


_CONTENT: Final = TypeAdapter(SkillSetContent)


def write_content(content: SkillSetContent) -> bytes:
    """The content as JSON, as its row keeps it."""
    return _CONTENT.dump_json(content)


def read_content(document: Mapping[str, Any]) -> SkillSetContent:
    """The content that a row keeps. Raises pydantic.ValidationError for what we did not write."""
    return _CONTENT.validate_python(document)
