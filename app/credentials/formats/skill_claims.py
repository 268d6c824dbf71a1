"""A credential of a skills passport as claims of an SD-JWT VC: the words of Open Badges 3.0 in the frame of a token."""

from collections.abc import Mapping
from typing import Any, Final

from app.credentials.achieved import read_achieved, write_achieved
from app.credentials.claim_paths import Path
from app.credentials.errors import MalformedCredential, TimeInvalid
from app.credentials.evidence import read_evidence, write_evidence
from app.credentials.model import (
    Credential,
    Subject,
    read_assessor,
    read_profile,
    write_assessor,
    write_profile,
)
from app.credentials.reading import read_node, read_nodes, read_optional_text, read_text
from app.credentials.status.entry import parse_token_status_entry
from app.credentials.times import format_time, numeric_date, parse_time, read_numeric_date

# The names of our own type, the first and the one that is written now, which extends it; deployments may extend either.
FIRST_SKILL_TYPE: Final = "urn:skills-passport:credential-type:skill:v1"
SKILL_TYPE: Final = "urn:skills-passport:credential-type:skill:v2"
# What the holder may keep back; schemas/credential-types/v2/skill.json says the same to wallets.
HIDDEN: Final[tuple[Path, ...]] = (
    ("name",),
    ("awardedDate",),
    ("activityEndDate",),
    ("narrative",),
    ("result",),
    ("source",),
    ("evidence", None),
    ("achievement", "alignment", None),
)


def write_claims(
    credential: Credential, *, vct: str = SKILL_TYPE, vct_integrity: str | None = None
) -> dict[str, Any]:
    """The claims, in a fixed order; raises ValueError for a kind of status that only a W3C document can have."""
    if credential.status:
        raise ValueError("the status of an SD-JWT VC stands in a token status list")
    claims: dict[str, Any] = {"iss": credential.issuer.id, "nbf": numeric_date(credential.valid_from)}
    if credential.valid_until is not None:
        claims["exp"] = numeric_date(credential.valid_until)
    claims["vct"] = vct
    if vct_integrity is not None:
        claims["vct#integrity"] = vct_integrity
    claims |= {"jti": credential.id, "sub": credential.subject.id}
    if credential.token_status is not None:
        claims["status"] = credential.token_status.to_claim()
    claims["issuer"] = write_profile(credential.issuer)
    return claims | _write_subject(credential)


def _write_subject(credential: Credential) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    if credential.subject.name is not None:
        claims["name"] = credential.subject.name
    if credential.awarded_at is not None:
        claims["awardedDate"] = format_time(credential.awarded_at)
    if credential.last_shown_at is not None:
        claims["activityEndDate"] = format_time(credential.last_shown_at)
    if credential.assessment is not None and credential.assessment.reasons is not None:
        claims["narrative"] = credential.assessment.reasons
    claims["achievement"], results = write_achieved(
        credential.achievement, credential.level, credential.assessment
    )
    if results:
        claims["result"] = results
    if credential.assessor is not None:
        claims["source"] = write_assessor(credential.id, credential.assessor)
    if evidence := write_evidence(credential.evidence, credential.supersedes):
        claims["evidence"] = evidence
    return claims


def read_credential(claims: Mapping[str, Any]) -> Credential:
    """The credential that proven claims describe, without what the holder kept back.

    Raises MalformedCredential, TimeInvalid or StatusListError.
    """
    issuer = read_profile(read_node(claims, "issuer"))
    if issuer.id != read_text(claims, "iss"):
        raise MalformedCredential("The credential names two issuers.")
    valid_from, valid_until = read_numeric_date(claims, "nbf"), read_numeric_date(claims, "exp")
    if valid_from is None or (valid_until is not None and valid_until < valid_from):
        raise TimeInvalid("The credential does not say from when it is valid, or ends before it begins.")
    achievement, level, assessment = read_achieved(
        read_node(claims, "achievement"),
        read_nodes(claims, "result"),
        read_optional_text(claims, "narrative"),
    )
    evidence, supersedes = read_evidence(claims)
    return Credential(
        read_text(claims, "jti"),
        issuer,
        Subject(read_text(claims, "sub"), read_optional_text(claims, "name")),
        achievement,
        valid_from,
        level,
        evidence,
        read_assessor(claims),
        parse_time(claims["awardedDate"]) if "awardedDate" in claims else None,
        valid_until,
        token_status=parse_token_status_entry(claims),
        assessment=assessment,
        last_shown_at=parse_time(claims["activityEndDate"]) if "activityEndDate" in claims else None,
        supersedes=supersedes,
    )
