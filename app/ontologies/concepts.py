"""Concepts of imported frameworks: read one, list those of a release, align a credential with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.credentials.model import Alignment
from app.credentials.skill_match import SkillMatch, write_target_type
from app.ontologies.concept_rows import ConceptRepository
from app.ontologies.errors import UnknownConcept
from app.ontologies.frameworks import FRAMEWORKS, Release
from app.ontologies.release_rows import ReleaseRepository
from app.ontologies.skills import MatchType
from app.platform.database import Session
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor, foreign_cursor

MOST_RELATED: Final = 400


@dataclass(frozen=True, slots=True)
class ConceptText:
    """What a concept is called in one language, and what it means."""

    label: str
    alternatives: tuple[str, ...]
    definition: str | None
    scope_note: str | None


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept in one release of a framework; `texts` are by language (ISO 639-1).

    `is_withdrawn`: the framework withdrew it, or its current release has it no more.
    """

    id: UUID
    uri: str
    framework_id: str
    version: str
    kind: str
    code: str | None
    reuse_level: str | None
    collections: tuple[str, ...]
    is_withdrawn: bool
    withdrawn_at: datetime | None
    texts: Mapping[str, ConceptText]

    def label_in(self, *languages: str) -> tuple[str, str]:
        """The label in the first of the languages that there is, else in any; with its language."""
        language = next(one for one in (*languages, *self.texts) if one in self.texts)
        return self.texts[language].label, language


@dataclass(frozen=True, slots=True)
class RelatedConcept:
    """The other end of a relation."""

    relation: str
    id: UUID
    uri: str
    kind: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConceptDetail:
    """A concept with its surroundings, and in which releases it is."""

    concept: Concept
    versions: tuple[str, ...]
    related: tuple[RelatedConcept, ...]
    mappings: tuple[tuple[str, str], ...]


async def list_releases(session: Session) -> list[Release]:
    """Every imported release, the current one of a framework first."""
    return [
        Release(
            row["framework_id"],
            row["version"],
            row["is_current"],
            row["concept_count"],
            tuple(row["languages"]),
            row["imported_at"],
        )
        for row in await ReleaseRepository(session).list_all()
    ]


async def load_concept(session: Session, concept_id: UUID, *, version: str | None = None) -> ConceptDetail:
    """A concept in one version, or the newest that has it. Raises UnknownConcept."""
    repository = ConceptRepository(session)
    rows = await repository.list_by_id(concept_id)
    row = next((row for row in rows if version in (None, row["version"])), None)
    if row is None:
        raise UnknownConcept("No imported release has a concept with this id.")
    [concept] = await read_concepts(repository, [row])
    place = (row["release_id"], row["position"])
    related = await repository.list_related(*place, limit=MOST_RELATED)
    mapped = await repository.list_mappings(*place)
    return ConceptDetail(
        concept,
        tuple(other["version"] for other in rows),
        _related(related),
        tuple((found["match_type"], found["target_uri"]) for found in mapped),
    )


async def find_concepts(session: Session, uris: Sequence[str]) -> dict[str, Concept]:
    """The concepts with these URIs, each in the newest release that has it; unknown ones are left out."""
    repository = ConceptRepository(session)
    newest: dict[str, dict[str, Any]] = {}
    for row in await repository.list_by_uri(uris):
        newest.setdefault(row["uri"], row)
    return {concept.uri: concept for concept in await read_concepts(repository, list(newest.values()))}


async def list_concepts(session: Session, framework_id: str, version: str, *, page: Page) -> Slice[Concept]:
    """The concepts of a release in a fixed order. Raises InvalidInput, UnknownConcept for an unknown release."""
    after = _after(page.cursor)
    repository = ConceptRepository(session)
    rows = await repository.list_of_release(framework_id, version, after=after, limit=page.limit + 1)
    if not rows and not after:
        raise UnknownConcept("This version of the framework was not imported.")
    shown = rows[: page.limit]
    following = encode_cursor(str(shown[-1]["position"])) if len(rows) > page.limit else None
    return Slice(items=await read_concepts(repository, shown), next_cursor=following)


async def read_concepts(repository: ConceptRepository, rows: Sequence[Mapping[str, Any]]) -> list[Concept]:
    """The concepts of these rows with their texts, in the same order."""
    places = [(row["release_id"], row["position"]) for row in rows]
    texts: dict[tuple[int, int], dict[str, ConceptText]] = {place: {} for place in places}
    for found in await repository.list_texts(places):
        texts[found["release_id"], found["position"]][found["language"]] = ConceptText(
            found["label"], tuple(found["alternatives"]), found["definition"], found["scope_note"]
        )
    return [_concept(row, texts[row["release_id"], row["position"]]) for row in rows]


def align_concept(concept: Concept, language: str) -> Alignment:
    """The Open Badges 3.0 Alignment (section B.1.3) with the label of this moment, in the language if there is one."""
    framework = FRAMEWORKS[concept.framework_id]
    spoken = language if language in concept.texts else next(iter(concept.texts))
    text = concept.texts[spoken]
    return Alignment(
        target_name=text.label,
        target_url=concept.uri,
        target_framework=f"{framework.name} {concept.version}",
        target_type=write_target_type(SkillMatch(framework.target_type, MatchType.exact.value, spoken)),
        target_code=concept.code,
        target_description=text.definition,
    )


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    [position] = decode_cursor(cursor, 1)
    if not (position.isascii() and position.isdecimal() and len(position) < 10):
        raise foreign_cursor()
    return int(position)


def _concept(row: Mapping[str, Any], texts: Mapping[str, ConceptText]) -> Concept:
    return Concept(
        id=row["id"],
        uri=row["uri"],
        framework_id=row["framework_id"],
        version=row["version"],
        kind=row["kind"],
        code=row["code"],
        reuse_level=row["reuse_level"],
        collections=tuple(row["collections"]),
        is_withdrawn=row["is_withdrawn"] or not row["is_current"],
        withdrawn_at=row["withdrawn_at"],
        texts=texts,
    )


def _related(rows: Sequence[Mapping[str, Any]]) -> tuple[RelatedConcept, ...]:
    found: dict[tuple[str, UUID], RelatedConcept] = {}
    for row in rows:
        key = (row["relation"], row["id"])
        labels = found[key].labels if key in found else {}
        labels = {**labels, row["language"]: row["label"]}
        found[key] = RelatedConcept(row["relation"], row["id"], row["uri"], row["kind"], labels)
    return tuple(found.values())
