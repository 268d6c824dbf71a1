"""Who guides a worker: a coach takes a dossier over, or stops; who ever guided is no independent second person."""

from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.dossiers import ensure_coach, load_open_dossier
from app.assessing.repository.dossiers import DossierRepository
from app.platform.context import Context
from app.platform.database import Session


async def assign_coach(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, coach_id: UUID | None
) -> None:
    """From now on this member guides the worker, and nobody else; None ends it.

    The coach before no longer sees the dossier. Raises NotFound, DossierClosed, InvalidInput for who is no coach here.
    """
    dossier = await load_open_dossier(session, issuer.organisation_id, dossier_id)
    if dossier.coach_id == coach_id:
        return
    await ensure_coach(session, issuer.organisation_id, coach_id)
    repository = DossierRepository(session, issuer.organisation_id)
    await repository.set_coach(dossier_id, coach_id, now=context.clock.now())
    people = {"coach": coach_id, "before": dossier.coach_id}
    facts = {role: str(person_id) for role, person_id in people.items() if person_id}
    await record_act(context, session, issuer, "dossier.coach-changed", dossier_id, **facts)
