"""The routes of signed status lists of both kinds, open to anybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Path, Query, Response

from app.issuing.documents import PURPOSES
from app.issuing.errors import StatusHistoryNotKept, StatusRollback
from app.issuing.status_lists import Published, is_same_entity, load_status_list
from app.issuing.token_status_lists import load_token_status_list
from app.platform.errors import (
    InvalidInput,
    NotFound,
    TooMany,
)
from app.web.dependencies import Ctx
from app.web.problems import problems
from app.web.routing import Router

STATUS_LIST_TYPE = "application/vc+jwt"
SIGNED_STATUSES_TYPE = "application/statuslist+jwt"
ListId = Annotated[UUID, Path(alias="listId")]
Purpose = Annotated[str, Path(json_schema_extra={"enum": list(PURPOSES)})]
router = Router(refusal_event="issue.denied")


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
    return _answer(await load_status_list(ctx, list_id, purpose), STATUS_LIST_TYPE, if_none_match)


@router.get(
    "/status/{listId}",
    operation_id="getTokenStatusList",
    tags=["Status lists"],
    responses=problems(NotFound, InvalidInput, StatusRollback, StatusHistoryNotKept, TooMany)
    | {200: {"content": {SIGNED_STATUSES_TYPE: {}}}, 304: {"description": "Not modified"}},
    response_class=Response,
)
async def get_token_status_list(
    ctx: Ctx,
    list_id: ListId,
    time: Annotated[
        str | None, Query(max_length=100, description="Another moment than now is not told.")
    ] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Read a signed Token Status List, two bits an entry; anybody may, from any site."""
    if time is not None:
        raise StatusHistoryNotKept
    return _answer(await load_token_status_list(ctx, list_id), SIGNED_STATUSES_TYPE, if_none_match)


def _answer(published: Published, media_type: str, if_none_match: str | None) -> Response:
    headers = {
        "ETag": published.etag,
        "Cache-Control": "public, max-age=60",
        "Access-Control-Allow-Origin": "*",
    }
    if if_none_match is not None and is_same_entity(if_none_match, published.etag):
        return Response(status_code=304, headers=headers)
    return Response(published.text, media_type=media_type, headers=headers)
