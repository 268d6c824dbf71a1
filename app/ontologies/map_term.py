"""Map an own term to a public concept: one proposes, another reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.ontologies.concepts import find_concepts
from app.ontologies.described_rows import DescribedConceptRepository
from app.ontologies.errors import MappingNotReviewable, MappingProposed, TermRetired
from app.ontologies.own_terms import OwnTerm, load_term
from app.ontologies.skills import MatchType
from app.ontologies.term_rows import TermRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound

Outcome = Literal["approved", "rejected"]
OWN_TERM = "own-term"


@dataclass(frozen=True, slots=True)
class TermMapping:
    """How a term relates to a concept, with the concept's name and version at the time of the proposal.

    `match_type` reads as in SKOS (SKOS Reference, section 10): broad means that the concept is the wider one.
    """

    id: UUID
    term_id: UUID
    match_type: MatchType
    concept_uri: str
    framework_id: str
    framework_version: str
    concept_label: str
    language: str
    state: str
    proposed_by: str
    proposed_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None


async def propose_mapping(
    context: Context,
    session: Session,
    issuer: Issuer,
    term_id: UUID,
    *,
    concept_uri: str,
    match_type: MatchType,
) -> TermMapping:
    """A proposal for somebody else to review.

    Raises NotFound, TermRetired, InvalidInput for a concept that is unknown or withdrawn, MappingProposed.
    """
    await _load_used(session, issuer.organisation_id, term_id)
    concept = (await find_concepts(session, [concept_uri])).get(concept_uri)
    if concept is None or concept.is_withdrawn:
        detail = "No current framework that was imported here has this concept."
        raise InvalidInput(errors=[FieldError("/conceptUri", "unknown_concept", detail)])
    label, language = concept.label_in("nl", "en")
    facts = {
        "term_id": term_id,
        "match_type": match_type.value,
        "concept_uri": concept_uri,
        "framework_id": concept.framework_id,
        "framework_version": concept.version,
        "concept_label": label,
        "language": language,
    }
    mapping_id = context.randomness.uuid()
    repository = TermRepository(session, issuer.organisation_id)
    if not await repository.propose(mapping_id, facts, actor=issuer.eyes, now=context.clock.now()):
        raise MappingProposed
    await record_act(context, session, issuer, "term-mapping.proposed", mapping_id)
    return await _load(session, issuer.organisation_id, term_id, mapping_id)


async def review_mapping(
    context: Context, session: Session, issuer: Issuer, term_id: UUID, mapping_id: UUID, *, outcome: Outcome
) -> TermMapping:
    """Approve or reject a proposal of somebody else; from an approved one on the term is mapped.

    Raises NotFound, TermRetired, MappingNotReviewable for one's own proposal and for one that was reviewed before.
    """
    term = await _load_used(session, issuer.organisation_id, term_id)
    mapping = await _load(session, issuer.organisation_id, term_id, mapping_id)
    repository = TermRepository(session, issuer.organisation_id)
    if not await repository.review(mapping_id, outcome, actor=issuer.eyes, now=context.clock.now()):
        raise MappingNotReviewable
    if outcome == "approved":
        await DescribedConceptRepository(session, issuer.organisation_id).put(
            mapping.concept_uri,
            OWN_TERM,
            term_id,
            name=term.texts.label_nl,
            match_type=mapping.match_type.value,
        )
    await record_act(context, session, issuer, f"term-mapping.{outcome}", mapping_id)
    return await _load(session, issuer.organisation_id, term_id, mapping_id)


async def list_mappings(session: Session, organisation_id: UUID, term_id: UUID) -> Sequence[TermMapping]:
    """The mappings of a term, the newest first, at most a hundred. Raises NotFound."""
    await load_term(session, organisation_id, term_id)
    return [_mapping(row) for row in await TermRepository(session, organisation_id).list_mappings(term_id)]


async def _load_used(session: Session, organisation_id: UUID, term_id: UUID) -> OwnTerm:
    term = await load_term(session, organisation_id, term_id)
    if term.retired_at is not None:
        raise TermRetired
    return term


async def _load(session: Session, organisation_id: UUID, term_id: UUID, mapping_id: UUID) -> TermMapping:
    for mapping in await list_mappings(session, organisation_id, term_id):
        if mapping.id == mapping_id:
            return mapping
    raise NotFound


def _mapping(row: Mapping[str, Any]) -> TermMapping:
    return TermMapping(**{**row, "match_type": MatchType(row["match_type"])})
