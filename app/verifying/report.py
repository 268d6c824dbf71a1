"""What may be told about a judged credential: proven facts only, and no more than the verdict allows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.credentials.assessment import AssessmentSummary
from app.credentials.materials import RegisteredIssuer, Registration
from app.credentials.model import Alignment, Credential, Evidence, ValidationLevel
from app.credentials.report import Verdict, VerificationReport
from app.trust.recognitions import Recognition

Disclosure = Literal["full", "brief", "none"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A report on one credential, the issuer as the register knows it, and whether another took its place here.

    `recognitions` are those of the issuer that cover the credential.
    """

    report: VerificationReport
    issuer: Registration = None
    has_newer: bool = False
    recognitions: tuple[Recognition, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a proven credential says. The issuer's name comes from the register, never from the credential.

    `issuer_website` is that in the register, and only there when it is an https address. `registered` is the
    issuer in the register, and `recognitions` are those that cover the credential.
    """

    id: str
    title: str
    issuer_did: str
    valid_from: datetime
    issuer_name: str | None = None
    issuer_website: str | None = None
    description: str | None = None
    criteria: str | None = None
    level: ValidationLevel | None = None
    holder_name: str | None = None
    assessor_role: str | None = None
    assessed_at: datetime | None = None
    valid_until: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    assessment: AssessmentSummary | None = None
    last_shown_at: datetime | None = None
    supersedes: str | None = None
    registered: RegisteredIssuer | None = None
    recognitions: tuple[Recognition, ...] = ()


def disclosure_of(report: VerificationReport) -> Disclosure:
    """How much may be shown: nothing unproven, and of an invalid credential only what names it."""
    if report.credential is None:
        return "none"
    return "brief" if report.verdict is Verdict.INVALID else "full"


def facts_of(judgement: Judgement) -> Facts | None:
    """The facts that may be shown, or None when nothing was proven."""
    credential = judgement.report.credential
    if credential is None:
        return None
    registered = judgement.issuer if isinstance(judgement.issuer, RegisteredIssuer) else None
    if disclosure_of(judgement.report) == "brief":
        return _brief_facts(credential, registered)
    return _full_facts(credential, registered, judgement.recognitions)


def _brief_facts(credential: Credential, registered: RegisteredIssuer | None) -> Facts:
    return Facts(
        id=credential.id,
        title=credential.achievement.name,
        issuer_did=credential.issuer.id,
        issuer_name=registered.name if registered else None,
        issuer_website=_website(registered),
        valid_from=credential.valid_from,
        registered=registered,
    )


def _full_facts(
    credential: Credential, registered: RegisteredIssuer | None, recognitions: tuple[Recognition, ...]
) -> Facts:
    # Made at once, as a copy of the brief facts costs more than judging them.
    achievement = credential.achievement
    return Facts(
        id=credential.id,
        title=achievement.name,
        issuer_did=credential.issuer.id,
        issuer_name=registered.name if registered else None,
        issuer_website=_website(registered),
        valid_from=credential.valid_from,
        description=achievement.description,
        criteria=achievement.criteria,
        level=credential.level,
        holder_name=credential.subject.name,
        assessor_role=credential.assessor.role if credential.assessor else None,
        assessed_at=credential.awarded_at,
        valid_until=credential.valid_until,
        evidence=credential.evidence,
        alignments=achievement.alignments,
        assessment=credential.assessment,
        last_shown_at=credential.last_shown_at,
        supersedes=credential.supersedes,
        registered=registered,
        recognitions=recognitions,
    )


def _website(registered: RegisteredIssuer | None) -> str | None:
    url = registered.website if registered else None
    return url if url is not None and url.startswith("https://") else None
