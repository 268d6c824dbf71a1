"""What the public address of an achievement shows: facts for the page, or an Open Badges Achievement."""

from dataclasses import dataclass, replace
from typing import Any

from app.assessing.validation_levels import load_ladder
from app.credentials.achievement import write_achievement
from app.credentials.model import OPEN_BADGES_CONTEXT, Alignment, Profile
from app.issuing.documents import LANGUAGE, AchievementSnapshot, achievement_document
from app.platform.text import is_web_address

JSON_TYPES = frozenset({"application/json", "application/ld+json"})


@dataclass(frozen=True, slots=True)
class AlignmentLine:
    """A skill in a public framework; the address only when it is a web address."""

    name: str
    url: str | None
    framework: str | None


@dataclass(frozen=True, slots=True)
class AchievementPage:
    """The facts on the page, in one language."""

    name: str
    version: int
    description: str
    criteria: tuple[str, ...]
    alignments: tuple[AlignmentLine, ...]
    organisation_name: str
    organisation_address: str | None


def achievement_page(
    snapshot: AchievementSnapshot, *, language: str, organisation_name: str, organisation_address: str | None
) -> AchievementPage:
    """The page of one version; languages other than English read Dutch."""
    key = "en" if language == "en" else "nl"
    return AchievementPage(
        name=snapshot.name[key],
        version=snapshot.version,
        description=snapshot.description[key],
        criteria=tuple(criterion[key] for criterion in snapshot.criteria),
        alignments=tuple(_line(alignment) for alignment in snapshot.alignments),
        organisation_name=organisation_name,
        organisation_address=organisation_address,
    )


def _line(alignment: Alignment) -> AlignmentLine:
    is_web = is_web_address(alignment.target_url)
    return AlignmentLine(
        alignment.target_name, alignment.target_url if is_web else None, alignment.target_framework
    )


def prefers_json(accept: str) -> bool:
    """Whether a visitor asks for JSON before HTML; a browser never does."""
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    json_at = next((index for index, kind in enumerate(types) if kind in JSON_TYPES), None)
    html_at = types.index("text/html") if "text/html" in types else len(types)
    return json_at is not None and json_at < html_at


def achievement_json(snapshot: AchievementSnapshot, *, public_url: str, creator: Profile) -> dict[str, Any]:
    """Open Badges 3.0 Achievement (section B.1.1) in Dutch, with its creator and every level it can be reached on."""
    levels = tuple(level.in_language(LANGUAGE) for level in load_ladder().levels)
    achievement = replace(achievement_document(snapshot, public_url=public_url), levels=levels)
    return {
        "@context": [OPEN_BADGES_CONTEXT],
        **write_achievement(achievement, None),
        "creator": {"id": creator.id, "type": ["Profile"], "name": creator.name},
    }
