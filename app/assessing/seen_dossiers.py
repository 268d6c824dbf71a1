"""Which dossiers a member may work on: who coordinates all of them, a coach own ones, an assessor those to judge."""

from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer, Scope
from app.assessing.dossiers import Claim, Dossier, load_claim, load_dossier
from app.assessing.independence import person_of
from app.platform.database import Session
from app.platform.errors import NotFound

# Who judges opens what waits for judgement, and may add what they saw; who only looks a second time adds nothing.
READS_ALL: Final = frozenset({Scope.MANDATES_MANAGE, Scope.DOSSIERS_JUDGE, Scope.DOSSIERS_SECOND})
ADDS_TO_ALL: Final = frozenset({Scope.MANDATES_MANAGE, Scope.DOSSIERS_JUDGE})


def sees_all(issuer: Issuer) -> bool:
    """Whether somebody coordinates; a coach sees the dossiers that they guide now, as in the list."""
    return Scope.MANDATES_MANAGE in issuer.scopes


async def load_seen(session: Session, issuer: Issuer, dossier_id: UUID) -> Dossier:
    """A dossier that this member may work on. Raises NotFound."""
    dossier = await load_dossier(session, issuer.organisation_id, dossier_id)
    if not sees_all(issuer) and dossier.coach_id != person_of(issuer):
        raise NotFound
    return dossier


async def load_seen_claim(
    session: Session, issuer: Issuer, dossier_id: UUID, claim_id: UUID
) -> tuple[Claim, Dossier]:
    """A claim of a dossier that this member may work on. Raises NotFound."""
    dossier = await load_seen(session, issuer, dossier_id)
    claim, _ = await load_claim(session, issuer.organisation_id, claim_id)
    if claim.dossier_id != dossier.id:
        raise NotFound
    return claim, dossier


async def ensure_file_seen(
    session: Session, member: Issuer, dossier_id: UUID, among: frozenset[Scope]
) -> None:
    """Raises NotFound for the files of a dossier that a member without one of these scopes does not guide."""
    if member.scopes.isdisjoint(among):
        await load_seen(session, member, dossier_id)
