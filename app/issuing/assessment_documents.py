"""What of an assessment goes into a credential, and the last check that a credential tells what its level needs."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

from app.assessing.assessment import NO_ASSESSMENT, Assessment
from app.assessing.validation_levels import Minimum, load_ladder
from app.credentials.achievement import LEVEL_RESULT_TYPE
from app.credentials.assessment import AssessmentSummary, MasteryLevel, NamedLink
from app.credentials.evidence import MEMBERS

# Who is the second person is never told by name; without a role of their own this one is.
SECOND_ROLE: Final = "Tweede beoordelaar"
_DIGEST_SCHEME: Final = "ni:///sha-256;"
_OWN_NAMES: Final = ("urn:uuid:", _DIGEST_SCHEME)


def summarise(assessment: Assessment | None, phase: str) -> AssessmentSummary:
    """What everybody may read: never the reasons, unless the assessor made them public, and no mandate or person."""
    given = assessment or NO_ASSESSMENT
    mastery, standard = given.mastery, given.standard
    return AssessmentSummary(
        phase=str(phase),
        method=given.method,
        standard=NamedLink(standard.name, standard.url) if standard else None,
        checklist=_answers(given),
        second_role=(given.second_role or SECOND_ROLE) if given.second_mandate_id else None,
        quality_scheme=given.quality_scheme,
        confirmer_relation=given.confirmer_relation,
        reference=_reference(given),
        mastery=MasteryLevel(mastery.code, mastery.name, mastery.descriptor) if mastery else None,
        reasons=given.reasons if given.has_public_reasons else None,
    )


def _answers(given: Assessment) -> tuple[bool, ...] | None:
    checklist = given.checklist
    points = [checklist.variation, checklist.relevance, checklist.authenticity, checklist.actuality]
    points.append(checklist.quantity)
    return None if None in points else tuple(map(bool, points))


def _reference(given: Assessment) -> NamedLink | None:
    reference = given.reference
    if reference is None:
        return None
    name = reference.name if reference.number is None else f"{reference.name}, {reference.number}"
    return NamedLink(name, reference.url)


def name_evidence(credential_id: UUID, position: int, digest: str | None) -> str:
    """The name of the bytes of the evidence (RFC 6920), which says nothing of where they are; else a place of ours."""
    if digest is None:
        return f"urn:uuid:{credential_id}#evidence-{position}"
    return _DIGEST_SCHEME + urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode("ascii")


def digest_in(name: str) -> str | None:
    """The digest in the name of a piece of evidence, in hexadecimal digits; None where it has a place of ours."""
    if not name.startswith(_DIGEST_SCHEME):
        return None
    encoded = name.removeprefix(_DIGEST_SCHEME)
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).hex()


def names_no_address(document: Mapping[str, Any]) -> bool:
    """Whether every piece of evidence has a name that leads nowhere: a file of a person is at no public address."""
    return all(
        str(node.get("id")).startswith(_OWN_NAMES) and MEMBERS.issuperset(node)
        for node in document.get("evidence", [])
    )


def tells_level(document: Mapping[str, Any], number: int) -> bool:
    """Whether the document reached this level and tells all that the level needs and may be told."""
    level = load_ladder().find_level(number)
    subject = document.get("credentialSubject", {})
    achievement = subject.get("achievement", {})
    kinds = {node.get("id"): node.get("resultType") for node in achievement.get("resultDescription", ())}
    told, reached = set(), []
    for result in subject.get("result", ()):
        kind = kinds.get(result.get("resultDescription"))
        told.add(kind)
        if kind == LEVEL_RESULT_TYPE:
            reached.append(result["achievedLevel"])
    return (
        level is not None
        and reached == [f"{achievement['id']}#validation-level-{number}"]
        and told.issuperset(_needed(level.minimum))
        and (not level.minimum.evidence or bool(document.get("evidence")))
    )


@cache
def _needed(minimum: Minimum) -> frozenset[str]:
    needed = {
        "ext:ConfirmerRelation": minimum.statement,
        "ext:AssessmentMethod": minimum.judgement,
        "ext:VraakChecklist": minimum.checklist,
        "ext:SecondAssessor": minimum.second_person,
        "ext:QualityScheme": minimum.quality_scheme,
        "ext:FormalRecognition": minimum.reference,
    }
    return frozenset(kind for kind, is_needed in needed.items() if is_needed)
