"""Which partnerships describe the same skill: by the same concept, or by one that a framework calls the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.ontologies.described_rows import DescribedConceptRepository
from app.ontologies.skills import MatchType
from app.platform.database import Session
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor

ACHIEVEMENT = "achievement"


@dataclass(frozen=True, slots=True)
class OtherDescription:
    """What another partnership has for the same skill, and how it relates to the concept that it names."""

    organisation_id: UUID
    source: str
    source_id: UUID
    name: str
    match_type: MatchType
    concept_uri: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """A concept that this partnership describes, and the descriptions of others."""

    concept_uri: str
    others: tuple[OtherDescription, ...]


async def describe_concepts(
    session: Session,
    organisation_id: UUID,
    achievement_id: UUID,
    *,
    name: str,
    matches: Mapping[str, MatchType],
) -> None:
    """The newest version of an achievement describes these concepts, by URI, and no others."""
    repository = DescribedConceptRepository(session, organisation_id)
    await repository.forget(achievement_id)
    for uri, match_type in matches.items():
        await repository.put(uri, ACHIEVEMENT, achievement_id, name=name, match_type=match_type.value)


async def list_overlaps(session: Session, organisation_id: UUID, *, page: Page) -> Slice[Overlap]:
    """Concepts in order of their URIs. `session` is in the organisation's context. Raises InvalidInput."""
    after = "" if page.cursor is None else decode_cursor(page.cursor, 1)[0].replace("\0", "")
    found: dict[str, list[OtherDescription]] = {}
    repository = DescribedConceptRepository(session, organisation_id)
    for row in await repository.list_shared(after, page.limit + 1):
        other = OtherDescription(
            organisation_id=row["organisation_id"],
            source=row["source"],
            source_id=row["source_id"],
            name=row["name"],
            match_type=MatchType(row["match_type"]),
            concept_uri=row["their_concept_uri"],
        )
        found.setdefault(row["concept_uri"], []).append(other)
    overlaps = [Overlap(uri, tuple(others)) for uri, others in found.items()]
    shown = overlaps[: page.limit]
    following = encode_cursor(shown[-1].concept_uri) if len(overlaps) > page.limit else None
    return Slice(items=shown, next_cursor=following)
