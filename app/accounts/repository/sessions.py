"""Queries of sessions of staff."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text, update

from app.accounts.models import StaffSessionRecord
from app.platform.database import Session


async def find_session_by_handle(session: Session, handle_hash: bytes) -> StaffSessionRecord | None:
    """The session with this handle, which is the capability of the transaction."""
    return await session.scalar(
        select(StaffSessionRecord).where(StaffSessionRecord.handle_hash == handle_hash)
    )


class StaffSessionRepository:
    """The sessions of the person whose transaction it is."""

    def __init__(self, session: Session, person_id: UUID) -> None:
        self._session = session
        self._person_id = person_id

    async def add(self, record: StaffSessionRecord) -> None:
        """Add a session."""
        self._session.add(record)
        await self._session.flush()

    async def list_open(self, *, now: datetime, unused_since: datetime) -> Sequence[StaffSessionRecord]:
        """The sessions that work now, the one used last first."""
        row = StaffSessionRecord
        statement = select(row).where(
            row.person_id == self._person_id,
            row.ended_at.is_(None),
            row.expires_at > now,
            row.last_used_at > unused_since,
        )
        return (await self._session.scalars(statement.order_by(row.last_used_at.desc(), row.id))).all()

    async def rotate(self, session_id: UUID, *, old: bytes, new: bytes, now: datetime) -> bool:
        """Put a new secret in place of the old one; False when another request was first."""
        row = StaffSessionRecord
        statement = (
            update(row)
            .where(row.person_id == self._person_id, row.id == session_id, row.secret_hash == old)
            .values(secret_hash=new, previous_hash=old, rotated_at=now, last_used_at=now)
        )
        return await self._session.scalar(statement.returning(row.id)) is not None

    async def note_use(self, session_id: UUID, *, now: datetime) -> None:
        """Write down when the session was used last."""
        row = StaffSessionRecord
        statement = update(row).where(row.person_id == self._person_id, row.id == session_id)
        await self._session.execute(statement.values(last_used_at=now))

    async def end(
        self, *, now: datetime, session_id: UUID | None = None, except_id: UUID | None = None
    ) -> list[UUID]:
        """End one session, or all but one; answers which were open until now."""
        row = StaffSessionRecord
        statement = update(row).where(row.person_id == self._person_id, row.ended_at.is_(None))
        if session_id is not None:
            statement = statement.where(row.id == session_id)
        if except_id is not None:
            statement = statement.where(row.id != except_id)
        return list(await self._session.scalars(statement.values(ended_at=now).returning(row.id)))


async def forget_sessions(session: Session, *, before: datetime) -> int:
    """Delete sessions that could not be used since `before`; the database keeps those of the last 30 days."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    row = StaffSessionRecord
    gone = await session.scalars(delete(row).where(row.expires_at < before).returning(row.id))
    return len(gone.all())
