"""What the desk shows of dossiers: the list, one dossier, and one claim with whom to ask. A coach sees own dossiers only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.members import list_members_with
from app.accounts.people import actor_of
from app.accounts.permissions import Issuer, Role, Scope
from app.assessing.appeals import APPEAL_PERIOD, list_appeals
from app.assessing.candidates import Candidate
from app.assessing.claims import read_words
from app.assessing.co_sign import CoSignLink, list_co_sign_links
from app.assessing.desk_forms import Say
from app.assessing.dossier_page_models import (
    ClaimLine,
    ClaimPage,
    DossierLine,
    DossierList,
    DossierPage,
    EvidenceLine,
    LinkLine,
    Moment,
)
from app.assessing.dossier_states import ClaimAct, ClaimState, DossierState, can
from app.assessing.dossier_wording import CLAIM_STATES, DOSSIER_STATES, NEXT
from app.assessing.dossiers import (
    Claim,
    Dossier,
    DossierFilter,
    list_dossiers,
    load_candidate_of,
)
from app.assessing.evidence import Evidence, list_evidence
from app.assessing.independence import person_of
from app.assessing.judging_wording import KINDS, RELATION_NAMES
from app.assessing.mandate_pages import find_actor_names, in_words
from app.assessing.mandates import MandateFilter, list_mandates
from app.assessing.seen_dossiers import load_seen, load_seen_claim, sees_all
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page, Slice
from app.web.marking import N_

_ASKABLE: Final = (ClaimState.collecting, ClaimState.judging, ClaimState.second, ClaimState.appealed)
_MOST: Final = 50
_MOST_MANDATES: Final = 100
_OPENED: Final = N_("Dossier geopend")
_CLAIMED: Final = N_("Vaardigheid toegevoegd")
_ADDED: Final = N_("Bewijsstuk toegevoegd")
_DECIDED: Final = N_("Beoordeling klaar")
_CLOSED: Final = N_("Dossier gesloten")


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier with what it is about."""

    dossier: Dossier
    candidate: Candidate
    skill_set: SkillSet
    evidence: Sequence[Evidence]


def dossiers_address(issuer: Issuer) -> str:
    """The page of all dossiers."""
    return f"/desk/{issuer.slug}/dossiers"


def dossier_address(issuer: Issuer, dossier_id: UUID) -> str:
    """The page of one dossier."""
    return f"{dossiers_address(issuer)}/{dossier_id}"


async def open_seen(context: Context, session: Session, issuer: Issuer, dossier_id: UUID) -> Opened:
    """A dossier with the worker, the skill set and the evidence. Raises NotFound."""
    dossier, where = await load_seen(session, issuer, dossier_id), issuer.organisation_id
    return Opened(
        dossier,
        await load_candidate_of(context, session, where, dossier),
        await load_skill_set(session, where, dossier.skill_set_id, dossier.skill_set_version),
        await list_evidence(context, session, where, dossier),
    )


async def build_dossier_list(
    context: Context,
    issuer: Issuer,
    say: Say,
    *,
    language: str,
    state: DossierState | None,
    cursor: str | None,
) -> DossierList:
    """Dossiers of the desk, of a coach those that they guide. Raises InvalidInput for a broken cursor."""
    where, base = issuer.organisation_id, dossiers_address(issuer)
    only = DossierFilter(state=state, coach_id=None if sees_all(issuer) else person_of(issuer))
    async with context.database.transaction(organisation_id=where) as session:
        found = await list_dossiers(session, where, page=Page(_MOST, cursor), only=only)
        lines = await _lines(context, session, issuer, found, say, language)
    kept = f"state={state.value}&" if state else ""
    following = f"{base}?{kept}cursor={found.next_cursor}" if found.next_cursor else None
    return DossierList(lines, not sees_all(issuer), f"{base}/new", following)


