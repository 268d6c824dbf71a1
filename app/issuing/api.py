"""JSON routes of issuing: achievements, credentials, bulk orders, claim links, status lists."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Path, Request, Response

from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.permissions import Issuer, Scope
from app.issuing.achievements import (
    add_achievement,
    add_version,
    list_achievements,
    load_achievement,
)
from app.issuing.answers import (
    achievement_view,
    after_of,
    batch_detail_view,
    batch_view,
    before_of,
    claim_link_view,
    credential_detail_view,
    credential_summary_view,
    credential_view,
    next_cursor,
    state_view,
)
from app.issuing.batches import list_batch_errors, list_batches, load_batch, receive_roster
from app.issuing.bulk_calls import answer_items, read_items
from app.issuing.claims import add_claim_link
from app.issuing.documents import PURPOSES
from app.issuing.errors import (
    AchievementExists,
    ClockUntrusted,
    Irreversible,
    LintMismatch,
    RosterTooLarge,
    SignerUnavailable,
    StatusRollback,
    UnreadableRoster,
)
from app.issuing.issue import issue_credential
from app.issuing.ledger import list_issued, load_issued
from app.issuing.revoke import revoke
from app.issuing.schemas import (
    AchievementBody,
    AchievementVersionBody,
    AchievementView,
    ClaimLinkBody,
    ClaimLinkView,
    CredentialBatchBody,
    CredentialBatchDetailView,
    CredentialBatchItemsView,
    CredentialBatchView,
    CredentialDetailView,
    CredentialStateView,
    CredentialSummaryView,
    CredentialView,
    IssueCredentialBody,
    RevokeBody,
    SuspendBody,
)
from app.issuing.status_lists import is_same_entity, load_status_list
from app.issuing.suspend import reinstate, suspend
from app.platform.database import enter
from app.platform.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    Overloaded,
    PayloadTooLarge,
    TooMany,
    Unauthenticated,
    UnsupportedMediaType,
)
from app.platform.logging import log
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, REPLAYED, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

ORGANISATION = "/v1/organisations/{organisationId}"
STATUS_LIST_TYPE = "application/vc+jwt"
GUARDED = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)

AchievementId = Annotated[UUID, Path(alias="achievementId")]
CredentialId = Annotated[UUID, Path(alias="credentialId")]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
BatchId = Annotated[UUID, Path(alias="batchId")]
ListId = Annotated[UUID, Path(alias="listId")]
Purpose = Annotated[str, Path(json_schema_extra={"enum": list(PURPOSES)})]
CanIssue = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_ISSUE))]
CanRead = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_READ))]
CanRevoke = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_REVOKE))]
CanWriteAchievements = Annotated[Issuer, Depends(require(Scope.ACHIEVEMENTS_WRITE))]

BATCH_REQUEST_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": CredentialBatchBody.model_json_schema()},
        "text/csv": {"schema": {"type": "string"}},
    },
}

router = Router(refusal_event="issue.denied")
ISSUE_ERRORS = (
    *GUARDED,
    *REPLAY_ERRORS,
    LintMismatch,
    SignerUnavailable,
    ClockUntrusted,
    Overloaded,
)


@router.post(
    f"{ORGANISATION}/achievements",
    status_code=201,
    operation_id="createAchievement",
    tags=["Achievements"],
    responses=problems(*GUARDED, AchievementExists, *REPLAY_ERRORS),
)
async def post_achievement(
    body: AchievementBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanWriteAchievements,
    key: IdempotencyKey,
    response: Response,
) -> AchievementView:
    """Make an achievement, in version 1."""

    async def make() -> AchievementView:
        snapshot = await add_achievement(ctx, db, issuer, body.to_draft(body.code))
        return achievement_view(snapshot, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createAchievement", key, body)
    return await answer_once(
        db, order, make, view=AchievementView, sealer=ctx.vault, response=response, now=now
    )


@router.get(
    f"{ORGANISATION}/achievements",
    operation_id="listAchievements",
    tags=["Achievements"],
    responses=problems(*GUARDED),
)
async def get_achievements(ctx: Ctx, issuer: CurrentIssuer, page: PageQuery) -> PageView[AchievementView]:
    """List your achievements, each in its newest version, last made first."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_achievements(
            session, issuer.organisation_id, limit=page.limit + 1, before=before_of(page)
        )
    return PageView[AchievementView](
        items=[achievement_view(item, ctx.settings.public_url) for item in found[: page.limit]],
        next_cursor=next_cursor([(item.created_at, item.id) for item in found], page.limit),
    )


