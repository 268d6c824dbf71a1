"""What the pages on own terms show: how a term stands, what was proposed for it, and what a search finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.ontologies.concepts import Concept
from app.ontologies.frameworks import FRAMEWORKS
from app.ontologies.map_term import TermMapping, list_mappings
from app.ontologies.own_terms import Layer, OwnTerm, list_terms, load_term, measure_coverage
from app.ontologies.search_concepts import Question, search_concepts
from app.ontologies.skills import MatchType
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page, encode_place
from app.web.marking import N_

Say = Callable[[str], str]


MOST_FOUND: Final = 12
LAYER_NAMES: Final[Mapping[Layer, str]] = {
    Layer.specific: N_("Voor dit werk"),
    Layer.transferable: N_("Ook voor ander werk"),
    Layer.knowledge: N_("Kennis"),
}
MATCH_NAMES: Final[Mapping[MatchType, str]] = {
    MatchType.exact: N_("Hetzelfde"),
    MatchType.close: N_("Bijna hetzelfde"),
    MatchType.broad: N_("Het begrip is breder"),
    MatchType.narrow: N_("Het begrip is smaller"),
}
_STANDINGS: Final = {
    "mapped": N_("Hoort bij een begrip"),
    "proposed": N_("Wacht op een collega"),
    "own": N_("Eigen woord"),
    "retired": N_("Niet meer in gebruik"),
}


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term in the list."""

    name: str
    definition: str
    standing: str
    address: str


@dataclass(frozen=True, slots=True)
class TermList:
    """Template ontologies/terms.html: the terms, and how many of those in use have a reviewed mapping."""

    lines: tuple[TermLine, ...]
    terms: int
    mapped: int
    next_address: str | None
    address: str


@dataclass(frozen=True, slots=True)
class MappingLine:
    """A concept that a term was said to belong to."""

    id: UUID
    concept: str
    language: str
    source: str
    match: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A concept that may be chosen."""

    uri: str
    name: str
    language: str
    more: str
    source: str
    acknowledgement: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """Template ontologies/term.html: `waiting` is the proposal that nobody reviewed yet."""

    name: str
    definition: str
    layer: str
    standing: str
    address: str
    back: str
    approved: tuple[MappingLine, ...]
    waiting: MappingLine | None
    may_review: bool
    may_propose: bool
    may_retire: bool
    query: str
    found: tuple[ConceptLine, ...]
    matches: tuple[tuple[str, str], ...]
    target: str = ""
    match_type: str = MatchType.exact.value
    problems: tuple[FieldProblem, ...] = ()


def terms_address(member: Issuer) -> str:
    """The list of terms."""
    return f"/desk/{member.slug}/terms"


async def build_term_list(
    context: Context, member: Issuer, say: Say, page: Page, before: tuple[datetime, UUID] | None
) -> TermList:
    """Terms, the newest first."""
    where, start = member.organisation_id, terms_address(member)
    async with context.database.transaction(organisation_id=where) as session:
        found = await list_terms(session, where, limit=page.limit + 1, before=before)
        shown = found[: page.limit]
        waiting = {one.id: _waiting(await list_mappings(session, where, one.id)) for one in shown}
        coverage = await measure_coverage(session, where)
    lines = tuple(
        TermLine(
            term.texts.label_nl,
            term.texts.definition_nl,
            _standing(term, waiting[term.id], say),
            f"{start}/{term.id}",
        )
        for term in shown
    )
    cursor = encode_place(shown[-1].created_at, shown[-1].id) if len(found) > page.limit else None
    return TermList(lines, coverage.terms, coverage.mapped, cursor and f"{start}?cursor={cursor}", start)


async def build_term(
    context: Context,
    member: Issuer,
    term_id: UUID,
    say: Say,
    *,
    language: str,
    query: str = "",
    target: str = "",
    match_type: str = "",
    problems: Sequence[FieldProblem] = (),
) -> TermPage:
    """One term, with what a search for a concept finds. Raises NotFound."""
    where, start = member.organisation_id, terms_address(member)
    async with context.database.transaction(organisation_id=where) as session:
        term = await load_term(session, where, term_id)
        mappings = await list_mappings(session, where, term_id)
        found = await _search(session, query, language)
    waiting, is_used = _waiting(mappings), term.retired_at is None
    return TermPage(
        name=term.texts.label_nl,
        definition=term.texts.definition_nl,
        layer=say(LAYER_NAMES[term.texts.layer]),
        standing=_standing(term, waiting, say),
        address=f"{start}/{term_id}",
        back=start,
        approved=tuple(_mapping_line(one, say) for one in mappings if one.state == "approved"),
        waiting=_mapping_line(waiting, say) if waiting else None,
        may_review=is_used and _may_review(member, waiting),
        may_propose=is_used and waiting is None and Scope.TERMS_WRITE in member.scopes,
        may_retire=is_used and Scope.TERMS_WRITE in member.scopes,
        query=query,
        found=found,
        matches=tuple((match.value, say(name)) for match, name in MATCH_NAMES.items()),
        target=target,
        match_type=match_type or MatchType.exact.value,
        problems=tuple(problems),
    )


def _may_review(member: Issuer, waiting: TermMapping | None) -> bool:
    return waiting is not None and waiting.proposed_by != member.eyes and Scope.TERMS_REVIEW in member.scopes


async def _search(session: Session, query: str, language: str) -> tuple[ConceptLine, ...]:
    if not query.strip():
        return ()
    found = await search_concepts(session, Question(query, limit=MOST_FOUND))
    return tuple(_concept_line(concept, language) for concept in found)


def _concept_line(concept: Concept, language: str) -> ConceptLine:
    label, spoken = concept.label_in(language, "nl", "en")
    more = (concept.texts[spoken].definition or "")[:300]
    source = _source(concept.framework_id, concept.version)
    said = FRAMEWORKS[concept.framework_id].acknowledgement
    return ConceptLine(concept.uri, label, spoken, more, source, said)


def _mapping_line(mapping: TermMapping, say: Say) -> MappingLine:
    return MappingLine(
        mapping.id,
        mapping.concept_label,
        mapping.language,
        _source(mapping.framework_id, mapping.framework_version),
        say(MATCH_NAMES[mapping.match_type]),
        mapping.reviewed_at or mapping.proposed_at,
    )


def _source(framework_id: str, version: str) -> str:
    return f"{FRAMEWORKS[framework_id].name} {version}"


def _waiting(mappings: Sequence[TermMapping]) -> TermMapping | None:
    return next((one for one in mappings if one.state == "proposed"), None)


def _standing(term: OwnTerm, waiting: TermMapping | None, say: Say) -> str:
    if term.retired_at is not None:
        return say(_STANDINGS["retired"])
    if waiting is not None:
        return say(_STANDINGS["proposed"])
    return say(_STANDINGS["mapped" if term.is_mapped else "own"])
