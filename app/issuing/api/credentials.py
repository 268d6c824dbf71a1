"""JSON routes: issue, read, revoke and suspend a credential, and the link by which it is collected."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.issuing.answers import (
    claim_link_view,
    credential_detail_view,
    credential_summary_view,
    credential_view,
    next_cursor,
    state_view,
)
from app.issuing.api.guards import GUARDED, ISSUE_ERRORS, ORGANISATION, CanIssue, CanRead
from app.issuing.claims import add_claim_link
from app.issuing.errors import (
    Irreversible,
)
from app.issuing.issue import issue_credential
from app.issuing.issue_schemas import IssueCredentialBody
from app.issuing.ledger import list_issued, load_issued
from app.issuing.revoke import revoke
from app.issuing.schemas import (
    ClaimLinkBody,
    ClaimLinkView,
    CredentialDetailView,
    CredentialStateView,
    CredentialSummaryView,
    CredentialView,
    RevokeBody,
    SuspendBody,
)
from app.issuing.suspend import reinstate, suspend
from app.platform.database import enter
from app.platform.errors import Erased
from app.platform.logging import log
from app.platform.pagination import read_place
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, REPLAYED, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

CredentialId = Annotated[UUID, Path(alias="credentialId")]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
CanRevoke = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_REVOKE))]
router = Router(refusal_event="issue.denied")


@router.post(
    f"{ORGANISATION}/credentials",
    status_code=201,
    operation_id="issueCredential",
    tags=["Credentials"],
    responses=problems(*ISSUE_ERRORS),
)
async def post_credential(
    body: IssueCredentialBody, ctx: Ctx, issuer: CanIssue, key: IdempotencyKey, response: Response
) -> CredentialView:
    """Issue a credential. The same Idempotency-Key answers the same credential, for ever."""
    issued = await issue_credential(ctx, issuer, body.to_request(f"credential/{key}"))
    if issued.is_replay:
        log.info("issue.replay", credential_id=str(issued.id))
        response.headers[REPLAYED] = "true"
    return credential_view(issued, ctx.settings.public_url)


@router.get(
    f"{ORGANISATION}/credentials",
    operation_id="listCredentials",
    tags=["Credentials"],
    responses=problems(*GUARDED),
)
async def get_credentials(ctx: Ctx, issuer: CanRead, page: PageQuery) -> PageView[CredentialSummaryView]:
    """List issued credentials and where they stand, newest first."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_issued(
            session, issuer.organisation_id, limit=page.limit + 1, before=read_place(page)
        )
    return PageView[CredentialSummaryView](
        items=[credential_summary_view(*item, ctx.settings.public_url) for item in found[: page.limit]],
        next_cursor=next_cursor([(item.created_at, item.id) for item, _ in found], page.limit),
    )


@router.get(
    f"{ORGANISATION}/credentials/{{credentialId}}",
    operation_id="getCredential",
    tags=["Credentials"],
    responses=problems(*GUARDED),
)
async def get_credential(ctx: Ctx, issuer: CanRead, credential_id: CredentialId) -> CredentialDetailView:
    """Read an issued credential, its text and where it stands."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        issued, state = await load_issued(ctx, session, issuer.organisation_id, credential_id)
    return credential_detail_view(issued, state, ctx.settings.public_url)


@router.post(
    f"{ORGANISATION}/credentials/{{credentialId}}/_revoke",
    operation_id="revokeCredential",
    tags=["Credentials"],
    responses=problems(*GUARDED, Irreversible),
)
async def post_revoke(
    body: RevokeBody, ctx: Ctx, issuer: CanRevoke, credential_id: CredentialId, key: IdempotencyKey
) -> CredentialStateView:
    """Revoke a credential, for ever. Again with the same reason changes nothing."""
    return state_view(credential_id, await revoke(ctx, issuer, credential_id, reason=body.reason))


@router.post(
    f"{ORGANISATION}/credentials/{{credentialId}}/_suspend",
    operation_id="suspendCredential",
    tags=["Credentials"],
    responses=problems(*GUARDED, Irreversible),
)
async def post_suspend(
    body: SuspendBody, ctx: Ctx, issuer: CanRevoke, credential_id: CredentialId, key: IdempotencyKey
) -> CredentialStateView:
    """Set a credential aside until it is reinstated."""
    return state_view(credential_id, await suspend(ctx, issuer, credential_id, reason=body.reason))


@router.post(
    f"{ORGANISATION}/credentials/{{credentialId}}/_reinstate",
    operation_id="reinstateCredential",
    tags=["Credentials"],
    responses=problems(*GUARDED, Irreversible),
)
async def post_reinstate(
    ctx: Ctx, issuer: CanRevoke, credential_id: CredentialId, key: IdempotencyKey
) -> CredentialStateView:
    """End the suspension of a credential."""
    return state_view(credential_id, await reinstate(ctx, issuer, credential_id))


@router.post(
    f"{ORGANISATION}/recipients/{{recipientId}}/claim-links",
    status_code=201,
    operation_id="createClaimLink",
    tags=["Recipients"],
    responses=problems(*GUARDED, Erased, *REPLAY_ERRORS),
)
async def post_claim_link(
    body: ClaimLinkBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanIssue,
    recipient_id: RecipientId,
    key: IdempotencyKey,
    response: Response,
) -> ClaimLinkView:
    """Make a link by which a recipient collects their credentials once. Only a repeat shows the code again."""

    async def make() -> ClaimLinkView:
        link, secret = await add_claim_link(
            ctx, db, issuer, recipient_id, expires_at=body.expires_at, is_typed=body.typable
        )
        return claim_link_view(link, secret, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createClaimLink", key, body, recipient_id)
    return await answer_once(
        db, order, make, view=ClaimLinkView, sealer=ctx.vault, response=response, now=now
    )
