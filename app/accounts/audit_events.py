"""The audit log as its organisation reads it."""

from uuid import UUID

from app.accounts.repository.audit_events import AuditEvent, AuditEventRepository
from app.platform.database import Session
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor, foreign_cursor


async def list_audit_events(session: Session, *, organisation_id: UUID, page: Page) -> Slice[AuditEvent]:
    """One page of entries, newest first. Raises InvalidInput for a broken cursor."""
    after = None if page.cursor is None else _read_cursor(page.cursor)
    events = await AuditEventRepository(session, organisation_id).list(limit=page.limit + 1, before=after)
    shown = list(events[: page.limit])
    is_more = len(events) > page.limit
    return Slice(shown, encode_cursor(str(shown[-1].position)) if is_more else None)


def _read_cursor(cursor: str) -> int:
    (position,) = decode_cursor(cursor, 1)
    try:
        return int(position)
    except ValueError as error:
        raise foreign_cursor() from error
