"""What is sent to issue a credential: for whom, what was seen, and how it was assessed."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.assessing.assessment import Assessment, Mastery, Reference, Standard, Vraak
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.web.schemas import Body, LongText, ShortText, WebAddress


class ChecklistBody(Body):
    """The five points of EVC practice (VRAAK), each answered with yes or no."""

    variation: bool | None = None
    relevance: bool | None = None
    authenticity: bool | None = None
    actuality: bool | None = None
    quantity: bool | None = None


class AssessmentStandardBody(Body):
    """What the worker was measured against."""

    name: ShortText
    url: WebAddress | None = None


class AssessmentReferenceBody(Body):
    """The register or document in which a formal recognition is written; level 4 needs it."""

    name: ShortText
    number: ShortText | None = None
    url: WebAddress | None = None


class MasteryBody(Body):
    """How well the worker can do it, in a word of your skill set and what that word means."""

    code: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    name: ShortText
    descriptor: LongText


class AssessmentBody(Body):
    """How was assessed. What a level needs of it stands at `/v1/validation-levels`; a level 0 needs nothing.

    `reasons` stays out of the credential unless `hasPublicReasons` is true.
    """

    mandate_id: UUID | None = None
    method: ShortText | None = None
    standard: AssessmentStandardBody | None = None
    reasons: LongText | None = None
    has_public_reasons: bool = False
    checklist: ChecklistBody = ChecklistBody()
    mastery: MasteryBody | None = None
    second_mandate_id: UUID | None = None
    second_role: ShortText | None = None
    second_declares_no_conflict: bool = False
    quality_scheme: ShortText | None = None
    confirmer_relation: ShortText | None = None
    reference: AssessmentReferenceBody | None = None

    def to_assessment(self) -> Assessment:
        """The assessment as the rule of the levels reads it."""
        return Assessment(
            method=self.method,
            standard=Standard(**self.standard.model_dump()) if self.standard else None,
            reasons=self.reasons,
            checklist=Vraak(**self.checklist.model_dump()),
            assessor_mandate_id=self.mandate_id,
            second_mandate_id=self.second_mandate_id,
            second_declares_no_conflict=self.second_declares_no_conflict,
            second_role=self.second_role,
            quality_scheme=self.quality_scheme,
            confirmer_relation=self.confirmer_relation,
            reference=Reference(**self.reference.model_dump()) if self.reference else None,
            has_public_reasons=self.has_public_reasons,
            mastery=Mastery(**self.mastery.model_dump()) if self.mastery else None,
        )


class RecipientBody(Body):
    """Who the credential is for; `reference` is your own key for this person, never a BSN."""

    reference: ShortText
    name: ShortText | None = None
    email: Annotated[ShortText | None, Field(description="Where the link to collect goes, once.")] = None
    language: Annotated[Literal["nl", "en"] | None, Field(description="Of mail and letters.")] = None
    sixteen_on: Annotated[
        date | None,
        Field(
            description="Of somebody under sixteen: from which day they are sixteen, or a later one. Until then a parent or"
            " guardian has to agree, and the passport shares nothing in public. A day that has been is not kept."
        ),
    ] = None


class EvidenceBody(Body):
    """What the assessor saw, in a summary; never the evidence itself."""

    kind: ShortText
    summary: LongText
    seen_on: Annotated[date | None, Field(alias="date")] = None
    digest: Annotated[
        str | None,
        Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the evidence, which stays with you."),
    ] = None

    def to_summary(self) -> EvidenceSummary:
        return EvidenceSummary(self.kind, self.summary, self.seen_on, self.digest)


class IssueCredentialBody(Body):
    """One credential to issue; without `achievementVersion` the newest version is meant."""

    achievement_id: UUID
    achievement_version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    recipient: RecipientBody
    level: Annotated[int, Field(ge=0, le=99)]
    assessed_on: date
    assessor_role: ShortText
    evidence: Annotated[list[EvidenceBody], Field(max_length=20)] = []
    assessment: AssessmentBody | None = None
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None

    def to_request(self, key: str, *, supersedes: UUID | None = None) -> IssueRequest:
        """The request under a key, in the place of another credential or of none."""
        return IssueRequest(
            key=key,
            reference=self.recipient.reference,
            recipient_name=self.recipient.name,
            recipient_email=self.recipient.email,
            recipient_language=self.recipient.language,
            sixteen_on=self.recipient.sixteen_on,
            achievement_id=self.achievement_id,
            achievement_version=self.achievement_version,
            level=self.level,
            assessed_on=self.assessed_on,
            assessor_role=self.assessor_role,
            evidence=tuple(item.to_summary() for item in self.evidence),
            assessment=self.assessment.to_assessment() if self.assessment else None,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            supersedes=supersedes,
        )
