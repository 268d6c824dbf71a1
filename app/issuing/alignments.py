"""What an achievement corresponds to: a skill, concepts and terms of one's own, as they are called at this moment."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.assessing.align_skill_set import AlignedConcept, align_own_term
from app.credentials.model import Alignment
from app.credentials.skill_match import SkillMatch, write_target_type
from app.issuing.documents import SkillAlignment
from app.ontologies.concepts import align_concept, find_concepts
from app.ontologies.search import find_skill
from app.ontologies.skills import MatchType, esco_alignment
from app.platform.database import Session
from app.platform.errors import FieldError


async def align_skill(session: Session, skill_id: str | None, faults: list[FieldError]) -> list[Alignment]:
    """The skill of the vocabulary, if one is named; one that is gone is a fault."""
    if skill_id is None:
        return []
    skill = await find_skill(session, skill_id)
    if skill is None or skill.is_withdrawn:
        faults.append(FieldError("/skillId", "unknown_skill", "There is no such skill in the vocabulary."))
        return []
    return [esco_alignment(skill)]


async def align_concepts(session: Session, uris: Sequence[str], faults: list[FieldError]) -> list[Alignment]:
    """The concepts as they are called now, in Dutch where that is known; one that is gone is a fault."""
    found = await find_concepts(session, uris) if uris else {}
    aligned = []
    for position, uri in enumerate(uris):
        concept = found.get(uri)
        if concept is None or concept.is_withdrawn:
            detail = "No current framework that was imported here has this concept."
            faults.append(FieldError(f"/concepts/{position}", "unknown_concept", detail))
        else:
            aligned.append(align_concept(concept, "nl"))
    return aligned


async def align_own_terms(
    session: Session,
    organisation_id: UUID,
    term_ids: Sequence[UUID],
    faults: list[FieldError],
    *,
    public_url: str,
) -> list[SkillAlignment]:
    """Own terms, flagged while they have no reviewed mapping; one that is not in use is a fault."""
    found: list[SkillAlignment] = []
    for position, term_id in enumerate(term_ids):
        aligned = await align_own_term(session, organisation_id, term_id, public_url=public_url)
        if not aligned:
            detail = "Choose a term of your own that is in use."
            faults.append(FieldError(f"/ownTerms/{position}", "unknown_term", detail))
        found += write_aligned(aligned)
    return found


def write_aligned(aligned: Sequence[AlignedConcept]) -> tuple[SkillAlignment, ...]:
    """The alignments as an achievement keeps them."""
    return tuple(
        SkillAlignment(
            target_name=one.label,
            target_url=one.uri,
            target_framework=f"{one.framework} {one.framework_version}" if one.framework else None,
            target_type=write_target_type(
                SkillMatch(one.target_type, one.match_type.value, one.language, one.layer.value)
            ),
            target_code=one.code,
            target_description=one.definition,
            layer=one.layer.value,
            language=one.language,
            match_type=one.match_type.value,
            is_own_term=one.is_own_term,
        )
        for one in aligned
    )


def read_matches(alignments: Sequence[Alignment]) -> Mapping[str, MatchType]:
    """How the achievement matches each concept, by URI; what is not told otherwise matches exactly."""
    matches = {}
    for one in alignments:
        if not isinstance(one, SkillAlignment):
            matches[one.target_url] = MatchType.exact
        # An own term is of no framework: it is no concept that others could describe too.
        elif one.target_framework is not None and one.match_type is not None:
            matches[one.target_url] = MatchType(one.match_type)
    return matches
