"""The holder's own dossiers, at every partnership: opened, read, added to and stopped in their own name.

Each act looks up in its own transaction whose dossier it is; another worker's is not there (docs/decisions/0051).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.organisations import Organisation, find_organisation, find_organisation_by_slug
from app.accounts.people import find_members_by_address
from app.accounts.permissions import Issuer
from app.assessing.appeals import Appeal, list_appeals
from app.assessing.candidates import Candidate
from app.assessing.claims import read_words
from app.assessing.dossiers import Claim, Dossier, load_candidate_of, load_dossier
from app.assessing.evidence import Evidence, list_evidence
from app.assessing.holder_dossiers import (
    HolderDraft,
    find_candidate_of_holder,
    list_dossiers_of_candidate,
    open_dossier_as_holder,
)
from app.assessing.not_yets import NotYet, list_not_yets
from app.assessing.skill_sets import SkillSet, SkillSetState, list_skill_sets, load_skill_set
from app.holding.contacts import list_mail_addresses
from app.holding.repository.credentials import PassportRepository
from app.holding.under_sixteen import find_first_day
from app.issuing.known_holders import find_known_as, list_candidates_of_holder
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page

ACTOR: Final = "holder"
OPENED_A_DAY: Final = 10
_DAY: Final = 86_400.0
_MOST_SETS: Final = 100


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """A claim with what the worker said, what is there for it, and what was decided."""

    claim: Claim
    words: str
    evidence: Sequence[Evidence]
    not_yets: Sequence[NotYet]
    appeals: Sequence[Appeal]


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """A dossier as the worker sees it, and where it is."""

    organisation: Organisation
    dossier: Dossier
    skill_set: SkillSet
    claims: Sequence[OwnClaim]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a partnership looks at, and what it asks of somebody whom it does not know."""

    organisation: Organisation
    skill_sets: Sequence[SkillSet]
    asks_name: bool
    asks_age: bool


@asynccontextmanager
async def own_dossier(
    context: Context, holder_id: UUID, dossier_id: UUID
) -> AsyncIterator[tuple[Session, Issuer]]:
    """A transaction at the partnership of a dossier that is the holder's own. Raises NotFound."""
    async with context.database.transaction(holder_id=holder_id) as session:
        yield session, await enter_own(session, holder_id, dossier_id)


async def enter_own(session: Session, holder_id: UUID, dossier_id: UUID) -> Issuer:
    """From the holder's own transaction to the partnership of their dossier, in the holder's name. Raises NotFound."""
    for organisation_id, candidate_id in await list_candidates_of_holder(session, holder_id):
        await enter(session, organisation_id=organisation_id)
        try:
            dossier = await load_dossier(session, organisation_id, dossier_id)
        except NotFound:
            continue
        organisation = await find_organisation(session, organisation_id)
        if dossier.candidate_id == candidate_id and organisation is not None:
            return issuer_of(organisation)
    raise NotFound


def issuer_of(organisation: Organisation) -> Issuer:
    """The holder at a partnership: without any scope, so nothing but what this room lets them do."""
    return Issuer(
        organisation.id, ACTOR, frozenset(), organisation.name, organisation.slug, organisation.is_test
    )


async def list_own_dossiers(context: Context, holder_id: UUID) -> Sequence[OwnDossier]:
    """Every dossier of the holder, the newest first."""
    found: list[OwnDossier] = []
    async with context.database.transaction(holder_id=holder_id) as session:
        for organisation_id, candidate_id in await list_candidates_of_holder(session, holder_id):
            await enter(session, organisation_id=organisation_id)
            dossiers = await list_dossiers_of_candidate(session, organisation_id, candidate_id)
            found += [await read_own(context, session, organisation_id, one.id) for one in dossiers]
    return sorted(found, key=lambda one: one.dossier.opened_at, reverse=True)


async def load_own_dossier(context: Context, holder_id: UUID, dossier_id: UUID) -> OwnDossier:
    """One of them. Raises NotFound."""
    async with own_dossier(context, holder_id, dossier_id) as (session, issuer):
        return await read_own(context, session, issuer.organisation_id, dossier_id)


