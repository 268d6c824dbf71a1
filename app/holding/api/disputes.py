"""JSON routes of disputes: the holder tells, the partnership answers."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.holding.answer_disputes import answer_dispute, list_reported, load_reported
from app.holding.dependencies import CurrentHolder
from app.holding.dispute_schemas import (
    AnswerBody,
    DisputeBody,
    DisputeView,
    ReportedDisputeView,
    dispute_view,
    reported_view,
)
from app.holding.disputes import add_dispute, list_disputes, withdraw_dispute
from app.holding.errors import DisputeClosed, DisputeOpen
from app.holding.passport import load_data_key
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from app.web.dependencies import Ctx, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])
reported = Router(prefix="/v1/organisations/{organisationId}/disputes", tags=["Disputes"])
CredentialId = Annotated[UUID, Path(alias="credentialId")]
DisputeId = Annotated[UUID, Path(alias="disputeId")]
# Who can put it right.
Answerer = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_REVOKE))]
_GUARDED = (InvalidInput, Unauthenticated, Forbidden, NotFound)


@router.post(
    "/credentials/{credentialId}/disputes",
    status_code=201,
    operation_id="createDispute",
    summary="Say what is not right about a credential of the passport",
    responses=problems(InvalidInput, NotFound, DisputeOpen, Unauthenticated, *REPLAY_ERRORS),
)
async def post_dispute(
    body: DisputeBody,
    ctx: Ctx,
    holder: CurrentHolder,
    now: Now,
    credential_id: CredentialId,
    key: IdempotencyKey,
    response: Response,
) -> DisputeView:
    """Who issued it sees this and can answer; no employer does. It changes nothing about sharing."""
    async with ctx.database.transaction(holder_id=holder) as session:
        return await answer_once(
            session,
            Order(holder, f"createDispute/{credential_id}", key, body),
            lambda: _open(ctx, session, holder, credential_id, body),
            view=DisputeView,
            sealer=await load_data_key(ctx, session, holder),
            response=response,
            now=now,
        )


async def _open(
    ctx: Context, session: Session, holder: UUID, credential_id: UUID, body: DisputeBody
) -> DisputeView:
    return dispute_view(await add_dispute(ctx, session, holder, credential_id, body.reason, body.words))


@router.get(
    "/disputes",
    operation_id="listDisputes",
    summary="List what the holder disputed",
    responses=problems(InvalidInput, Unauthenticated),
)
async def get_disputes(ctx: Ctx, holder: CurrentHolder, page: PageQuery) -> PageView[DisputeView]:
    """Newest first, with the answers."""
    found = await list_disputes(ctx, holder, page)
    return PageView(items=[dispute_view(one) for one in found.items], next_cursor=found.next_cursor)


@router.post(
    "/disputes/{disputeId}/_withdraw",
    operation_id="withdrawDispute",
    summary="Take a dispute back",
    responses=problems(InvalidInput, NotFound, DisputeClosed, Unauthenticated),
)
async def post_withdraw(ctx: Ctx, holder: CurrentHolder, dispute_id: DisputeId) -> DisputeView:
    """Only while nobody answered; twice is no error."""
    return dispute_view(await withdraw_dispute(ctx, holder, dispute_id))


@reported.get(
    "",
    operation_id="listReportedDisputes",
    summary="List what holders say is not right about your credentials",
    responses=problems(*_GUARDED),
)
async def get_reported(
    ctx: Ctx,
    issuer: Answerer,
    page: PageQuery,
    state: Annotated[Literal["open", "answered", "withdrawn"] | None, Query()] = None,
) -> PageView[ReportedDisputeView]:
    """Newest first, in one state or in all."""
    found = await list_reported(ctx, issuer, page, state=state)
    return PageView(items=[reported_view(one) for one in found.items], next_cursor=found.next_cursor)


@reported.get(
    "/{disputeId}",
    operation_id="getReportedDispute",
    summary="Read one dispute about a credential of yours",
    responses=problems(*_GUARDED),
)
async def get_one_reported(ctx: Ctx, issuer: Answerer, dispute_id: DisputeId) -> ReportedDisputeView:
    """The reason, the holder's own words, and the answer."""
    return reported_view(await load_reported(ctx, issuer, dispute_id))


@reported.post(
    "/{disputeId}/_answer",
    operation_id="answerDispute",
    summary="Answer a dispute",
    responses=problems(*_GUARDED, DisputeClosed),
)
async def post_answer(
    body: AnswerBody, ctx: Ctx, issuer: Answerer, dispute_id: DisputeId
) -> ReportedDisputeView:
    """The holder reads it in the passport. A correction is a credential of its own that takes the old one's place."""
    return reported_view(await answer_dispute(ctx, issuer, dispute_id, body.answer))
