"""Queries on what a system was told."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text

from app.following.models import FollowEventRecord
from app.following.rows import FollowEvent
from app.platform.database import Session

_COLUMNS = (
    FollowEventRecord.id,
    FollowEventRecord.position,
    FollowEventRecord.type,
    FollowEventRecord.happened_at,
    FollowEventRecord.subscription_id,
    FollowEventRecord.share_link_id,
    FollowEventRecord.credential_id,
    FollowEventRecord.state,
)
_NEXT: Final = text(
    "INSERT INTO follow_positions (organisation_id, last_position) VALUES (:organisation_id, 1)"
    " ON CONFLICT (organisation_id) DO UPDATE SET last_position = follow_positions.last_position + 1"
    " RETURNING last_position"
)


class EventRepository:
    """The events of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def take_position(self) -> int:
        """The next place; until the end of the transaction nobody else of the organisation gets one.

        So whoever has read up to a place has missed none before it.
        """
        found = await self._session.execute(_NEXT, {"organisation_id": self._organisation_id})
        return int(found.scalar_one())

    async def add(self, event: FollowEvent) -> None:
        await self._session.execute(
            insert(FollowEventRecord).values(
                organisation_id=self._organisation_id,
                id=event.id,
                position=event.position,
                type=event.type,
                happened_at=event.happened_at,
                subscription_id=event.subscription_id,
                share_link_id=event.share_link_id,
                credential_id=event.credential_id,
                state=event.state,
            )
        )

    async def find(self, event_id: UUID) -> FollowEvent | None:
        record = FollowEventRecord
        query = select(*_COLUMNS).where(
            record.organisation_id == self._organisation_id, record.id == event_id
        )
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else FollowEvent(*row)

    async def list(self, *, after: int, limit: int) -> list[FollowEvent]:
        """The oldest first, from the place after this one."""
        record = FollowEventRecord
        query = (
            select(*_COLUMNS)
            .where(record.organisation_id == self._organisation_id, record.position > after)
            .order_by(record.position)
            .limit(limit)
        )
        return [FollowEvent(*row) for row in await self._session.execute(query)]


async def forget_events(session: Session, *, before: datetime) -> int:
    """Delete everybody's events from before a moment, and what became of them; how many."""
    await session.execute(select(func.set_config("app.sweep", "forget", True)))
    record = FollowEventRecord
    statement = delete(record).where(record.happened_at < before).returning(record.id)
    return len((await session.execute(statement)).all())
