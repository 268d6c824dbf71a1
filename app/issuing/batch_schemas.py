"""What the routes of many credentials at once read and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.issuing.schemas import MOST_ITEMS, CredentialView
from app.web.schemas import Body, View


class CredentialBatchBody(Body):
    """Up to 1,000 items, each of them what one call to issue a credential takes."""

    items: Annotated[
        list[dict[str, Any]],
        Field(min_length=1, max_length=MOST_ITEMS, description="Bodies of the operation issueCredential."),
    ]


class ItemErrorView(View):
    """What is wrong with one item; `pointer` starts at the item."""

    pointer: str
    code: str
    detail: str


class BatchItemView(View):
    """What became of one item: a credential, or its errors."""

    index: int
    credential: CredentialView | None
    errors: list[ItemErrorView]


class RowErrorView(View):
    """What is wrong with one cell of a roster, and how to mend it; row 1 holds the column names."""

    row: int
    column: str
    code: str
    detail: str


class CredentialBatchView(View):
    """How far a batch is."""

    id: UUID
    source: Literal["json", "csv", "xlsx"]
    state: Literal["receiving", "draft", "running", "done", "discarded"]
    row_count: int
    issued_count: int
    failed_count: int
    created_at: datetime
    finished_at: datetime | None


class CredentialBatchDetailView(CredentialBatchView):
    """How far a batch is and what is wrong with its rows, a page at a time."""

    errors: list[RowErrorView]
    next_cursor: str | None


class CredentialBatchItemsView(View):
    """The outcome of every item of a bulk call."""

    id: UUID
    issued_count: int
    failed_count: int
    items: list[BatchItemView]
