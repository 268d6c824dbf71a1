"""Routes of dossiers, so that a partnership's own system can open one. Judging is done by people, on pages."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.assessing.claims import add_claim
from app.assessing.dossier_schemas import (
    DossierBody,
    DossierClaimBody,
    DossierClaimView,
    DossierEvidenceBody,
    DossierEvidenceView,
    DossierSummaryView,
    DossierView,
    EvidenceListView,
    claim_view,
    dossier_summary_view,
    dossier_view,
    evidence_view,
)
from app.assessing.dossiers import DossierFilter, list_dossiers, load_dossier, open_dossier
from app.assessing.errors import ClaimExists, DossierClosed, NotInThisState
from app.assessing.evidence import add_evidence, load_evidence_of
from app.assessing.withdraw import withdraw_dossier
from app.platform.database import enter
from app.platform.errors import Erased, Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/organisations/{organisationId}/dossiers", tags=["Dossiers"])

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
DossierId = Annotated[UUID, Path(alias="dossierId")]
CanOpen = Annotated[Issuer, Depends(require(Scope.DOSSIERS_OPEN))]
CanRead = Annotated[Issuer, Depends(require(Scope.DOSSIERS_READ))]
CoachQuery = Annotated[
    UUID | None, Query(alias="coachId", description="Only dossiers that this person guides.")
]


@router.post(
    "", status_code=201, operation_id="openDossier", responses=problems(*GUARDED, Erased, *REPLAY_ERRORS)
)
async def post_dossier(
    body: DossierBody, ctx: Ctx, issuer: CanOpen, db: Db, now: Now, key: IdempotencyKey, response: Response
) -> DossierView:
    """Open a dossier of a worker on a published skill set. The same reference is the same worker."""

    async def make() -> DossierView:
        dossier, _ = await open_dossier(
            ctx,
            db,
            issuer,
            body.candidate.to_draft(),
            skill_set_id=body.skill_set_id,
            skill_set_version=body.skill_set_version,
            coach_id=body.coach_id,
        )
        return dossier_view(dossier, issuer)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "openDossier", key, body)
    return await answer_once(db, order, make, view=DossierView, sealer=ctx.vault, response=response, now=now)


@router.get("", operation_id="listDossiers", responses=problems(*GUARDED))
async def get_dossiers(
    issuer: CanRead, db: Db, page: PageQuery, coach_id: CoachQuery = None
) -> PageView[DossierSummaryView]:
    """List dossiers, the newest first."""
    await enter(db, organisation_id=issuer.organisation_id)
    only = DossierFilter(coach_id=coach_id)
    found = await list_dossiers(db, issuer.organisation_id, page=page, only=only)
    return PageView[DossierSummaryView](
        items=[dossier_summary_view(dossier, issuer) for dossier in found.items],
        next_cursor=found.next_cursor,
    )


@router.get("/{dossierId}", operation_id="getDossier", responses=problems(*GUARDED))
async def get_dossier(issuer: CanRead, db: Db, dossier_id: DossierId) -> DossierView:
    """Read a dossier and where its claims stand."""
    await enter(db, organisation_id=issuer.organisation_id)
    return dossier_view(await load_dossier(db, issuer.organisation_id, dossier_id), issuer)


@router.post(
    "/{dossierId}/claims",
    status_code=201,
    operation_id="addClaim",
    responses=problems(*GUARDED, DossierClosed, ClaimExists, Erased, *REPLAY_ERRORS),
)
async def post_claim(
    body: DossierClaimBody,
    ctx: Ctx,
    issuer: CanOpen,
    db: Db,
    now: Now,
    dossier_id: DossierId,
    key: IdempotencyKey,
    response: Response,
) -> DossierClaimView:
    """Claim an achievement of the dossier's skill set."""

    async def make() -> DossierClaimView:
        claim = await add_claim(
            ctx, db, issuer, dossier_id, achievement_id=body.achievement_id, level_asked=body.level_asked
        )
        return claim_view(claim, issuer)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "addClaim", key, body, dossier_id)
    return await answer_once(
        db, order, make, view=DossierClaimView, sealer=ctx.vault, response=response, now=now
    )


@router.post(
    "/{dossierId}/evidence",
    status_code=201,
    operation_id="addEvidence",
    responses=problems(*GUARDED, DossierClosed, NotInThisState, Erased, *REPLAY_ERRORS),
)
async def post_evidence(
    body: DossierEvidenceBody,
    ctx: Ctx,
    issuer: CanOpen,
    db: Db,
    now: Now,
    dossier_id: DossierId,
    key: IdempotencyKey,
    response: Response,
) -> DossierEvidenceView:
    """Add evidence: what it is, of which day, and what it shows. A file is uploaded before, and named here."""

    async def make() -> DossierEvidenceView:
        return evidence_view(await add_evidence(ctx, db, issuer, dossier_id, body.to_draft()))

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "addEvidence", key, body, dossier_id)
    return await answer_once(
        db, order, make, view=DossierEvidenceView, sealer=ctx.vault, response=response, now=now
    )


@router.get("/{dossierId}/evidence", operation_id="listEvidence", responses=problems(*GUARDED))
async def get_evidence(ctx: Ctx, issuer: CanRead, db: Db, dossier_id: DossierId) -> EvidenceListView:
    """List the evidence of a dossier."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await load_evidence_of(ctx, db, issuer.organisation_id, dossier_id)
    return EvidenceListView(items=[evidence_view(item) for item in found])


@router.post(
    "/{dossierId}/_withdraw", operation_id="withdrawDossier", responses=problems(*GUARDED, DossierClosed)
)
async def post_withdrawal(ctx: Ctx, issuer: CanOpen, db: Db, dossier_id: DossierId) -> DossierView:
    """Close a dossier for ever at the worker's wish: evidence goes at once, issued credentials stay."""
    await enter(db, organisation_id=issuer.organisation_id)
    return dossier_view(await withdraw_dossier(ctx, db, issuer, dossier_id), issuer)
