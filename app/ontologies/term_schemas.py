"""What the endpoints of own terms read and answer."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from app.ontologies.concept_schemas import ConceptView
from app.ontologies.map_term import Outcome, TermMapping
from app.ontologies.overlap import Overlap
from app.ontologies.own_terms import Coverage, Layer, OwnTerm, TermTexts
from app.ontologies.skills import MatchType
from app.web.schemas import Body, LongText, ShortText, View, WebAddress


class OwnTermBody(Body):
    """A term of your own; its words never change: retire it and make another."""

    layer: Layer
    label_nl: ShortText
    definition_nl: LongText
    label_en: ShortText | None = None
    definition_en: LongText | None = None

    def to_texts(self) -> TermTexts:
        """What the term says."""
        return TermTexts(**self.model_dump())


class MappingBody(Body):
    """How the term relates to an imported concept; broad means that the concept is the wider one."""

    concept_uri: WebAddress
    match_type: MatchType


class ReviewBody(Body):
    """What somebody else than the proposer found."""

    mapping_id: UUID
    outcome: Outcome


class OwnTermView(View):
    """A term of your own. While `isOwnTerm` is true it has no reviewed mapping, and is shown as an own term."""

    id: UUID
    layer: Layer
    label_nl: str
    definition_nl: str
    label_en: str | None
    definition_en: str | None
    is_own_term: bool
    created_at: datetime
    retired_at: datetime | None


class VocabularySearchView(View):
    """What a partnership can choose from: its own terms that match, each flagged, and concepts of frameworks."""

    own_terms: list[OwnTermView]
    items: list[ConceptView]
    acknowledgements: list[str]


class TermMappingView(View):
    """A mapping with the concept's name and version at the time of the proposal."""

    id: UUID
    match_type: MatchType
    concept_uri: str
    framework_id: str
    framework_version: str
    concept_label: str
    language: str
    state: Literal["proposed", "approved", "rejected"]
    proposed_by: str
    proposed_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None


class TermMappingListView(View):
    """The mappings of a term, the newest first, at most a hundred."""

    items: list[TermMappingView]


class CoverageView(View):
    """How many terms are in use, how many have a reviewed mapping, and that as whole percents."""

    terms: int
    mapped: int
    percentage: int


class OtherDescriptionView(View):
    """What another partnership has for the same skill."""

    organisation_id: UUID
    source: Literal["own-term", "achievement"]
    source_id: UUID
    name: str
    match_type: MatchType
    concept_uri: str


class OverlapView(View):
    """A concept that you describe, and the descriptions of other partnerships."""

    concept_uri: str
    others: list[OtherDescriptionView]


def term_view(term: OwnTerm) -> OwnTermView:
    """Translate a term for the API."""
    return OwnTermView(
        id=term.id,
        **term.texts.values(),
        is_own_term=not term.is_mapped,
        created_at=term.created_at,
        retired_at=term.retired_at,
    )


def mapping_view(mapping: TermMapping) -> TermMappingView:
    """Translate a mapping for the API."""
    return TermMappingView.model_validate(mapping, from_attributes=True)


def coverage_view(coverage: Coverage) -> CoverageView:
    """Translate the coverage for the API."""
    return CoverageView.model_validate(coverage, from_attributes=True)


def overlap_view(overlap: Overlap) -> OverlapView:
    """Translate an overlap for the API."""
    return OverlapView.model_validate(overlap, from_attributes=True)
