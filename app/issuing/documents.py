"""From a request to the exact Open Badges document, and the last check before it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from app.assessing.validation_levels import load_ladder
from app.credentials.model import (
    CREDENTIALS_CONTEXT,
    OPEN_BADGES_CONTEXT,
    OPEN_BADGES_EXTENSIONS,
    Achievement,
    Alignment,
    Assessor,
    Credential,
    Evidence,
    Profile,
    StatusEntry,
    Subject,
)
from app.issuing.assessment_documents import name_evidence, names_no_address, summarise, tells_level
from app.issuing.issue_requests import IssueRequest

# Goes up with every change of what a document looks like; a reserved row keeps the one it was written with.
PROFILE_VERSION = 3
LANGUAGE = "nl"
PURPOSES = ("revocation", "suspension")
# Of each profile the purposes that a credential names: a badge has room for one status (Open Badges 3.0, B.1).
ENTRY_PURPOSES: Final = {1: PURPOSES, 2: PURPOSES[:1], 3: PURPOSES[:1]}

# From this profile a credential tells how it was assessed, and the last check wants what its level needs.
TELLING_PROFILE: Final = 3

ALLOWED_CONTEXTS = frozenset({CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS})
ALLOWED_MEMBERS = frozenset(
    [
        "@context",
        "id",
        "type",
        "name",
        "description",
        "issuer",
        "validFrom",
        "validUntil",
        "awardedDate",
        "credentialSubject",
        "evidence",
        "credentialStatus",
        "credentialSchema",
        "iss",
        "sub",
        "jti",
        "nbf",
        "exp",
    ]
)


@dataclass(frozen=True, slots=True)
class SkillAlignment(Alignment):
    """An alignment of a skill set: also the layer, the language of its name, and how it matches (as in SKOS).

    `is_own_term`: a term of the partnership's own without a reviewed mapping.
    """

    layer: str | None = None
    language: str | None = None
    match_type: str | None = None
    is_own_term: bool = False


@dataclass(frozen=True, slots=True)
class AchievementSnapshot:
    """One version of an achievement as the ledger needs it; texts by language.

    One that was adopted from a skill set has the version of that; `validity_months` is how long it counts when
    nobody says otherwise.
    """

    id: UUID
    version: int
    code: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    criteria: tuple[Mapping[str, str], ...]
    alignments: tuple[Alignment, ...]
    skill_id: str | None
    is_used: bool
    created_at: datetime
    skill_set_id: UUID | None = None
    validity_months: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """What the reservation adds to a request: its identity, its subject and its place in a status list."""

    credential_id: UUID
    recipient_id: UUID
    recipient_name: str | None
    list_id: UUID
    index: int
    issued_at: datetime


def achievement_url(public_url: str, achievement_id: UUID, version: int) -> str:
    return f"{public_url}/achievements/{achievement_id}/{version}"


def status_list_url(public_url: str, list_id: UUID, purpose: str) -> str:
    return f"{public_url}/status-lists/{list_id}/{purpose}"


def token_status_list_url(public_url: str, list_id: UUID) -> str:
    return f"{public_url}/status/{list_id}"


def credential_urn(credential_id: UUID) -> str:
    return f"urn:uuid:{credential_id}"


def achievement_document(snapshot: AchievementSnapshot, *, public_url: str) -> Achievement:
    """The achievement as credentials embed it, in Dutch, with its criteria as one narrative.

    Of the levels a credential describes the one that was reached; all of them stand at the achievement's address.
    """
    return Achievement(
        id=achievement_url(public_url, snapshot.id, snapshot.version),
        name=snapshot.name[LANGUAGE],
        description=snapshot.description[LANGUAGE],
        criteria="\n".join(criterion[LANGUAGE] for criterion in snapshot.criteria),
        alignments=snapshot.alignments,
        in_language=LANGUAGE,
        version=str(snapshot.version),
    )


def build_credential(
    request: IssueRequest, slot: Slot, *, issuer: Profile, achievement: Achievement, public_url: str
) -> Credential:
    """The credential of a request in its slot. Evidence ids derive from the credential's id."""
    level = load_ladder().find_level(request.level)
    return Credential(
        id=credential_urn(slot.credential_id),
        issuer=issuer,
        subject=Subject(id=credential_urn(slot.recipient_id), name=slot.recipient_name),
        achievement=achievement,
        level=level.in_language(LANGUAGE) if level else None,
        evidence=_write_evidence(request, slot),
        assessor=Assessor(role=request.assessor_role),
        awarded_at=datetime.combine(request.assessed_on, time(), UTC),
        valid_from=request.valid_from or slot.issued_at,
        valid_until=request.valid_until,
        status=tuple(
            StatusEntry(purpose, status_list_url(public_url, slot.list_id, purpose), slot.index)
            for purpose in ENTRY_PURPOSES[PROFILE_VERSION]
        ),
        assessment=summarise(request.assessment, level.phase) if level else None,
        last_shown_at=_last_shown_at(request),
        supersedes=credential_urn(request.supersedes) if request.supersedes else None,
    )


