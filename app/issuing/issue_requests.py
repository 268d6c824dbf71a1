"""What an issuer asks for, in one call, a bulk call or a row of a roster, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson

from app.assessing.ages import find_day_faults
from app.assessing.assessment import Assessment, Mandate, Scope, find_shortfalls
from app.assessing.evidence_kinds import evidence_address_fault
from app.platform.citizen_numbers import citizen_number_fault, has_citizen_number
from app.platform.errors import FieldError
from app.platform.mail import InvalidEmail, read_address
from app.platform.text import has_web_address
from app.web.catalogues import LANGUAGES

EARLIEST_ASSESSMENT = date(1950, 1, 1)
LONGEST_VALIDITY = timedelta(days=50 * 366)
_NOTHING: Final = Scope(UUID(int=0))


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """What the assessor saw: its kind and a summary in plain text, never the evidence itself.

    `digest` is the SHA-256 of the evidence as it is kept elsewhere, in 64 hexadecimal digits.
    """

    kind: str
    summary: str
    seen_on: date | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """One credential to issue. `key` makes it happen once in an organisation, for ever.

    Either `achievement_id` (with an optional version) or `achievement_code` names the achievement; without a
    version the newest is meant. `claim_id` is the claim of a dossier that it fulfils, `supersedes` the credential of the
    same recipient that it takes the place of. `sixteen_on` is of a recipient under sixteen: from which day they are not.
    """

    key: str
    reference: str
    level: int
    assessed_on: date
    assessor_role: str
    achievement_id: UUID | None = None
    achievement_version: int | None = None
    achievement_code: str | None = None
    recipient_name: str | None = None
    evidence: tuple[EvidenceSummary, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    batch_id: UUID | None = None
    assessment: Assessment | None = None
    claim_id: UUID | None = None
    supersedes: UUID | None = None
    recipient_email: str | None = None
    recipient_language: str | None = None
    sixteen_on: date | None = None

    @property
    def digest(self) -> bytes:
        """SHA-256 over everything asked for, but not over the key: the same key must ask the same."""
        asked: list[object] = [
            self.reference,
            self.recipient_name,
            self.achievement_id,
            self.achievement_version,
            self.achievement_code,
            self.level,
            self.assessed_on,
            self.assessor_role,
            [(item.kind, item.summary, item.seen_on) for item in self.evidence],
            self.valid_from and self.valid_from.astimezone(UTC),
            self.valid_until and self.valid_until.astimezone(UTC),
        ]
        # What came later is left out where it is not asked for, so that keys of before still find their credential.
        later = [self.assessment, self.claim_id, self.supersedes, [item.digest for item in self.evidence]]
        if any(later[:3]) or any(item.digest for item in self.evidence):
            asked += later
        contact = [self.recipient_email, self.recipient_language]
        if any(contact):
            asked.append(contact)
        if self.sixteen_on:
            asked.append(self.sixteen_on)
        return sha256(orjson.dumps(asked)).digest()


def find_faults(
    request: IssueRequest, *, mandates: Mapping[UUID, Mandate], scope: Scope | None, now: datetime
) -> list[FieldError]:
    """Everything wrong with the request itself, all at once; pointers are those of the JSON body.

    The one door to the ledger: what the level needs and the request lacks is among it (`assessing/assessment.py`).
    `mandates` are those of the organisation that the request names; `scope` is None when the achievement is unknown.
    """
    lacking = find_shortfalls(
        request.level, request.assessment, request.evidence, mandates, scope=scope or _NOTHING, now=now
    )
    if scope is None:
        lacking = [fault for fault in lacking if fault.code != "mandate_not_valid"]
    return [
        *_text_faults(request),
        *_contact_faults(request),
        *lacking,
        *_evidence_faults(request),
        *_time_faults(request, now),
        *find_day_faults(request.sixteen_on, "/recipient/sixteenOn", now=now),
    ]


def _evidence_faults(request: IssueRequest) -> Iterator[FieldError]:
    seen: set[str] = set()
    for position, item in enumerate(request.evidence):
        if has_web_address(item.summary):
            yield evidence_address_fault(f"/evidence/{position}/summary")
        if item.digest is not None and item.digest in seen:
            detail = "This is the same piece of evidence as one before it. Name each piece once."
            yield FieldError(f"/evidence/{position}/digest", "told_twice", detail)
        seen.add(item.digest or "")


def _contact_faults(request: IssueRequest) -> Iterator[FieldError]:
    if request.recipient_email is not None:
        try:
            read_address(request.recipient_email)
        except InvalidEmail as error:
            yield FieldError("/recipient/email", "invalid_email", error.detail)
    if request.recipient_language not in (None, *LANGUAGES):
        yield FieldError("/recipient/language", "unknown_language", f"Use one of {', '.join(LANGUAGES)}.")


def _text_faults(request: IssueRequest) -> Iterator[FieldError]:
    texts: list[tuple[str, str | None]] = [
        ("/recipient/reference", request.reference),
        ("/recipient/name", request.recipient_name),
        ("/assessorRole", request.assessor_role),
    ]
    for position, item in enumerate(request.evidence):
        texts.append((f"/evidence/{position}/kind", item.kind))
        texts.append((f"/evidence/{position}/summary", item.summary))
    if request.assessment is not None:
        texts += _assessment_texts(request.assessment)
    for pointer, text in texts:
        if text and has_citizen_number(text):
            yield citizen_number_fault(pointer)


def _assessment_texts(assessment: Assessment) -> Iterator[tuple[str, str | None]]:
    yield "/assessment/method", assessment.method
    yield "/assessment/reasons", assessment.reasons
    yield "/assessment/secondRole", assessment.second_role
    yield "/assessment/qualityScheme", assessment.quality_scheme
    yield "/assessment/confirmerRelation", assessment.confirmer_relation
    if assessment.standard is not None:
        yield "/assessment/standard/name", assessment.standard.name
    if assessment.reference is not None:
        yield "/assessment/reference/name", assessment.reference.name
        yield "/assessment/reference/number", assessment.reference.number
    if assessment.mastery is not None:
        yield "/assessment/mastery/name", assessment.mastery.name
        yield "/assessment/mastery/descriptor", assessment.mastery.descriptor


def _time_faults(request: IssueRequest, now: datetime) -> Iterator[FieldError]:
    # A day that has begun anywhere on earth is not in the future.
    if request.assessed_on > (now + timedelta(hours=14)).date():
        yield FieldError("/assessedOn", "date_in_future", "The assessment date lies in the future.")
    if request.assessed_on < EARLIEST_ASSESSMENT:
        yield FieldError("/assessedOn", "date_too_early", "Use an assessment date after 1 January 1950.")
    valid_from = request.valid_from or now
    if valid_from.date() < request.assessed_on - timedelta(days=1):
        yield FieldError(
            "/validFrom", "before_assessment", "Validity starts on or after the assessment date."
        )
    if valid_from > now + LONGEST_VALIDITY:
        yield FieldError("/validFrom", "date_too_late", "Validity starts more than 50 years from now.")
    if request.valid_until is None:
        return
    if request.valid_until <= max(valid_from, now):
        yield FieldError(
            "/validUntil", "not_after_start", "The end of validity must lie after its start and now."
        )
    elif request.valid_until > now + LONGEST_VALIDITY:
        yield FieldError("/validUntil", "date_too_late", "Use an end of validity within 50 years.")
