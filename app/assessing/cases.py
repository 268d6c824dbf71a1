"""A case: all that somebody who judges a claim has before them, and which cases wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer, Scope
from app.assessing.candidates import Candidate
from app.assessing.claims import read_words
from app.assessing.dossier_states import ClaimState
from app.assessing.dossiers import Claim, Dossier, list_claims_in, load_candidate_of, load_claim
from app.assessing.evidence import Evidence, list_evidence
from app.assessing.independence import person_of
from app.assessing.judge import Judgement, open_judgement
from app.assessing.judgement_rules import Requirements, needs_judgement
from app.assessing.mandates import Mandate, MandateFilter, ScopeKind, list_mandates
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.requirements import requirements_of
from app.assessing.skill_set_content import SkillSetAchievement
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.pagination import Page

_CODE_DIGITS: Final = 8
_MOST_MANDATES: Final = 100
_MOST_CLAIMS: Final = 100
_WAITING: Final = (ClaimState.collecting, ClaimState.judging, ClaimState.appealed, ClaimState.second)


@dataclass(frozen=True, slots=True)
class Case:
    """One claim as somebody who may judge it sees it; `words` are what the worker said of it, and no evidence.

    `own_judgements` are the person's, `judgement` the one of this round; `mandate` covers the claim and runs, or did so
    last.
    """

    claim: Claim
    dossier: Dossier
    candidate: Candidate
    skill_set: SkillSet
    achievement: SkillSetAchievement
    mandate: Mandate | None
    judgement: Judgement | None
    own_judgements: Sequence[Judgement]
    words: str

    @property
    def is_drafting(self) -> bool:
        """Whether the person began, and goes on."""
        return (
            self.claim.state is ClaimState.judging and self.judgement is not None and self.judgement.is_draft
        )

    @property
    def is_appeal(self) -> bool:
        """Whether somebody asked for another judgement, and nobody has given it."""
        return self.claim.state is ClaimState.appealed

    def requirements(self, language: str) -> Requirements:
        """What is asked, in a language."""
        return requirements_of(self.skill_set, self.achievement.id, language=language)

    def has_mandate_at(self, at: datetime) -> bool:
        """Whether the person may judge this at a moment."""
        return self.mandate is not None and self.mandate.runs_at(at)


def code_of(claim_id: UUID) -> str:
    """What somebody types instead of the link of a case: the first eight digits of its id, such as 3f2a-91bc."""
    digits = claim_id.hex[:_CODE_DIGITS]
    return f"{digits[:4]}-{digits[4:]}"


async def find_claim_by_code(session: Session, issuer: Issuer, code: str) -> UUID:
    """The claim that a typed code stands for; no secret, as only who signed in gets here.

    Raises NotFound for an unknown code, and in the rare case that two claims have it.
    """
    digits = code.replace("-", "").strip().lower()
    if len(digits) != _CODE_DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise NotFound
    rest = 32 - _CODE_DIGITS
    lowest, highest = UUID(digits + "0" * rest), UUID(digits + "f" * rest)
    repository = DossierRepository(session, issuer.organisation_id)
    found = await repository.find_claims_between(lowest, highest)
    if len(found) != 1:
        raise NotFound
    return found[0]


async def load_case(context: Context, session: Session, issuer: Issuer, claim_id: UUID) -> Case:
    """The case of a claim. `session` is in the organisation's context. Raises NotFound, Forbidden for an API key."""
    claim, dossier = await load_claim(session, issuer.organisation_id, claim_id)
    mandates = await list_own_mandates(session, issuer)
    return await _gather(context, session, issuer, claim, dossier, mandates)


async def list_cases(context: Context, session: Session, issuer: Issuer) -> list[Case]:
    """What waits for this person now, the oldest first: to begin, to go on with, or to look at as the second."""
    now = context.clock.now()
    mandates = [one for one in await list_own_mandates(session, issuer) if one.runs_at(now)]
    found = []
    for claim in await list_claims_in(session, issuer.organisation_id, _WAITING, limit=_MOST_CLAIMS):
        _, dossier = await load_claim(session, issuer.organisation_id, claim.id)
        if needs_judgement(claim.level_asked) and _find_mandate(mandates, claim, dossier, now):
            case = await _gather(context, session, issuer, claim, dossier, mandates)
            if _waits_for(case, issuer):
                found.append(case)
    return found


async def list_case_evidence(context: Context, session: Session, case: Case) -> Sequence[Evidence]:
    """The evidence that counts for the claim."""
    organisation_id = case.candidate.organisation_id
    return await list_evidence(context, session, organisation_id, case.dossier, claim_id=case.claim.id)


async def list_own_mandates(session: Session, issuer: Issuer) -> Sequence[Mandate]:
    """The mandates of the person who asks, ended ones too, the soonest to end first. Raises Forbidden."""
    only = MandateFilter(person_id=person_of(issuer))
    page = Page(limit=_MOST_MANDATES, cursor=None)
    return (await list_mandates(session, issuer.organisation_id, page=page, only=only)).items


async def _gather(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim: Claim,
    dossier: Dossier,
    mandates: Sequence[Mandate],
) -> Case:
    organisation_id = issuer.organisation_id
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    skill_set = await load_skill_set(
        session, organisation_id, dossier.skill_set_id, dossier.skill_set_version
    )
    achievement = skill_set.content.find_achievement(claim.achievement_id)
    if achievement is None:
        raise NotFound
    rows = await JudgementRepository(session, organisation_id).list_of_claim(claim.id)
    own = [open_judgement(candidate, row) for row in rows if row["person_id"] == person_of(issuer)]
    return Case(
        claim=claim,
        dossier=dossier,
        candidate=candidate,
        skill_set=skill_set,
        achievement=achievement,
        mandate=_find_mandate(mandates, claim, dossier, context.clock.now()),
        judgement=next((one for one in own if one.round == claim.round), None),
        own_judgements=own,
        words=(await read_words(session, organisation_id, dossier, candidate)).get(claim.id, ""),
    )


def _waits_for(case: Case, issuer: Issuer) -> bool:
    person_id = person_of(issuer)
    is_signed = any(one.signed_at for one in case.own_judgements)
    if case.candidate.person_id == person_id:
        return False
    if case.claim.state is ClaimState.second:
        is_free = not case.dossier.is_guided_by(person_id) and case.judgement is None
        return Scope.DOSSIERS_SECOND in issuer.scopes and is_free
    if Scope.DOSSIERS_JUDGE not in issuer.scopes or (case.is_appeal and is_signed):
        return False
    if case.claim.state is ClaimState.judging:
        return case.is_drafting
    return case.judgement is None or case.judgement.is_draft


def _find_mandate(
    mandates: Sequence[Mandate], claim: Claim, dossier: Dossier, now: datetime
) -> Mandate | None:
    named = [one for one in mandates if _names(one, claim, dossier)]
    running = [one for one in named if one.runs_at(now)]
    return next(reversed(running or named), None)


def _names(mandate: Mandate, claim: Claim, dossier: Dossier) -> bool:
    is_skill_set = mandate.scope_kind is ScopeKind.skill_set
    scope_id = dossier.skill_set_id if is_skill_set else claim.achievement_id
    return mandate.scope_id == scope_id and claim.level_asked <= mandate.highest_level
