"""Who may judge: a person, with a mandate that runs at this moment, and without another part in the dossier."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from app.accounts.people import has_address
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossiers import Claim, Dossier
from app.assessing.errors import MandateMissing, NotIndependent
from app.assessing.mandates import Mandate, MandateFilter, find_mandates, list_mandates
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import Forbidden
from app.platform.pagination import Page

_PERSON: Final = "person:"
_MOST_MANDATES: Final = 100


def person_of(issuer: Issuer) -> UUID:
    """The person who acts. Raises Forbidden for an API key: judging is done by people."""
    if not issuer.actor.startswith(_PERSON):
        raise Forbidden("Judging is done by a person who signed in, not by an API key.")
    return UUID(issuer.actor.removeprefix(_PERSON))


def ensure_other_than(person_id: UUID, others: Collection[UUID | None]) -> None:
    """Raises NotIndependent when the person is one of the others."""
    if person_id in others:
        raise NotIndependent


async def ensure_not_the_worker(
    context: Context, session: Session, person_id: UUID, candidate: Candidate
) -> None:
    """Raises NotIndependent: nobody judges themselves, known by their staff account or by the address of their mail."""
    ensure_other_than(person_id, [candidate.person_id])
    if candidate.mail and await has_address(context, session, person_id, candidate.mail):
        raise NotIndependent


async def hold_mandate_of(
    context: Context, session: Session, organisation_id: UUID, person_id: UUID, claim: Claim, dossier: Dossier
) -> Mandate:
    """A mandate of the person that covers the claim now, held: nobody revokes it before the transaction ends.

    Raises MandateMissing.
    """
    only = MandateFilter(person_id=person_id, active_at=context.clock.now())
    listed = await list_mandates(session, organisation_id, page=Page(_MOST_MANDATES), only=only)
    named = [one.id for one in listed.items if _covers(one, claim, dossier, context)]
    held = await find_mandates(session, organisation_id, named, hold=True)
    for mandate in held.values():
        if _covers(mandate, claim, dossier, context):
            return mandate
    raise MandateMissing


def _covers(mandate: Mandate, claim: Claim, dossier: Dossier, context: Context) -> bool:
    now = context.clock.now()
    return mandate.covers(claim.achievement_id, dossier.skill_set_id, claim.level_asked, now)
