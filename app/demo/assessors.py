"""The people who assess in a made-up partnership, their mandates, and what they say of a worker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.accounts.people import add_membership, add_person
from app.accounts.permissions import Issuer, Role
from app.assessing.assessment import Assessment, Reference, Standard, Vraak
from app.assessing.mandates import (
    MandateFilter,
    MandateRequest,
    ScopeKind,
    grant_mandate,
    list_mandates,
)
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page

PERIOD: Final = timedelta(days=365)
_MOST: Final = Page(limit=1_000)
METHOD: Final = "Observatie op de werkplek en een gesprek"
STANDARD: Final = "Vakstandaard van de branche"
REASONS: Final = "Werkte zelfstandig, veilig en netjes, op meer dan een moment."
SCHEME: Final = "Kwaliteitscode praktijkleren"
SECOND_ROLE: Final = "Leermeester van een ander bedrijf"
REGISTER: Final = Reference("Register praktijkverklaringen", "2026-114")
ANSWERS: Final = Vraak(variation=True, relevance=True, authenticity=True, actuality=True, quantity=True)


@dataclass(frozen=True, slots=True)
class Mandates:
    """Of one achievement: the mandate of the assessor and that of a second person."""

    first: UUID
    second: UUID


async def appoint(context: Context, issuer: Issuer, achievement_ids: Iterable[UUID]) -> dict[UUID, Mandates]:
    """Mandates for the highest level of each achievement: those that run already, else new ones of two new people."""
    wanted = list(achievement_ids)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await _find_running(context, session, issuer)
    missing = [achievement_id for achievement_id in wanted if achievement_id not in found]
    if missing:
        people = [await _hire(context, issuer, role) for role in (Role.ASSESSOR, Role.SECOND_ASSESSOR)]
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            for achievement_id in missing:
                granted = [
                    await _grant(context, session, issuer, person, achievement_id) for person in people
                ]
                found[achievement_id] = Mandates(*granted)
    return {achievement_id: found[achievement_id] for achievement_id in wanted}


async def _find_running(context: Context, session: Session, issuer: Issuer) -> dict[UUID, Mandates]:
    only = MandateFilter(active_at=context.clock.now())
    running = await list_mandates(session, issuer.organisation_id, page=_MOST, only=only)
    by_person: dict[UUID, dict[UUID, UUID]] = {}
    for mandate in running.items:
        by_person.setdefault(mandate.scope_id, {})[mandate.person_id] = mandate.id
    return {scope: Mandates(*list(ids.values())[:2]) for scope, ids in by_person.items() if len(ids) > 1}


async def _hire(context: Context, issuer: Issuer, role: Role) -> UUID:
    address = f"{context.randomness.token(8).hex()}@{issuer.slug}.example"
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        person = await add_person(context, session, name="Voorbeeld Beoordelaar", email=address)
        await add_membership(
            context,
            session,
            organisation_id=issuer.organisation_id,
            person_id=person.id,
            roles=[role],
            actor=issuer.actor,
        )
    return person.id


async def _grant(
    context: Context, session: Session, issuer: Issuer, person_id: UUID, achievement_id: UUID
) -> UUID:
    until = context.clock.now() + PERIOD
    request = MandateRequest(person_id, ScopeKind.achievement, achievement_id, 4, until)
    return (await grant_mandate(context, session, issuer, request)).id


def assess(mandates: Mandates) -> Assessment:
    """An assessment that has what every level needs."""
    return Assessment(
        method=METHOD,
        standard=Standard(STANDARD),
        reasons=REASONS,
        checklist=ANSWERS,
        assessor_mandate_id=mandates.first,
        second_mandate_id=mandates.second,
        second_declares_no_conflict=True,
        second_role=SECOND_ROLE,
        quality_scheme=SCHEME,
        confirmer_relation="leidinggevende",
        reference=REGISTER,
    )


def write_body(mandates: Mandates) -> dict[str, Any]:
    """The same as a call to the API has it."""
    return {
        "mandateId": str(mandates.first),
        "method": METHOD,
        "standard": {"name": STANDARD},
        "reasons": REASONS,
        "checklist": dict.fromkeys(("variation", "relevance", "authenticity", "actuality", "quantity"), True),
        "secondMandateId": str(mandates.second),
        "secondRole": SECOND_ROLE,
        "secondDeclaresNoConflict": True,
        "qualityScheme": SCHEME,
        "confirmerRelation": "leidinggevende",
        "reference": {"name": REGISTER.name, "number": REGISTER.number},
    }


def write_cells(mandates: Mandates, level: int) -> Mapping[str, str]:
    """The same as a row of a roster has it, with no more than the level needs."""
    if level == 0:
        return {}
    if level == 1:
        return {"confirmerRelation": "leidinggevende"}
    cells = {"assessor": str(mandates.first), "method": METHOD, "standard": STANDARD, "reasons": REASONS}
    cells |= dict.fromkeys(("variation", "relevance", "authenticity", "actuality", "quantity"), "ja")
    if level > 2:
        second = {"secondAssessor": str(mandates.second), "secondRole": SECOND_ROLE, "noConflict": "ja"}
        cells |= {**second, "qualityScheme": SCHEME}
    if level > 3:
        cells |= {"registerName": REGISTER.name, "registerNumber": str(REGISTER.number)}
    return cells
