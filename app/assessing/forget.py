"""Forget: a dossier or a worker goes, with claims, judgements, evidence and files; nothing is left to open."""

from uuid import UUID

from app.assessing.dossiers import load_dossier
from app.assessing.evidence_files import erase_files
from app.assessing.repository.candidates import CandidateRepository
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.repository.judgements import JudgementRepository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.idempotency import forget_answers_about
from app.platform.mail import give_up_mails


async def forget_dossier(session: Session, organisation_id: UUID, dossier_id: UUID) -> None:
    """In the organisation's own transaction; the worker goes too when it was their last. Again changes nothing."""
    try:
        dossier = await load_dossier(session, organisation_id, dossier_id)
    except NotFound:
        return
    dossiers = DossierRepository(session, organisation_id)
    await dossiers.delete_evidence(dossier_id)
    await erase_files(session, organisation_id, dossier_id=dossier_id)
    for claim in dossier.claims:
        await JudgementRepository(session, organisation_id).delete_of_claim(claim.id)
        await dossiers.delete_claim(claim.id)
    await dossiers.delete(dossier_id)
    await CandidateRepository(session, organisation_id).delete_unused(dossier.candidate_id)


async def forget_candidate(
    context: Context, session: Session, organisation_id: UUID, candidate_id: UUID, *, actor: str
) -> bool:
    """Every dossier of a worker, and the worker, in the organisation's own transaction; False when unknown."""
    candidates, now = CandidateRepository(session, organisation_id), context.clock.now()
    if await candidates.find(candidate_id) is None:
        return False
    for dossier_id in await DossierRepository(session, organisation_id).list_of_candidate(candidate_id):
        await give_up_mails(session, organisation_id, about=dossier_id, reason="erased", now=now)
        await forget_answers_about(session, organisation_id, dossier_id)
        await forget_dossier(session, organisation_id, dossier_id)
    await erase_files(session, organisation_id, candidate_id=candidate_id)
    await candidates.delete_unused(candidate_id)
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action="candidate.erased",
        target=f"candidate:{candidate_id}",
        now=now,
        randomness=context.randomness,
    )
    return True