async def build_dossier(
    context: Context, issuer: Issuer, dossier_id: UUID, say: Say, *, language: str
) -> DossierPage:
    """One dossier. Raises NotFound."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        opened = await open_seen(context, session, issuer, dossier_id)
        coach = f"person:{opened.dossier.coach_id}"
        names = await find_actor_names(context, session, [coach] if opened.dossier.coach_id else [], say)
    dossier, candidate = opened.dossier, opened.candidate
    base = dossier_address(issuer, dossier.id)
    return DossierPage(
        name=candidate.name or candidate.reference,
        reference=candidate.reference,
        mail=candidate.mail or "",
        phone=candidate.phone or "",
        language=candidate.language,
        guardian_note=candidate.guardian_note or "",
        skill_set=in_words(opened.skill_set.content.name, language),
        coach=names.get(coach, ""),
        coach_address=f"{base}/coach" if sees_all(issuer) and dossier.state != "withdrawn" else None,
        state=dossier.state,
        state_name=say(DOSSIER_STATES[dossier.state]),
        address=base,
        claims=tuple(_claim_line(opened, claim, base, say, language) for claim in dossier.claims),
        evidence=tuple(_evidence_line(opened, item, base, say, language) for item in opened.evidence),
        timeline=_timeline(opened, say, language),
        has_more_to_claim=bool(list_left(opened)),
    )


async def build_claim(
    context: Context, issuer: Issuer, dossier_id: UUID, claim_id: UUID, say: Say, *, language: str
) -> ClaimPage:
    """One claim. Raises NotFound."""
    now, where = context.clock.now(), issuer.organisation_id
    async with context.database.transaction(organisation_id=where) as session:
        claim, dossier = await load_seen_claim(session, issuer, dossier_id, claim_id)
        opened = await open_seen(context, session, issuer, dossier.id)
        links = await list_co_sign_links(context, session, where, claim.id)
        appeals = await list_appeals(session, where, claim, opened.candidate)
        words = await read_words(session, where, dossier, opened.candidate)
        assessors = await _find_assessors(context, session, issuer, claim, dossier)
    base = dossier_address(issuer, dossier.id)
    line = _claim_line(opened, claim, base, say, language)
    return ClaimPage(
        name=opened.candidate.name or opened.candidate.reference,
        title=line.title,
        level=claim.level_asked,
        state_name=line.state_name,
        next_step=line.next_step,
        words=words.get(claim.id, ""),
        address=line.address,
        back=base,
        judge_address=_judge_address(context, issuer, claim),
        assessors=assessors,
        appoint_address=(
            f"/desk/{issuer.slug}/mandates/new" if Scope.MANDATES_MANAGE in issuer.scopes else None
        ),
        evidence=tuple(
            _evidence_line(opened, item, base, say, language)
            for item in opened.evidence
            if item.counts_for(claim.id)
        ),
        links=tuple(_link_line(one, now) for one in links),
        may_collect=claim.state in (ClaimState.collecting, ClaimState.judging, ClaimState.appealed),
        may_try_again=can(claim.state, ClaimAct.try_again),
        appeal_until=_appeal_until(claim, now),
        appeals=tuple((one.asked_at, one.reason) for one in appeals),
    )


def _link_line(link: CoSignLink, now: datetime) -> LinkLine:
    is_open, is_used = link.is_open_at(now), link.consumed_at is not None
    return LinkLine(
        link.id, link.observation, link.seen_on, link.expires_at, is_open=is_open, is_used=is_used
    )


def _appeal_until(claim: Claim, now: datetime) -> datetime | None:
    """When the last moment to appeal is; None when it has passed, or there is nothing to appeal against."""
    if claim.decided_at is None or not can(claim.state, ClaimAct.appeal):
        return None
    until = claim.decided_at + APPEAL_PERIOD
    return until if now < until else None


def list_left(opened: Opened) -> list[UUID]:
    """The achievements of the skill set that nobody claimed in this dossier yet."""
    claimed = {claim.achievement_id for claim in opened.dossier.claims}
    return [one.id for one in opened.skill_set.content.achievements if one.id not in claimed]


def title_of(opened: Opened, achievement_id: UUID, language: str) -> str:
    """What an achievement of the dossier is called."""
    found = opened.skill_set.content.find_achievement(achievement_id)
    return in_words(found.name, language) if found else ""


def _judge_address(context: Context, issuer: Issuer, claim: Claim) -> str | None:
    if claim.state not in _ASKABLE:
        return None
    return f"{context.settings.public_url}/desk/{issuer.slug}/judge/{claim.id}"


async def _lines(
    context: Context, session: Session, issuer: Issuer, found: Slice[Dossier], say: Say, language: str
) -> tuple[DossierLine, ...]:
    lines, names = [], dict[tuple[UUID, int], str]()
    for one in found.items:
        key = (one.skill_set_id, one.skill_set_version)
        if key not in names:
            skill_set = await load_skill_set(session, issuer.organisation_id, *key)
            names[key] = in_words(skill_set.content.name, language)
        candidate = await load_candidate_of(context, session, issuer.organisation_id, one)
        state = say(DOSSIER_STATES[one.state])
        address = dossier_address(issuer, one.id)
        name = candidate.name or candidate.reference
        lines.append(DossierLine(name, names[key], state, one.changed_at, address))
    return tuple(lines)


async def _find_assessors(
    context: Context, session: Session, issuer: Issuer, claim: Claim, dossier: Dossier
) -> tuple[str, ...]:
    """Who has the role and a mandate for the next judgement, by name."""
    now, only = context.clock.now(), MandateFilter(active_at=context.clock.now())
    page, able = Page(_MOST_MANDATES), set[str]()
    while True:
        found = await list_mandates(session, issuer.organisation_id, page=page, only=only)
        able |= {
            one.actor
            for one in found.items
            if one.covers(claim.achievement_id, dossier.skill_set_id, claim.level_asked, now)
        }
        if found.next_cursor is None:
            break
        page = Page(_MOST_MANDATES, found.next_cursor)
    role = Role.SECOND_ASSESSOR if claim.state is ClaimState.second else Role.ASSESSOR
    members = await list_members_with(context, session, organisation_id=issuer.organisation_id, role=role)
    return tuple(one.name for one in members if actor_of(one.person_id) in able)


def _claim_line(opened: Opened, claim: Claim, base: str, say: Say, language: str) -> ClaimLine:
    following = NEXT.get(claim.state, "")
    return ClaimLine(
        title=title_of(opened, claim.achievement_id, language),
        level=claim.level_asked,
        state_name=say(CLAIM_STATES[claim.state]),
        next_step=say(following) if following else "",
        pieces=sum(1 for item in opened.evidence if item.counts_for(claim.id)),
        address=f"{base}/claims/{claim.id}",
    )


def _evidence_line(opened: Opened, item: Evidence, base: str, say: Say, language: str) -> EvidenceLine:
    claims = {claim.id: claim.achievement_id for claim in opened.dossier.claims}
    confirmer = ", ".join(
        part for part in (item.confirmer, say(RELATION_NAMES[item.relation]) if item.relation else "") if part
    )
    return EvidenceLine(
        id=item.id,
        kind_name=say(KINDS[item.kind]),
        summary=item.summary,
        seen_on=item.seen_on,
        confirmer=confirmer,
        hours=item.hours,
        counts_for=title_of(opened, claims[item.claim_id], language) if item.claim_id in claims else "",
        file_address=f"{base}/files/{item.file_id}/content" if item.file_id else None,
    )


def _timeline(opened: Opened, say: Say, language: str) -> tuple[Moment, ...]:
    dossier = opened.dossier

    def moments() -> Iterable[Moment]:
        yield Moment(dossier.opened_at, say(_OPENED), "")
        for claim in dossier.claims:
            title = title_of(opened, claim.achievement_id, language)
            yield Moment(claim.added_at, say(_CLAIMED), title)
            if claim.decided_at:
                yield Moment(claim.decided_at, say(_DECIDED), title)
        for item in opened.evidence:
            yield Moment(item.added_at, say(_ADDED), say(KINDS[item.kind]))
        if dossier.closed_at:
            yield Moment(dossier.closed_at, say(_CLOSED), "")

    return tuple(sorted(moments(), key=lambda moment: moment.at))
