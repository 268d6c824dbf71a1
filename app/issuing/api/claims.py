"""JSON route: the credential of a claim that a dossier found valid."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.assessing.errors import NotInThisState
from app.issuing.answers import credential_view
from app.issuing.api.guards import ISSUE_ERRORS, ORGANISATION, CanIssue
from app.issuing.issue_outcome import issue_claim
from app.issuing.schemas import CredentialView
from app.web.dependencies import Ctx, IdempotencyKey
from app.web.problems import problems
from app.web.replays import REPLAYED
from app.web.routing import Router

router = Router(refusal_event="issue.denied")


@router.post(
    f"{ORGANISATION}/dossiers/{{dossierId}}/claims/{{claimId}}/_issue",
    status_code=201,
    operation_id="issueClaim",
    tags=["Credentials"],
    responses=problems(*ISSUE_ERRORS, NotInThisState),
)
async def post_claim_issue(
    ctx: Ctx,
    issuer: CanIssue,
    dossier_id: Annotated[UUID, Path(alias="dossierId")],
    claim_id: Annotated[UUID, Path(alias="claimId")],
    key: IdempotencyKey,
    response: Response,
) -> CredentialView:
    """Issue a validated claim. Whatever the Idempotency-Key, one round of judging gives one credential."""
    issued = await issue_claim(ctx, issuer, dossier_id, claim_id)
    if issued.is_replay:
        response.headers[REPLAYED] = "true"
    return credential_view(issued, ctx.settings.public_url)
