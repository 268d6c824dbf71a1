"""What the references of a skill set point at, with the names of this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from app.assessing.skill_set_content import Reference, SkillSetContent
from app.credentials.skill_match import OWN_TERM_TYPE
from app.ontologies.concepts import Concept, find_concepts
from app.ontologies.frameworks import FRAMEWORKS
from app.ontologies.map_term import TermMapping, list_mappings
from app.ontologies.own_terms import Layer, OwnTerm, load_term
from app.ontologies.skills import MatchType
from app.platform.database import Session
from app.platform.errors import FieldError, NotFound


@dataclass(frozen=True, slots=True)
class AlignedConcept:
    """A concept or an own term as it was called when the skill set was published.

    `language` is that of `label`. An own term names no framework; `is_own_term` flags one without a reviewed mapping.
    """

    layer: Layer
    match_type: MatchType
    uri: str
    label: str
    language: str
    framework: str | None
    framework_version: str | None
    target_type: str
    code: str | None
    definition: str | None
    is_own_term: bool = False


Aligned = Mapping[UUID, Sequence[AlignedConcept]]
_ALIGNED: Final = TypeAdapter(dict[UUID, tuple[AlignedConcept, ...]])


def write_aligned(aligned: Aligned) -> bytes:
    """The alignments of each achievement as JSON, as a row keeps them."""
    return _ALIGNED.dump_json({key: tuple(found) for key, found in aligned.items()})


def read_aligned(document: Mapping[str, Any]) -> Aligned:
    """The alignments that a row keeps, by achievement."""
    return _ALIGNED.validate_python(document)


async def align_skill_set(
    session: Session, organisation_id: UUID, content: SkillSetContent, *, public_url: str
) -> tuple[Aligned, list[FieldError]]:
    """The alignments by achievement, and a fault for every reference that points at nothing in use."""
    concepts, terms = await _find_targets(session, organisation_id, content)
    aligned: dict[UUID, list[AlignedConcept]] = {}
    faults: list[FieldError] = []
    for position, achievement in enumerate(content.achievements):
        found = aligned.setdefault(achievement.id, [])
        for layer, index, reference in achievement.alignments.each():
            place = f"/achievements/{position}/alignments/{layer}/{index}"
            one = _align(
                layer, reference, concepts, terms, f"{public_url}/v1/organisations/{organisation_id}"
            )
            if isinstance(one, FieldError):
                faults.append(FieldError(f"{place}/{one.pointer}", one.code, one.detail))
            else:
                found += (alignment for alignment in one if alignment not in found)
    return aligned, faults


async def align_own_term(
    session: Session, organisation_id: UUID, term_id: UUID, *, public_url: str
) -> Sequence[AlignedConcept]:
    """A term in its own layer, and after it what its reviewed mappings point at; empty for one that is not in use."""
    try:
        term = await load_term(session, organisation_id, term_id)
    except NotFound:
        return ()
    if term.retired_at is not None:
        return ()
    mappings = await list_mappings(session, organisation_id, term_id)
    return _align_term(term.texts.layer, term, mappings, f"{public_url}/v1/organisations/{organisation_id}")


async def _find_targets(
    session: Session, organisation_id: UUID, content: SkillSetContent
) -> tuple[Mapping[str, Concept], Mapping[UUID, tuple[OwnTerm, Sequence[TermMapping]]]]:
    references = [reference for one in content.achievements for _, _, reference in one.alignments.each()]
    uris = {reference.concept_uri for reference in references if reference.concept_uri is not None}
    terms = {}
    for term_id in {reference.own_term_id for reference in references if reference.own_term_id is not None}:
        try:
            term = await load_term(session, organisation_id, term_id)
        except NotFound:
            continue
        terms[term_id] = (term, await list_mappings(session, organisation_id, term_id))
    return await find_concepts(session, sorted(uris)) if uris else {}, terms


def _align(
    layer: Layer,
    reference: Reference,
    concepts: Mapping[str, Concept],
    terms: Mapping[UUID, tuple[OwnTerm, Sequence[TermMapping]]],
    base: str,
) -> Sequence[AlignedConcept] | FieldError:
    if reference.own_term_id is not None:
        known = terms.get(reference.own_term_id)
        if known is None or known[0].retired_at is not None:
            return FieldError("ownTermId", "unknown_term", "Choose a term of your own that is in use.")
        return _align_term(layer, *known, base)
    concept = concepts.get(reference.concept_uri or "")
    if concept is None or concept.is_withdrawn:
        detail = "No current framework that was imported here has this concept."
        return FieldError("conceptUri", "unknown_concept", detail)
    return [_align_concept(layer, reference.match_type, concept)]


def _align_concept(layer: Layer, match_type: MatchType, concept: Concept) -> AlignedConcept:
    framework = FRAMEWORKS[concept.framework_id]
    label, language = concept.label_in("nl", "en")
    return AlignedConcept(
        layer=layer,
        match_type=match_type,
        uri=concept.uri,
        label=label,
        language=language,
        framework=framework.name,
        framework_version=concept.version,
        target_type=framework.target_type,
        code=concept.code,
        definition=concept.texts[language].definition,
    )


def _align_term(
    layer: Layer, term: OwnTerm, mappings: Sequence[TermMapping], base: str
) -> list[AlignedConcept]:
    own = AlignedConcept(
        layer=layer,
        match_type=MatchType.exact,
        uri=f"{base}/own-terms/{term.id}",
        label=term.texts.label_nl,
        language="nl",
        framework=None,
        framework_version=None,
        target_type=OWN_TERM_TYPE,
        code=None,
        definition=term.texts.definition_nl,
        is_own_term=not term.is_mapped,
    )
    approved = (mapping for mapping in mappings if mapping.state == "approved")
    return [own, *(_align_mapping(layer, mapping) for mapping in approved)]


def _align_mapping(layer: Layer, mapping: TermMapping) -> AlignedConcept:
    framework = FRAMEWORKS[mapping.framework_id]
    return AlignedConcept(
        layer=layer,
        match_type=mapping.match_type,
        uri=mapping.concept_uri,
        label=mapping.concept_label,
        language=mapping.language,
        framework=framework.name,
        framework_version=mapping.framework_version,
        target_type=framework.target_type,
        code=None,
        definition=None,
    )
