"""Queries on looks in a passport together with a coach."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from app.holding.models import HelpedSessionRecord
from app.platform.database import Session


async def find_helped(session: Session, secret_hash: bytes) -> HelpedSessionRecord | None:
    """The look that this code or this token opens; its hash is the capability."""
    record = HelpedSessionRecord
    is_it = or_(record.code_hash == secret_hash, record.token_hash == secret_hash)
    return await session.scalar(select(record).where(is_it))


class HelpedRepository:
    """The looks in one passport."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def add(self, record: HelpedSessionRecord) -> None:
        self._session.add(record)
        await self._session.flush()

    async def open(
        self,
        session_id: UUID,
        *,
        token_hash: bytes,
        organisation_id: UUID,
        actor: str,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Use the code up; True for exactly one caller."""
        record = HelpedSessionRecord
        change = (
            update(record)
            .where(
                record.holder_id == self._holder_id,
                record.id == session_id,
                record.opened_at.is_(None),
                record.ended_at.is_(None),
                record.expires_at > now,
            )
            .values(
                token_hash=token_hash,
                organisation_id=organisation_id,
                actor=actor,
                opened_at=now,
                expires_at=expires_at,
            )
        )
        return await self._session.scalar(change.returning(record.id)) is not None

    async def find_running(self, *, now: datetime) -> datetime | None:
        """Until when a coach looks along, None when nobody does."""
        record = HelpedSessionRecord
        query = select(record.expires_at).where(
            record.holder_id == self._holder_id,
            record.opened_at.is_not(None),
            record.ended_at.is_(None),
            record.expires_at > now,
        )
        return await self._session.scalar(query.order_by(record.expires_at.desc()).limit(1))

    async def end(self, *, now: datetime, session_id: UUID | None = None) -> list[HelpedSessionRecord]:
        """End one, or all; answers those that were open on a coach's device."""
        record = HelpedSessionRecord
        change = update(record).where(
            record.holder_id == self._holder_id, record.ended_at.is_(None), record.expires_at > now
        )
        if session_id is not None:
            change = change.where(record.id == session_id)
        ended = await self._session.scalars(change.values(ended_at=now).returning(record))
        return [row for row in ended if row.opened_at is not None]
