"""Lists come in pages; a cursor is the place of the last row, opaque to the client."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import orjson

from app.platform.errors import FieldError, InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: at most `limit` rows after `cursor`."""

    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list, and the cursor of the next, if there is more."""

    items: Sequence[T]
    next_cursor: str | None


def encode_cursor(*parts: str) -> str:
    """The cursor for the row with these sort keys, as unpadded base64url."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


def decode_cursor(cursor: str, count: int) -> tuple[str, ...]:
    """The `count` sort keys in a cursor. Raises InvalidInput for one that we did not make."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        parts = None
    if not isinstance(parts, list) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise foreign_cursor()
    return tuple(parts)


def encode_place(at: datetime, row_id: UUID) -> str:
    """The cursor after a row, in a list by time."""
    return encode_cursor(at.isoformat(), str(row_id))


def read_place(page: Page) -> tuple[datetime, UUID] | None:
    """The row after which a page of a list by time begins, None for the first page. Raises InvalidInput."""
    if page.cursor is None:
        return None
    at, row_id = decode_cursor(page.cursor, 2)
    try:
        moment, identifier = datetime.fromisoformat(at), UUID(row_id)
    except ValueError as error:
        raise foreign_cursor() from error
    if moment.tzinfo is None:
        raise foreign_cursor()
    return moment, identifier


def foreign_cursor() -> InvalidInput:
    """The refusal of a cursor that we did not make, or not for this list."""
    fault = FieldError("?cursor", "invalid_cursor", "Use the nextCursor of the page before.")
    return InvalidInput("The cursor is not one of ours.", errors=[fault])