def _write_evidence(request: IssueRequest, slot: Slot) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            id=name_evidence(slot.credential_id, position, item.digest),
            name=item.kind,
            narrative=_narrative(item.summary, item.seen_on),
            genre=item.kind,
        )
        for position, item in enumerate(request.evidence, start=1)
    )


def _last_shown_at(request: IssueRequest) -> datetime | None:
    days = [item.seen_on for item in request.evidence if item.seen_on is not None]
    return datetime.combine(max(days), time(), UTC) if days else None


def _narrative(summary: str, seen_on: date | None) -> str:
    return summary if seen_on is None else f"{summary} ({seen_on.isoformat()})"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the ledger row says about the bytes that are about to be signed."""

    credential_id: UUID
    issuer_id: str
    list_id: UUID
    index: int
    valid_from: datetime
    valid_until: datetime | None
    profile_version: int
    level: int


def find_closed_rule_faults(document: Mapping[str, Any], expected: Expected, *, public_url: str) -> list[str]:
    """Where a document differs from its ledger row or carries what the service never writes."""
    urn = credential_urn(expected.credential_id)
    issuer = document.get("issuer", {})
    rules = {
        "profile": expected.profile_version in ENTRY_PURPOSES,
        "members": ALLOWED_MEMBERS.issuperset(document),
        "context": ALLOWED_CONTEXTS.issuperset(document.get("@context", ("",))),
        "id": document.get("id") == urn and document.get("jti", urn) == urn,
        "issuer": issuer.get("id") == expected.issuer_id == document.get("iss", expected.issuer_id),
        "valid_from": _instant(document.get("validFrom")) == expected.valid_from.replace(microsecond=0),
        "valid_until": _instant(document.get("validUntil"))
        == (expected.valid_until and expected.valid_until.replace(microsecond=0)),
        "status": _status(document) == _expected_status(expected, public_url),
        "level": expected.profile_version < TELLING_PROFILE or tells_level(document, expected.level),
        "evidence": expected.profile_version < TELLING_PROFILE or names_no_address(document),
    }
    return [name for name, holds in rules.items() if not holds]


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _status(document: Mapping[str, Any]) -> set[tuple[object, ...]]:
    named = document.get("credentialStatus", [])
    return {
        (
            entry.get("type"),
            entry.get("statusPurpose"),
            entry.get("statusListCredential"),
            entry.get("statusListIndex"),
        )
        for entry in (named if isinstance(named, list) else [named])
    }


def _expected_status(expected: Expected, public_url: str) -> set[tuple[object, ...]]:
    return {
        (
            "BitstringStatusListEntry",
            purpose,
            status_list_url(public_url, expected.list_id, purpose),
            str(expected.index),
        )
        for purpose in ENTRY_PURPOSES.get(expected.profile_version, ())
    }
