"""Lists come in pages; a cursor is the place of the last row, opaque to the client."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
        fault = FieldError("?cursor", "invalid_cursor", "Use the nextCursor of the page before.")
        raise InvalidInput("The cursor is not one of ours.", errors=[fault])
    return tuple(parts)
