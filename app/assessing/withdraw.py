"""Withdraw: the worker stops. Evidence and judgements go at once; credentials that were issued stay."""

from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.appeals import AppealOutcome
from app.assessing.dossier_states import ClaimAct, ClaimState, DossierState, can
from app.assessing.dossiers import Dossier, load_claim, load_dossier, load_open_dossier, move_claim
from app.assessing.evidence_files import erase_files
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.repository.judgements import JudgementRepository
from app.platform.context import Context
from app.platform.database import Session


async def withdraw_dossier(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, *, holder_id: UUID | None = None
) -> Dossier:
    """Closes a dossier for ever, in one transaction. With a `holder_id` only the worker's own.

    Of an issued claim the signed judgement stays: the partnership answers for what it issued. Raises NotFound,
    DossierClosed.
    """
    organisation_id, now = issuer.organisation_id, context.clock.now()
    await load_dossier(session, organisation_id, dossier_id, holder_id=holder_id)
    dossier = await load_open_dossier(session, organisation_id, dossier_id)
    judgements, repository = (
        JudgementRepository(session, organisation_id),
        DossierRepository(session, organisation_id),
    )
    for listed in dossier.claims:
        claim, _ = await load_claim(session, organisation_id, listed.id, is_locked=True)
        if can(claim.state, ClaimAct.withdraw):
            await judgements.decide_appeals(claim.id, AppealOutcome.withdrawn.value, now=now)
            await judgements.delete_of_claim(claim.id)
            await move_claim(session, organisation_id, claim, ClaimAct.withdraw, now=now)
        elif claim.state is ClaimState.issued:
            await judgements.withdraw_links(claim.id, now=now)
    await repository.delete_evidence(dossier.id)
    await repository.delete_words(dossier.id)
    await erase_files(session, organisation_id, dossier_id=dossier.id)
    await repository.set_state(dossier.id, DossierState.withdrawn.value, now=now, closed_at=now)
    await record_act(context, session, issuer, "dossier.withdrawn", dossier.id)
    return await load_dossier(session, organisation_id, dossier.id)