@router.get(
    f"{ORGANISATION}/achievements/{{achievementId}}",
    operation_id="getAchievement",
    tags=["Achievements"],
    responses=problems(*GUARDED),
)
async def get_achievement(ctx: Ctx, issuer: CurrentIssuer, achievement_id: AchievementId) -> AchievementView:
    """Read an achievement in its newest version."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        snapshot = await load_achievement(session, issuer.organisation_id, achievement_id)
    return achievement_view(snapshot, ctx.settings.public_url)


@router.post(
    f"{ORGANISATION}/achievements/{{achievementId}}/versions",
    status_code=201,
    operation_id="createAchievementVersion",
    tags=["Achievements"],
    responses=problems(*GUARDED, AchievementExists, *REPLAY_ERRORS),
)
async def post_achievement_version(
    body: AchievementVersionBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanWriteAchievements,
    achievement_id: AchievementId,
    key: IdempotencyKey,
    response: Response,
) -> AchievementView:
    """Make the next version of an achievement; issued credentials keep the version they name."""

    async def make() -> AchievementView:
        snapshot = await add_version(ctx, db, issuer, achievement_id, body.to_draft(""))
        return achievement_view(snapshot, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createAchievementVersion", key, body, achievement_id)
    return await answer_once(
        db, order, make, view=AchievementView, sealer=ctx.vault, response=response, now=now
    )


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
            session, issuer.organisation_id, limit=page.limit + 1, before=before_of(page)
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
    responses=problems(*GUARDED, *REPLAY_ERRORS),
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
        link, secret = await add_claim_link(ctx, db, issuer, recipient_id, expires_at=body.expires_at)
        return claim_link_view(link, secret, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createClaimLink", key, body, recipient_id)
    return await answer_once(
        db, order, make, view=ClaimLinkView, sealer=ctx.vault, response=response, now=now
    )


@router.post(
    f"{ORGANISATION}/credential-batches",
    operation_id="createCredentialBatch",
    tags=["Credential batches"],
    responses=problems(
        *ISSUE_ERRORS, UnreadableRoster, RosterTooLarge, PayloadTooLarge, UnsupportedMediaType
    ),
    response_model=CredentialBatchItemsView | CredentialBatchView,
    openapi_extra={"requestBody": BATCH_REQUEST_BODY},
)
async def post_credential_batch(
    request: Request, ctx: Ctx, issuer: CanIssue, key: IdempotencyKey, response: Response
) -> CredentialBatchItemsView | CredentialBatchView:
    """Issue many: JSON items are answered one by one; a CSV roster is accepted (202) and done as a job."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/csv":
        batch, is_replay = await receive_roster(ctx, issuer, key, request.stream())
        response.status_code = 202
        response.headers["Location"] = (
            f"/v1/organisations/{issuer.organisation_id}/credential-batches/{batch.id}"
        )
        answer: CredentialBatchItemsView | CredentialBatchView = batch_view(batch)
    elif kind == "application/json":
        items = await read_items(request.stream())
        answer, is_replay = await answer_items(ctx, issuer, key, items)
    else:
        raise UnsupportedMediaType("Send application/json or text/csv.")
    if is_replay:
        log.info("issue.replay", batch=str(answer.id))
        response.headers[REPLAYED] = "true"
    return answer


@router.get(
    f"{ORGANISATION}/credential-batches",
    operation_id="listCredentialBatches",
    tags=["Credential batches"],
    responses=problems(*GUARDED),
)
async def get_credential_batches(ctx: Ctx, issuer: CanRead, page: PageQuery) -> PageView[CredentialBatchView]:
    """List bulk orders, newest first."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_batches(
            session, issuer.organisation_id, limit=page.limit + 1, before=before_of(page)
        )
    return PageView[CredentialBatchView](
        items=[batch_view(batch) for batch in found[: page.limit]],
        next_cursor=next_cursor([(batch.created_at, batch.id) for batch in found], page.limit),
    )


@router.get(
    f"{ORGANISATION}/credential-batches/{{batchId}}",
    operation_id="getCredentialBatch",
    tags=["Credential batches"],
    responses=problems(*GUARDED),
)
async def get_credential_batch(
    ctx: Ctx, issuer: CanRead, batch_id: BatchId, page: PageQuery
) -> CredentialBatchDetailView:
    """Read how far a bulk order is, with the errors of its rows by column, a page at a time."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        batch = await load_batch(session, issuer.organisation_id, batch_id)
        errors = await list_batch_errors(
            session, issuer.organisation_id, batch_id, limit=page.limit + 1, after=after_of(page)
        )
    return batch_detail_view(batch, errors, page.limit)


@router.get(
    "/status-lists/{listId}/{purpose}",
    operation_id="getStatusList",
    tags=["Status lists"],
    responses=problems(NotFound, InvalidInput, StatusRollback, TooMany)
    | {200: {"content": {STATUS_LIST_TYPE: {}}}, 304: {"description": "Not modified"}},
    response_class=Response,
)
async def get_status_list(
    ctx: Ctx, list_id: ListId, purpose: Purpose, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """Read a signed Bitstring Status List; anybody may, from any site."""
    published = await load_status_list(ctx, list_id, purpose)
    headers = {
        "ETag": published.etag,
        "Cache-Control": "public, max-age=60",
        "Access-Control-Allow-Origin": "*",
    }
    if if_none_match is not None and is_same_entity(if_none_match, published.etag):
        return Response(status_code=304, headers=headers)
    return Response(published.text, media_type=STATUS_LIST_TYPE, headers=headers)
