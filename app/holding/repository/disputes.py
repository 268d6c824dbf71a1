"""Queries on disputes: those of one holder, and those about what one organisation issued."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from app.holding.dispute_rows import StoredDispute
from app.holding.models import DisputeRecord
from app.holding.repository.paging import newest_first
from app.platform.database import Session

_COLUMNS = (
    DisputeRecord.holder_id,
    DisputeRecord.id,
    DisputeRecord.credential_id,
    DisputeRecord.organisation_id,
    DisputeRecord.reason,
    DisputeRecord.words_sealed,
    DisputeRecord.state,
    DisputeRecord.created_at,
    DisputeRecord.answer_sealed,
    DisputeRecord.answered_at,
)
_ORDER = (DisputeRecord.created_at, DisputeRecord.id)


class DisputeRepository:
    """The disputes of one holder, or those about what one organisation issued."""

    def __init__(
        self, session: Session, *, holder_id: UUID | None = None, organisation_id: UUID | None = None
    ) -> None:
        self._session = session
        self._own = (
            DisputeRecord.holder_id == holder_id
            if holder_id is not None
            else DisputeRecord.organisation_id == organisation_id
        )

    async def add(self, dispute: StoredDispute) -> None:
        values = {name: getattr(dispute, name) for name in StoredDispute.__slots__}
        await self._session.execute(insert(DisputeRecord).values(values))

    async def find(self, dispute_id: UUID, *, lock: bool = False) -> StoredDispute | None:
        query = select(*_COLUMNS).where(self._own, DisputeRecord.id == dispute_id)
        if lock:
            query = query.with_for_update()
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else _stored(row)

    async def find_latest(self, credential_id: UUID) -> StoredDispute | None:
        """The newest about this credential."""
        query = newest_first(
            select(*_COLUMNS).where(self._own, DisputeRecord.credential_id == credential_id),
            _ORDER,
            limit=1,
            before=None,
        )
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else _stored(row)

    async def list_newest(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None, state: str | None = None
    ) -> list[StoredDispute]:
        query = select(*_COLUMNS).where(self._own)
        if state is not None:
            query = query.where(DisputeRecord.state == state)
        query = newest_first(query, _ORDER, limit=limit, before=before)
        return [_stored(row) for row in await self._session.execute(query)]

    async def change(self, dispute_id: UUID, **values: Any) -> None:
        await self._session.execute(
            update(DisputeRecord).where(self._own, DisputeRecord.id == dispute_id).values(values)
        )


def _stored(row: Any) -> StoredDispute:
    return StoredDispute(*row)
