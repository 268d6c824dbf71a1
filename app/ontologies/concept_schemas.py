"""What the endpoints of imported frameworks answer."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from app.ontologies.concepts import Concept, ConceptDetail
from app.ontologies.frameworks import FRAMEWORKS, Release
from app.ontologies.skills import MatchType
from app.web.schemas import PageView, View

Kind = Literal[
    "skill",
    "knowledge",
    "skill-group",
    "occupation",
    "occupation-group",
    "capability",
    "knowledge-area",
    "task",
    "educational-norm",
]
FrameworkId = Literal["esco", "competentnl"]


class ReleaseView(View):
    """One imported version of a framework; the current one is searched, the others stay readable."""

    version: str
    is_current: bool
    concept_count: int
    languages: list[str]
    imported_at: datetime


class FrameworkView(View):
    """A framework, and what its owner asks of whoever shows it."""

    id: str
    name: str
    source_url: str
    licence: str
    acknowledgement: str
    releases: list[ReleaseView]


class FrameworkListView(View):
    """The frameworks that were imported here."""

    items: list[FrameworkView]


class ConceptTextView(View):
    """What a concept is called in one language (ISO 639-1), and what it means."""

    language: str
    label: str
    alternatives: list[str]
    definition: str | None
    scope_note: str | None


class ConceptView(View):
    """A concept in one version of its framework. A withdrawn one is for reading, not for new use."""

    id: UUID
    uri: str
    framework_id: str
    version: str
    kind: Kind
    code: str | None
    reuse_level: str | None
    collections: list[str]
    is_withdrawn: bool
    withdrawn_at: datetime | None
    texts: list[ConceptTextView]


class ConceptListView(View):
    """The best matches, best first; type more letters for others."""

    items: list[ConceptView]
    acknowledgements: list[str]


class ConceptPageView(PageView[ConceptView]):
    """One page of the concepts of a release."""

    acknowledgements: list[str]


class LabelView(View):
    """A label in one language (ISO 639-1)."""

    language: str
    label: str


class RelatedConceptView(View):
    """A concept at the other end of a relation."""

    relation: str
    id: UUID
    uri: str
    kind: Kind
    labels: list[LabelView]


class ConceptMappingView(View):
    """The concept of another framework that comes nearest, and how near."""

    match_type: MatchType
    target_uri: str


class ConceptDetailView(ConceptView):
    """A concept with its relations (at most 400 labels of them), its mappings, and the versions that have it."""

    versions: list[str]
    related: list[RelatedConceptView]
    mappings: list[ConceptMappingView]
    acknowledgement: str


def framework_list_view(releases: list[Release]) -> FrameworkListView:
    """Translate the releases for the API, by framework."""
    return FrameworkListView(
        items=[
            FrameworkView(
                id=framework.id,
                name=framework.name,
                source_url=framework.source_url,
                licence=framework.licence,
                acknowledgement=framework.acknowledgement,
                releases=[_release_view(one) for one in releases if one.framework_id == framework.id],
            )
            for framework in FRAMEWORKS.values()
            if any(one.framework_id == framework.id for one in releases)
        ]
    )


def concept_view(concept: Concept) -> ConceptView:
    """Translate a concept for the API."""
    return ConceptView.model_validate(_facts(concept))


def concept_list_view(concepts: list[Concept]) -> ConceptListView:
    """Translate what was found, with what the owners of the frameworks ask to be said."""
    return ConceptListView(
        items=[concept_view(concept) for concept in concepts], acknowledgements=acknowledgements_of(concepts)
    )


def concept_page_view(concepts: list[Concept], next_cursor: str | None) -> ConceptPageView:
    """Translate a page of a release."""
    return ConceptPageView(
        items=[concept_view(concept) for concept in concepts],
        next_cursor=next_cursor,
        acknowledgements=acknowledgements_of(concepts),
    )


def concept_detail_view(detail: ConceptDetail) -> ConceptDetailView:
    """Translate a concept with its surroundings."""
    related = [
        {
            "relation": one.relation,
            "id": one.id,
            "uri": one.uri,
            "kind": one.kind,
            "labels": [{"language": name, "label": label} for name, label in one.labels.items()],
        }
        for one in detail.related
    ]
    mappings = [{"match_type": match, "target_uri": uri} for match, uri in detail.mappings]
    return ConceptDetailView.model_validate(
        {
            **_facts(detail.concept),
            "versions": detail.versions,
            "related": related,
            "mappings": mappings,
            "acknowledgement": FRAMEWORKS[detail.concept.framework_id].acknowledgement,
        }
    )


def acknowledgements_of(concepts: list[Concept]) -> list[str]:
    """What the owners of these concepts' frameworks ask to be said, each once."""
    return list(dict.fromkeys(FRAMEWORKS[concept.framework_id].acknowledgement for concept in concepts))


def _release_view(release: Release) -> ReleaseView:
    return ReleaseView(
        version=release.version,
        is_current=release.is_current,
        concept_count=release.concept_count,
        languages=list(release.languages),
        imported_at=release.imported_at,
    )


def _facts(concept: Concept) -> dict[str, object]:
    texts = [
        {
            "language": language,
            "label": text.label,
            "alternatives": text.alternatives,
            "definition": text.definition,
            "scope_note": text.scope_note,
        }
        for language, text in concept.texts.items()
    ]
    return {
        "id": concept.id,
        "uri": concept.uri,
        "framework_id": concept.framework_id,
        "version": concept.version,
        "kind": concept.kind,
        "code": concept.code,
        "reuse_level": concept.reuse_level,
        "collections": concept.collections,
        "is_withdrawn": concept.is_withdrawn,
        "withdrawn_at": concept.withdrawn_at,
        "texts": texts,
    }