async def read_own(context: Context, session: Session, organisation_id: UUID, dossier_id: UUID) -> OwnDossier:
    """A dossier that is known to be the holder's. `session` is in the organisation's context. Raises NotFound."""
    organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    dossier = await load_dossier(session, organisation_id, dossier_id)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    skill_set = await load_skill_set(
        session, organisation_id, dossier.skill_set_id, dossier.skill_set_version
    )
    claims = [await read_claim(context, session, dossier, claim, candidate) for claim in dossier.claims]
    return OwnDossier(organisation, dossier, skill_set, claims)


async def read_claim(
    context: Context, session: Session, dossier: Dossier, claim: Claim, candidate: Candidate
) -> OwnClaim:
    """A claim of a dossier that is known to be the holder's. `session` is in the organisation's context."""
    where = candidate.organisation_id
    words = await read_words(session, where, dossier, candidate)
    return OwnClaim(
        claim=claim,
        words=words.get(claim.id, ""),
        evidence=await list_evidence(context, session, where, dossier, claim_id=claim.id),
        not_yets=await list_not_yets(session, where, claim, candidate),
        appeals=await list_appeals(session, where, claim, candidate),
    )


async def list_known_partnerships(context: Context, holder_id: UUID) -> Sequence[Organisation]:
    """Partnerships that gave the holder something or have a dossier of theirs, and that look at skills."""
    async with context.database.transaction(holder_id=holder_id) as session:
        ids = list(await PassportRepository(session, holder_id).list_organisations())
        ids += [place for place, _ in await list_candidates_of_holder(session, holder_id)]
        found = []
        for organisation_id in dict.fromkeys(ids):
            await enter(session, organisation_id=organisation_id)
            organisation = await find_organisation(session, organisation_id)
            if organisation and organisation.ended_at is None and await _list_sets(session, organisation_id):
                found.append(organisation)
    return found


async def find_offer(context: Context, holder_id: UUID, slug: str) -> Offer:
    """What a partnership looks at. Raises NotFound for one that is not there, has ended or looks at nothing."""
    async with context.database.transaction(holder_id=holder_id) as session:
        organisation = await find_organisation_by_slug(session, slug)
        if organisation is None or organisation.ended_at is not None:
            raise NotFound
        await enter(session, organisation_id=organisation.id)
        skill_sets = await _list_sets(session, organisation.id)
        if not skill_sets:
            raise NotFound
        known = await find_known_as(context, session, organisation.id, holder_id)
        draft = HolderDraft(holder_id, skill_sets[0].id, reference=known.reference if known else None)
        candidate = await find_candidate_of_holder(
            context, session, organisation.id, holder_id, draft.references
        )
    asks_name = candidate is None and not (known and known.name)
    return Offer(organisation, skill_sets, asks_name=asks_name, asks_age=candidate is None)


async def open_own_dossier(
    context: Context,
    session: Session,
    holder_id: UUID,
    slug: str,
    skill_set_id: UUID,
    *,
    name: str | None = None,
    language: str = "nl",
    is_sixteen_or_older: bool = False,
) -> OwnDossier:
    """Begin. `session` is in the holder's context and ends in the partnership's.

    Raises InvalidInput, TooMany above ten a day.
    """
    addresses = await list_mail_addresses(context, session, holder_id)
    is_young = await find_first_day(context, session, holder_id) is not None
    organisation = await find_organisation_by_slug(session, slug)
    if organisation is None or organisation.ended_at is not None:
        detail = "There is no such partnership."
        raise InvalidInput(errors=[FieldError("/partnership", "unknown_partnership", detail)])
    await enter(session, organisation_id=organisation.id)
    known = await find_known_as(context, session, organisation.id, holder_id)
    staff = await find_members_by_address(context, session, addresses)
    draft = HolderDraft(
        holder_id,
        skill_set_id,
        reference=known.reference if known else None,
        name=(known.name if known else None) or name,
        language=language,
        is_sixteen_or_older=is_sixteen_or_older and not is_young,
        person_id=next(iter(staff.values()), None),
    )
    dossier = await open_dossier_as_holder(context, session, issuer_of(organisation), draft)
    context.caches.limiter.hit(f"own-dossier:{holder_id}", limit=OPENED_A_DAY, window=_DAY)
    return await read_own(context, session, organisation.id, dossier.id)


async def _list_sets(session: Session, organisation_id: UUID) -> Sequence[SkillSet]:
    found = await list_skill_sets(
        session, organisation_id, page=Page(_MOST_SETS), state=SkillSetState.published
    )
    return found.items
