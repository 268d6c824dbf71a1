"""What `/v1/verifications` and the JSON of a share page take and give."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.web.schemas import Body, View

VerdictWord = Literal["valid", "caution", "invalid", "indeterminate"]
OutcomeWord = Literal["passed", "failed", "unknown", "skipped"]


class VerificationBody(Body):
    """Exactly one of credential, presentation and shareLink."""

    model_config = ConfigDict(json_schema_extra={"example": {"shareLink": "1CTVwSOTvflDJCTMP64aOO"}})

    credential: str | dict[str, Any] | None = Field(
        default=None,
        description="A signed credential: a JWT or SD-JWT as text, or a JSON document with a proof or an envelope.",
    )
    presentation: str | dict[str, Any] | None = Field(
        default=None,
        description="A W3C verifiable presentation with at most 50 credentials: JSON, or a token (`vp+jwt`).",
    )
    domain: str | None = Field(
        default=None,
        max_length=500,
        description="With a presentation: the verifier that its holder must have made it for.",
    )
    challenge: str | None = Field(
        default=None,
        max_length=500,
        description="With a presentation: the challenge that its holder must have answered.",
    )
    share_link: str | None = Field(
        default=None, max_length=500, description="The address of a share link, or only its secret."
    )
    with_receipt: bool = Field(
        default=False,
        description="Whether to sign a receipt: to keep instead of the data, without the person.",
    )
    with_ler_rs: bool = Field(
        default=False,
        description="Whether to write what is valid as a resume too (LER-RS of HR Open Standards).",
    )


class CheckView(View):
    """One check; `code` is stable, `detail` is a sentence for people in the language asked for."""

    check: str
    outcome: OutcomeWord
    code: str
    problem_type: str | None
    detail: str


class LanguageTextView(View):
    """A text in Dutch and in English."""

    nl: str
    en: str


class LevelView(View):
    """The validation level, 0 (told by the person) to 4 (formally recognised)."""

    number: int
    name: LanguageTextView
    meaning: LanguageTextView


class RegisteredIssuerView(View):
    """Who gave the credential; all but `did` is null when the issuer is not in the register.

    `state` is active, suspended or ended; `successorDid` is who takes over from one that ended.
    """

    did: str
    name: str | None
    website: str | None
    state: str | None
    registered_from: datetime | None
    registered_until: datetime | None
    successor_did: str | None


class CoveringRecognitionView(View):
    """Who recognised the issuer for this credential when it was given; no verdict depends on it.

    `skillSetUri` is null when it is for all skill sets. `recognisedUntil` is its end or its withdrawal.
    """

    id: UUID
    recogniser_did: str
    recogniser_name: str
    skill_set_uri: str | None
    skill_set_name: str | None
    highest_level: int
    recognised_from: datetime
    recognised_until: datetime | None


class EvidenceView(View):
    """A summary of what the assessor saw."""

    name: str
    summary: str | None
    kind: str | None


class AlignmentView(View):
    """A skill of a public framework, such as ESCO, as it was called when the credential was issued.

    `language` is that of the name; `matchType` is exact, close, broad or narrow, as in SKOS; `layer` is specific,
    transferable or knowledge. Null where the credential does not tell.
    """

    name: str
    url: str
    framework: str | None
    code: str | None
    language: str | None
    match_type: str | None
    layer: str | None
    definition: str | None


class NamedLinkView(View):
    """A standard or a register: its name, and its address where it has one."""

    name: str
    url: str | None


class ChecklistView(View):
    """The five points of EVC practice (VRAAK), as the assessor answered them."""

    variation: bool
    relevance: bool
    authenticity: bool
    actuality: bool
    quantity: bool


class MasteryView(View):
    """How well somebody can do it, in a word of the skill set."""

    code: str
    name: str
    descriptor: str


class AssessmentView(View):
    """How it was assessed, as the credential tells it. `reasons` is there only where the assessor made them public."""

    phase: str | None
    method: str | None
    standard: NamedLinkView | None
    checklist: ChecklistView | None
    second_role: str | None
    quality_scheme: str | None
    confirmer_relation: str | None
    reference: NamedLinkView | None
    mastery: MasteryView | None
    reasons: str | None


class ProvenCredentialView(View):
    """What a proven credential says; of a revoked one only id, name, issuer and validFrom are given."""

    id: str
    name: str
    description: str | None
    criteria: str | None
    level: LevelView | None
    holder_name: str | None
    issuer: RegisteredIssuerView
    recognitions: list[CoveringRecognitionView]
    assessor_role: str | None
    assessed_on: date | None
    last_shown_on: date | None
    assessment: AssessmentView | None
    supersedes: str | None
    evidence: list[EvidenceView]
    alignments: list[AlignmentView]
    valid_from: datetime
    valid_until: datetime | None


class VerificationResultView(View):
    """The verdict on one credential; `credential` is null when nothing was proven.

    `cryptosuites` are those of its proofs, in a document with Data Integrity proofs. `hasNewer` says that its issuer
    gave another credential in its place, which the holder can show.
    """

    verdict: VerdictWord
    code: str
    detail: str
    format: str | None
    cryptosuites: list[str]
    checks: list[CheckView]
    has_newer: bool
    credential: ProvenCredentialView | None


class SelfDeclaredView(View):
    """What the holder of a share link tells themselves: nobody validated it, and no verdict is about it."""

    name: str
    words: str | None


class VerificationView(View):
    """The worst verdict of the results, with the code and the sentence that decided it."""

    verdict: VerdictWord
    code: str
    detail: str
    checked_at: datetime
    results: list[VerificationResultView]
    self_declared: list[SelfDeclaredView]
    receipt: str | None = Field(
        default=None,
        description="When asked for: a signed statement (JWS, `verification-receipt+jwt`) by a key of the service.",
    )
    ler_rs: dict[str, Any] | None = Field(
        default=None,
        description="When asked for: what is valid as a resume, LER-RS of HR Open Standards; null when nothing is valid.",
    )
