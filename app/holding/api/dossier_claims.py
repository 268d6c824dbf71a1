"""JSON routes of one claim of an own dossier: prove it, and appeal."""

from fastapi import Response

from app.assessing.appeals import ask_appeal
from app.assessing.dossier_schemas import DossierEvidenceView, evidence_view
from app.assessing.errors import AppealTooLate, DossierClosed, NotInThisState
from app.holding.api.dossiers import GUARDED, ClaimId, DossierId, once
from app.holding.dependencies import CurrentHolder
from app.holding.dossier_schemas import (
    AppealBody,
    OwnClaimView,
    OwnEvidenceBody,
    own_claim_view,
)
from app.holding.own_claims import (
    add_own_evidence,
    load_own_claim,
    show_own_claim,
)
from app.holding.own_dossiers import (
    enter_own,
)
from app.platform.database import Session
from app.web.dependencies import Ctx, IdempotencyKey, Now
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order
from app.web.routing import Router

router = Router(prefix="/v1/passport", tags=["passport"])


@router.post(
    "/dossiers/{dossierId}/claims/{claimId}/evidence",
    status_code=201,
    operation_id="addOwnEvidence",
    summary="Prove a skill with hours or a file",
    responses=problems(*GUARDED, DossierClosed, NotInThisState, *REPLAY_ERRORS),
)
async def post_evidence(
    body: OwnEvidenceBody,
    ctx: Ctx,
    holder: CurrentHolder,
    now: Now,
    dossier_id: DossierId,
    claim_id: ClaimId,
    key: IdempotencyKey,
    response: Response,
) -> DossierEvidenceView:
    """Either `hours` or `fileId`. What others saw or say, they add themselves."""

    async def make(session: Session) -> DossierEvidenceView:
        issuer = await enter_own(session, holder, dossier_id)
        claim = await load_own_claim(session, issuer, dossier_id, claim_id)
        return evidence_view(await add_own_evidence(ctx, session, issuer, claim, **body.model_dump()))

    order = Order(holder, "addOwnEvidence", key, body, claim_id)
    return await once(ctx, order, make, DossierEvidenceView, response, now)


@router.post(
    "/dossiers/{dossierId}/claims/{claimId}/appeals",
    status_code=201,
    operation_id="askOwnAppeal",
    summary="Ask for another judgement",
    responses=problems(*GUARDED, AppealTooLate, NotInThisState, *REPLAY_ERRORS),
)
async def post_appeal(
    body: AppealBody,
    ctx: Ctx,
    holder: CurrentHolder,
    now: Now,
    dossier_id: DossierId,
    claim_id: ClaimId,
    key: IdempotencyKey,
    response: Response,
) -> OwnClaimView:
    """Within six weeks after a not-yet; somebody who did not judge before looks again."""

    async def make(session: Session) -> OwnClaimView:
        issuer = await enter_own(session, holder, dossier_id)
        claim = await load_own_claim(session, issuer, dossier_id, claim_id)
        await ask_appeal(ctx, session, issuer, claim.id, reason=body.reason)
        return own_claim_view(await show_own_claim(ctx, session, issuer, dossier_id, claim_id))

    order = Order(holder, "askOwnAppeal", key, body, claim_id)
    return await once(ctx, order, make, OwnClaimView, response, now)
