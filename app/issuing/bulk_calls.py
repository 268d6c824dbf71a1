"""Bulk calls: reads the items of a JSON body and answers each with its credential or its errors."""

from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from app.accounts.permissions import Issuer
from app.issuing.answers import item_view
from app.issuing.batch_schemas import CredentialBatchBody, CredentialBatchItemsView
from app.issuing.batches import issue_items
from app.issuing.issue_requests import IssueRequest
from app.issuing.issue_schemas import IssueCredentialBody
from app.platform.context import Context
from app.platform.errors import FieldError, InvalidInput, PayloadTooLarge
from app.platform.logging import log
from app.web.faults import read_faults, read_json

MOST_BYTES = 8 * 1024 * 1024
MOST_MEMBERS = 100_000


async def read_items(pieces: AsyncIterator[bytes]) -> list[dict[str, Any]]:
    """The items of a body of at most 8 MiB, strictly parsed. Raises PayloadTooLarge, InvalidJson,
    JsonTooDeep or InvalidInput."""
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > MOST_BYTES:
            raise PayloadTooLarge("Send at most 8 MiB; split the items over several calls.")
    value = read_json(bytes(content), max_bytes=MOST_BYTES, max_members=MOST_MEMBERS)
    try:
        return CredentialBatchBody.model_validate(value).items
    except ValidationError as error:
        raise InvalidInput(errors=list_faults(error)) from error


def list_faults(error: ValidationError) -> list[FieldError]:
    """What a form found wrong, as JSON pointers; never the value."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return read_faults([{**fault, "loc": ("body", *fault["loc"])} for fault in found])


async def answer_items(
    context: Context, issuer: Issuer, key: str, items: Sequence[dict[str, Any]]
) -> tuple[CredentialBatchItemsView, bool]:
    """Issues what can be issued, and tells whether the key was used before. Raises IdempotencyMismatch."""
    requests: list[IssueRequest | None] = []
    faults: list[list[FieldError]] = []
    for item in items:
        request, found = _read_item(item)
        requests.append(request)
        faults.append(found)
    digest = sha256(orjson.dumps(items, option=orjson.OPT_SORT_KEYS)).digest()
    batch_id, outcomes, is_replay = await issue_items(context, issuer, key, digest, requests)
    views = [
        item_view(index, outcome, faults[index], context.settings.public_url)
        for index, outcome in enumerate(outcomes)
    ]
    issued = sum(1 for view in views if view.credential is not None)
    codes = {error.code for view in views for error in view.errors}
    if codes:
        log.warning(
            "issue.denied", batch=str(batch_id), count=len(views) - issued, reason=",".join(sorted(codes))
        )
    answer = CredentialBatchItemsView(
        id=batch_id, issued_count=issued, failed_count=len(views) - issued, items=views
    )
    return answer, is_replay


def _read_item(item: dict[str, Any]) -> tuple[IssueRequest | None, list[FieldError]]:
    try:
        return IssueCredentialBody.model_validate_json(orjson.dumps(item)).to_request(""), []
    except ValidationError as error:
        return None, list_faults(error)
