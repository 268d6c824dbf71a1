"""Cursors of the lists of a holder: the instant and the id of the last row shown."""

from datetime import datetime
from uuid import UUID

from app.platform.errors import FieldError, InvalidInput
from app.platform.pagination import decode_cursor, encode_cursor


def write_cursor(at: datetime, row_id: UUID) -> str:
    """The cursor after a row, by its instant and id."""
    return encode_cursor(at.isoformat(), str(row_id))


def read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The row a cursor stands for, None for the first page. Raises InvalidInput when it is not ours."""
    if cursor is None:
        return None
    at, row_id = decode_cursor(cursor, 2)
    try:
        row = datetime.fromisoformat(at), UUID(row_id)
    except ValueError as error:
        raise InvalidInput(errors=[_BAD_CURSOR]) from error
    if row[0].tzinfo is None:
        raise InvalidInput(errors=[_BAD_CURSOR])
    return row


_BAD_CURSOR = FieldError("?cursor", "invalid_cursor", "This cursor does not come from this list.")
