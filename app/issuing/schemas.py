"""What the routes of issuing read and answer."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from app.credentials.model import Alignment
from app.issuing.achievements import AchievementDraft
from app.issuing.revoke import RevocationReason
from app.issuing.suspend import SuspensionReason
from app.web.schemas import Body, LongText, ShortText, View, WebAddress

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
MOST_ITEMS = 1_000


class ShortTextByLanguage(Body):
    """A short text in Dutch and in English."""

    nl: ShortText
    en: ShortText


class LongTextByLanguage(Body):
    """A text in Dutch and in English."""

    nl: LongText
    en: LongText


class AlignmentBody(Body):
    """A skill in a public framework that the achievement corresponds to."""

    target_name: ShortText
    target_url: WebAddress
    target_framework: ShortText | None = None
    target_type: ShortText | None = None
    target_code: ShortText | None = None
    target_description: LongText | None = None


class AchievementVersionBody(Body):
    """The next version of an achievement; credentials that name an older one keep it."""

    name: ShortTextByLanguage
    description: LongTextByLanguage
    criteria: Annotated[list[LongTextByLanguage], Field(min_length=1, max_length=20)]
    skill_id: ShortText | None = None
    alignments: Annotated[list[AlignmentBody], Field(max_length=20)] = []
    concepts: Annotated[list[WebAddress], Field(max_length=20, description="URIs of imported concepts.")] = []
    own_terms: Annotated[
        list[UUID], Field(max_length=20, description="Ids of own terms that are in use.")
    ] = []

    def to_draft(self, code: str) -> AchievementDraft:
        """The draft under a code."""
        return AchievementDraft(
            code=code,
            name=self.name.model_dump(),
            description=self.description.model_dump(),
            criteria=tuple(criterion.model_dump() for criterion in self.criteria),
            skill_id=self.skill_id,
            alignments=tuple(Alignment(**alignment.model_dump()) for alignment in self.alignments),
            concept_uris=tuple(dict.fromkeys(self.concepts)),
            own_term_ids=tuple(dict.fromkeys(self.own_terms)),
        )


class AchievementBody(AchievementVersionBody):
    """A new achievement; `code` is how rosters name it."""

    code: Code


class TextByLanguageView(View):
    """A text in Dutch and in English."""

    nl: str
    en: str


class AlignmentView(View):
    """A skill in a public framework that the achievement corresponds to.

    Of an own term and of an achievement of a skill set also the layer, the language of the name, and how it matches (as in SKOS).
    """

    target_name: str
    target_url: str
    target_framework: str | None
    target_type: str | None
    target_code: str | None
    target_description: str | None
    layer: str | None
    language: str | None
    match_type: str | None
    is_own_term: bool


class AchievementView(View):
    """One version of an achievement; `url` is its public address. One of a skill set has the version of that."""

    id: UUID
    version: int
    code: str
    url: str
    name: TextByLanguageView
    description: TextByLanguageView
    criteria: list[TextByLanguageView]
    skill_id: str | None
    alignments: list[AlignmentView]
    created_at: datetime
    skill_set_id: UUID | None
    validity_months: int | None


class StatusEntryView(View):
    """Where the status of a credential is published, for revocation; suspension stands beside it."""

    list_url: str
    index: int


class CredentialView(View):
    """A signed credential; `credential` is the text to hand to its recipient."""

    id: UUID
    credential: str
    format: str
    recipient_id: UUID
    achievement_id: UUID
    achievement_version: int
    level: int
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    status: StatusEntryView


class CredentialSummaryView(View):
    """A credential in a list, with where it stands but without its text."""

    id: UUID
    format: str
    recipient_id: UUID
    achievement_id: UUID
    achievement_version: int
    level: int
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    batch_id: UUID | None
    status: StatusEntryView
    state: Literal["active", "suspended", "revoked"]
    state_reason: str | None
    state_since_at: datetime | None


class CredentialDetailView(CredentialSummaryView):
    """A credential with its text and where it stands."""

    credential: str


class RevokeBody(Body):
    """Why the credential is withdrawn for ever."""

    reason: RevocationReason


class RevokeManyBody(Body):
    """Which credentials are withdrawn for ever, by their ids or by their batch, and why: one of the two."""

    reason: RevocationReason
    credential_ids: Annotated[list[UUID], Field(max_length=MOST_ITEMS)] = []
    batch_id: UUID | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.credential_ids) is (self.batch_id is not None):
            raise PydanticCustomError("one_of", "Send credentialIds or batchId, one of the two.")
        return self


class SuspendBody(Body):
    """Why the credential is set aside for a while."""

    reason: SuspensionReason = SuspensionReason.OTHER


class CredentialStateView(View):
    """Where a credential stands."""

    id: UUID
    state: Literal["active", "suspended", "revoked"]
    state_reason: str | None
    state_since_at: datetime | None


class RevocationView(View):
    """What became of one credential: where it stands, and what kept it from being revoked, if anything."""

    id: UUID
    state: Literal["active", "suspended", "revoked"] | None
    state_reason: str | None
    state_since_at: datetime | None
    code: str | None
    detail: str | None


class RevocationsView(View):
    """What became of each; of a batch call again until `isComplete`."""

    revoked_count: int
    failed_count: int
    is_complete: bool
    items: list[RevocationView]


class ClaimLinkBody(Body):
    """A claim link; without `expiresAt` it works for 90 days. `typable` makes its code short enough to type."""

    expires_at: AwareDatetime | None = None
    typable: bool = False


class ClaimLinkView(View):
    """A claim link; its address and code are shown once, they cannot be read again."""

    id: UUID
    recipient_id: UUID
    url: str
    claim_code: str
    created_at: datetime
    expires_at: datetime
