"""What the routes of dossiers read and answer. A not-yet is told to those who work on it, and to nobody else."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.accounts.permissions import Issuer, Scope
from app.assessing.candidates import CandidateDraft
from app.assessing.dossier_states import ClaimState, DossierState, dossier_state_of, shown_state
from app.assessing.dossiers import Claim, Dossier
from app.assessing.evidence import Evidence, EvidenceDraft, Relation
from app.assessing.evidence_kinds import EvidenceKind
from app.web.schemas import Body, LongText, ShortText, View

INSIDERS = frozenset({Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE, Scope.DOSSIERS_SECOND})
Level = Annotated[int, Field(ge=0, le=99, description="A level of the validation ladder.")]


class CandidateBody(Body):
    """The worker; `reference` is your own key for this person, never a BSN. Under 16 a guardian has to agree."""

    reference: ShortText
    name: ShortText | None = None
    mail: ShortText | None = None
    phone: ShortText | None = None
    language: Literal["nl", "en"] = "nl"
    is_under_sixteen: bool = False
    guardian_note: LongText | None = None
    sixteen_on: Annotated[
        date | None,
        Field(description="Under 16: from which day that is over, or a later one. Never a birth date."),
    ] = None

    def to_draft(self) -> CandidateDraft:
        """What is written down."""
        return CandidateDraft(**self.model_dump())


class DossierClaimBody(Body):
    """An achievement of the skill set that the worker says to master, and the level asked."""

    achievement_id: UUID
    level_asked: Level


class DossierBody(Body):
    """A dossier to open; without a version the newest published one of the skill set is meant."""

    candidate: CandidateBody
    skill_set_id: UUID
    skill_set_version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    coach_id: UUID | None = None


class DossierEvidenceBody(Body):
    """A piece of evidence; without `claimId` it counts for every claim of the dossier."""

    kind: EvidenceKind
    summary: LongText
    seen_on: Annotated[date, Field(alias="date")]
    claim_id: UUID | None = None
    relation: Relation | None = None
    confirmer: ShortText | None = None
    hours: Annotated[int, Field(ge=1, le=20_000)] | None = None
    file_id: UUID | None = None

    def to_draft(self) -> EvidenceDraft:
        """What is added."""
        return EvidenceDraft(**self.model_dump())


class DossierClaimView(View):
    """A claim and where it stands."""

    id: UUID
    achievement_id: UUID
    level_asked: int
    state: ClaimState
    added_at: datetime


class DossierSummaryView(View):
    """A dossier in a list."""

    id: UUID
    candidate_id: UUID
    skill_set_id: UUID
    skill_set_version: int
    coach_id: UUID | None
    state: DossierState
    opened_at: datetime
    changed_at: datetime


class DossierEvidenceView(View):
    """A piece of evidence; `digest` is SHA-256 in hexadecimal digits."""

    id: UUID
    claim_id: UUID | None
    kind: EvidenceKind
    summary: str
    seen_on: Annotated[date, Field(alias="date")]
    relation: Relation | None
    hours: int | None
    digest: str
    file_id: UUID | None
    added_at: datetime


class DossierView(DossierSummaryView):
    """A dossier with its claims."""

    claims: list[DossierClaimView]


class EvidenceListView(View):
    """The evidence of a dossier."""

    items: list[DossierEvidenceView]


def is_insider(issuer: Issuer) -> bool:
    """Whether this caller works on dossiers, and so may know of a not-yet."""
    return not issuer.scopes.isdisjoint(INSIDERS)


def dossier_summary_view(dossier: Dossier, issuer: Issuer) -> DossierSummaryView:
    """Translate a dossier of a list for the API."""
    return DossierSummaryView(**_facts(dossier, issuer, ()))


def dossier_view(dossier: Dossier, issuer: Issuer) -> DossierView:
    """Translate a dossier for the API."""
    return DossierView(
        **_facts(dossier, issuer, dossier.claims),
        claims=[claim_view(claim, issuer) for claim in dossier.claims],
    )


def claim_view(claim: Claim, issuer: Issuer) -> DossierClaimView:
    """Translate a claim for the API."""
    return DossierClaimView(
        id=claim.id,
        achievement_id=claim.achievement_id,
        level_asked=claim.level_asked,
        state=shown_state(claim.state, is_insider=is_insider(issuer)),
        added_at=claim.added_at,
    )


def evidence_view(evidence: Evidence) -> DossierEvidenceView:
    """Translate a piece of evidence for the API; who confirmed is not told."""
    return DossierEvidenceView(
        id=evidence.id,
        claim_id=evidence.claim_id,
        kind=evidence.kind,
        summary=evidence.summary,
        seen_on=evidence.seen_on,
        relation=evidence.relation,
        hours=evidence.hours,
        digest=evidence.digest.hex(),
        file_id=evidence.file_id,
        added_at=evidence.added_at,
    )


def _facts(dossier: Dossier, issuer: Issuer, claims: Sequence[Claim]) -> dict[str, object]:
    facts = {name: getattr(dossier, name) for name in DossierSummaryView.model_fields}
    if not is_insider(issuer) and dossier.state is DossierState.closed:
        # That all was decided tells of a not-yet where no credential follows.
        facts["state"] = dossier_state_of(shown_state(claim.state, is_insider=False) for claim in claims)
    return facts
