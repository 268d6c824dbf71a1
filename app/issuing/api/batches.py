"""JSON routes: bulk orders, answered at once or done as a job."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.issuing.answers import after_of, batch_address, batch_detail_view, batch_view, next_cursor
from app.issuing.api.guards import GUARDED, ISSUE_ERRORS, ORGANISATION, CanIssue, CanRead
from app.issuing.batch_schemas import (
    CredentialBatchBody,
    CredentialBatchDetailView,
    CredentialBatchItemsView,
    CredentialBatchView,
)
from app.issuing.batches import list_batch_errors, list_batches, load_batch, receive_roster
from app.issuing.bulk_calls import answer_items, read_items
from app.issuing.errors import (
    RosterTooLarge,
    UnreadableRoster,
)
from app.platform.errors import (
    PayloadTooLarge,
    UnsupportedMediaType,
)
from app.platform.logging import log
from app.platform.pagination import read_place
from app.web.dependencies import Ctx, IdempotencyKey, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAYED
from app.web.routing import Router
from app.web.schemas import PageView

BatchId = Annotated[UUID, Path(alias="batchId")]
BATCH_REQUEST_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": CredentialBatchBody.model_json_schema()},
        "text/csv": {"schema": {"type": "string"}},
    },
}

router = Router(refusal_event="issue.denied")


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
        response.headers["Location"] = batch_address(issuer.organisation_id, batch.id)
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
            session, issuer.organisation_id, limit=page.limit + 1, before=read_place(page)
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
