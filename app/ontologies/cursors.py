"""Where a page of own terms begins and goes on."""

from datetime import datetime
from uuid import UUID

from app.ontologies.own_terms import OwnTerm
from app.platform.errors import FieldError, InvalidInput
from app.platform.pagination import Page, decode_cursor, encode_cursor


def cursor_of(term: OwnTerm) -> str:
    """What the page after this term begins with."""
    return encode_cursor(term.created_at.isoformat(), str(term.id))


def before_of(page: Page) -> tuple[datetime, UUID] | None:
    """The term that the page begins after. Raises InvalidInput for a broken cursor."""
    if page.cursor is None:
        return None
    at, term_id = decode_cursor(page.cursor, 2)
    try:
        return datetime.fromisoformat(at).astimezone(), UUID(term_id)
    except (ValueError, OverflowError) as error:
        fault = FieldError("?cursor", "invalid_cursor", "Use the nextCursor of the page before.")
        raise InvalidInput("The cursor is not one of ours.", errors=[fault]) from error
