"""What the public page of a skill set shows, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessing.align_skill_set import AlignedConcept
from app.assessing.assessment import Standard
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.skill_set_content import SkillSetAchievement, Texts
from app.assessing.skill_sets import SkillSet, SkillSetState
from app.ontologies.own_terms import Layer
from app.platform.text import is_web_address


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A skill as others call it; `framework` with its version, none for an own term."""

    layer: Layer
    name: str
    language: str
    url: str | None
    framework: str | None
    is_own_term: bool


@dataclass(frozen=True, slots=True)
class AchievementCard:
    """One achievement; `address` is its own public page."""

    name: str
    description: str
    criteria: tuple[str, ...]
    concepts: tuple[ConceptLine, ...]
    address: str


@dataclass(frozen=True, slots=True)
class SkillSetPage:
    """The facts on the page. `words` and `mastery_levels` are names with their meanings."""

    name: str
    description: str
    version: int
    newest: int
    is_superseded: bool
    organisation_name: str
    organisation_address: str
    standard: Standard | None
    quality_scheme: str | None
    validity_months: int | None
    evidence_kinds: tuple[EvidenceKind, ...]
    evidence_at_least: int
    evidence_not_older_than_months: int | None
    achievements: tuple[AchievementCard, ...]
    words: tuple[tuple[str, str], ...]
    mastery_levels: tuple[tuple[str, str], ...]
    newest_address: str


def skill_set_page(
    skill_set: SkillSet,
    versions: Sequence[int],
    *,
    language: str,
    organisation_name: str,
    organisation_slug: str,
) -> SkillSetPage:
    """The page of a published version; languages other than English read Dutch."""
    content, key = skill_set.content, "en" if language == "en" else "nl"
    rules, newest = content.evidence_rules, max(versions)
    return SkillSetPage(
        name=content.name[key],
        description=content.description[key],
        version=skill_set.version,
        newest=newest,
        is_superseded=skill_set.state is SkillSetState.superseded,
        organisation_name=organisation_name,
        organisation_address=f"/partnerships/{organisation_slug}",
        standard=content.standard,
        quality_scheme=content.quality_scheme,
        validity_months=content.validity_months,
        evidence_kinds=rules.kinds,
        evidence_at_least=rules.at_least,
        evidence_not_older_than_months=rules.not_older_than_months,
        achievements=tuple(_card(skill_set, one, key) for one in content.achievements),
        words=tuple(_pair(word.label, word.meaning, key) for word in content.rating_words),
        mastery_levels=tuple(_pair(level.name, level.descriptor, key) for level in content.mastery_levels),
        newest_address=f"/skill-sets/{skill_set.id}/{newest}",
    )


def _pair(name: Texts, meaning: Texts, key: str) -> tuple[str, str]:
    return name[key], meaning[key]


def _card(skill_set: SkillSet, achievement: SkillSetAchievement, key: str) -> AchievementCard:
    aligned = (skill_set.aligned or {}).get(achievement.id, ())
    return AchievementCard(
        name=achievement.name[key],
        description=achievement.description[key],
        criteria=tuple(criterion.text[key] for criterion in achievement.criteria),
        concepts=tuple(_line(one) for one in aligned),
        address=f"/achievements/{achievement.id}/{skill_set.version}",
    )


def _line(one: AlignedConcept) -> ConceptLine:
    is_link = one.framework is not None and is_web_address(one.uri)
    return ConceptLine(
        layer=one.layer,
        name=one.label,
        language=one.language,
        url=one.uri if is_link else None,
        framework=f"{one.framework} {one.framework_version}" if one.framework else None,
        is_own_term=one.is_own_term,
    )
