"""What the routes of a worker's own dossiers take and give."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.assessing.appeals import Appeal
from app.assessing.claims import LONGEST_WORDS
from app.assessing.dossier_schemas import DossierEvidenceView, Level, evidence_view
from app.assessing.dossier_states import ClaimState, DossierState
from app.assessing.skill_sets import SkillSet
from app.holding.own_claims import LEVEL
from app.holding.own_dossiers import Offer, OwnClaim, OwnDossier
from app.web.schemas import Body, LongText, ShortText, View


class OwnDossierBody(Body):
    """What a worker wants to show. Name and age are asked of somebody whom the partnership does not know yet."""

    partnership: ShortText = Field(examples=["regio-zwolle"])
    skill_set_id: UUID
    name: ShortText | None = None
    language: Literal["nl", "en"] = "nl"
    is_sixteen_or_older: bool = False


class OwnClaimBody(Body):
    """A skill of the skill set, and what the worker says about it."""

    achievement_id: UUID
    words: str = Field(default="", max_length=LONGEST_WORDS)
    level_asked: Level = LEVEL


class OwnEvidenceBody(Body):
    """Hours, or a file that was sent to this dossier; and what it shows, of which day."""

    summary: LongText
    seen_on: Annotated[date, Field(alias="date")]
    hours: Annotated[int, Field(ge=1, le=20_000)] | None = None
    file_id: UUID | None = None


class AppealBody(Body):
    """What the worker does not agree with, in their own words."""

    reason: LongText


class OfferedSkillView(View):
    """A skill that one can show."""

    achievement_id: UUID
    name: dict[str, str]


class OfferedSkillSetView(View):
    """A set of skills, in its version in force."""

    skill_set_id: UUID
    version: int
    name: dict[str, str]
    skills: list[OfferedSkillView]


class OfferView(View):
    """What a partnership looks at, and what it asks when one begins."""

    partnership: str
    partnership_name: str
    asks_name: bool
    asks_age: bool
    skill_sets: list[OfferedSkillSetView]


class NotYetView(View):
    """Why it is not there yet. Nobody but the worker and who works on the dossier reads this."""

    reasons: str
    next_step: str
    role: str
    signed_at: datetime


class AppealView(View):
    """An appeal; without an outcome as long as it runs."""

    id: UUID
    reason: str
    asked_at: datetime
    outcome: Literal["met", "not-yet", "withdrawn"] | None
    decided_at: datetime | None


class OwnClaimView(View):
    """A claim as the worker sees it."""

    id: UUID
    achievement_id: UUID
    level_asked: int
    state: ClaimState
    words: str
    added_at: datetime
    decided_at: datetime | None
    evidence: list[DossierEvidenceView]
    not_yets: list[NotYetView]
    appeals: list[AppealView]


class OwnDossierView(View):
    """A dossier as the worker sees it."""

    id: UUID
    partnership: str
    partnership_name: str
    skill_set_id: UUID
    skill_set_version: int
    name: dict[str, str]
    state: DossierState
    opened_at: datetime
    changed_at: datetime
    claims: list[OwnClaimView]


def offer_view(offer: Offer) -> OfferView:
    """Translate an offer for the API."""
    return OfferView(
        partnership=offer.organisation.slug,
        partnership_name=offer.organisation.name,
        asks_name=offer.asks_name,
        asks_age=offer.asks_age,
        skill_sets=[_skill_set_view(one) for one in offer.skill_sets],
    )


def own_dossier_view(own: OwnDossier) -> OwnDossierView:
    """Translate a dossier for its worker."""
    dossier = own.dossier
    return OwnDossierView(
        id=dossier.id,
        partnership=own.organisation.slug,
        partnership_name=own.organisation.name,
        skill_set_id=dossier.skill_set_id,
        skill_set_version=dossier.skill_set_version,
        name=dict(own.skill_set.content.name),
        state=dossier.state,
        opened_at=dossier.opened_at,
        changed_at=dossier.changed_at,
        claims=[own_claim_view(one) for one in own.claims],
    )


def own_claim_view(own: OwnClaim) -> OwnClaimView:
    """Translate a claim for its worker."""
    claim = own.claim
    return OwnClaimView(
        id=claim.id,
        achievement_id=claim.achievement_id,
        level_asked=claim.level_asked,
        state=claim.state,
        words=own.words,
        added_at=claim.added_at,
        decided_at=claim.decided_at,
        evidence=[evidence_view(item) for item in own.evidence],
        not_yets=[
            NotYetView(reasons=one.reasons, next_step=one.next_step, role=one.role, signed_at=one.signed_at)
            for one in own.not_yets
        ],
        appeals=[_appeal_view(one) for one in own.appeals],
    )


def _appeal_view(appeal: Appeal) -> AppealView:
    return AppealView(
        id=appeal.id,
        reason=appeal.reason,
        asked_at=appeal.asked_at,
        outcome=appeal.outcome and appeal.outcome.value,
        decided_at=appeal.decided_at,
    )


def _skill_set_view(skill_set: SkillSet) -> OfferedSkillSetView:
    content = skill_set.content
    return OfferedSkillSetView(
        skill_set_id=skill_set.id,
        version=skill_set.version,
        name=dict(content.name),
        skills=[OfferedSkillView(achievement_id=one.id, name=dict(one.name)) for one in content.achievements],
    )
