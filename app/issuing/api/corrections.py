"""JSON routes: put a corrected credential in the place of another, and revoke many at once."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.issuing.answers import credential_view, revocations_view
from app.issuing.api.guards import GUARDED, ISSUE_ERRORS, ORGANISATION, CanIssue
from app.issuing.errors import NotReplaceable
from app.issuing.issue import issue_credential
from app.issuing.issue_schemas import IssueCredentialBody
from app.issuing.revoke_many import revoke_batch, revoke_many
from app.issuing.schemas import CredentialView, RevocationsView, RevokeManyBody
from app.web.dependencies import Ctx, IdempotencyKey
from app.web.problems import problems
from app.web.replays import REPLAYED
from app.web.routing import Router

CanRevoke = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_REVOKE))]
router = Router(refusal_event="issue.denied")


@router.post(
    f"{ORGANISATION}/credentials/{{credentialId}}/_supersede",
    status_code=201,
    operation_id="supersedeCredential",
    tags=["Credentials"],
    responses=problems(*ISSUE_ERRORS, NotReplaceable),
)
async def post_supersede(
    body: IssueCredentialBody,
    ctx: Ctx,
    issuer: CanIssue,
    reviser: CanRevoke,
    credential_id: Annotated[UUID, Path(alias="credentialId")],
    key: IdempotencyKey,
    response: Response,
) -> CredentialView:
    """Issue a corrected credential in the place of another, which is revoked as superseded in the same act."""
    issued = await issue_credential(
        ctx, issuer, body.to_request(f"credential/{key}", supersedes=credential_id)
    )
    if issued.is_replay:
        response.headers[REPLAYED] = "true"
    return credential_view(issued, ctx.settings.public_url)


@router.post(
    f"{ORGANISATION}/credentials/_revoke",
    operation_id="revokeCredentials",
    tags=["Credentials"],
    responses=problems(*GUARDED),
)
async def post_revoke_many(
    body: RevokeManyBody, ctx: Ctx, issuer: CanRevoke, key: IdempotencyKey
) -> RevocationsView:
    """Revoke up to 1,000 credentials, or the next 1,000 of a batch; again with the same reason changes nothing."""
    if body.batch_id is None:
        revoked, is_complete = await revoke_many(ctx, issuer, body.credential_ids, reason=body.reason), True
    else:
        revoked, is_complete = await revoke_batch(ctx, issuer, body.batch_id, reason=body.reason)
    return revocations_view(revoked, is_complete=is_complete)
