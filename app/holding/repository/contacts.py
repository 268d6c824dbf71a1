"""Queries on the addresses of a holder, and on what happened to the ways in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update
from sqlalchemy.exc import IntegrityError

from app.holding.models import HolderContactRecord, HolderEventRecord
from app.platform.database import Session

_IS_LIVE = HolderContactRecord.verified_at.is_not(None) & HolderContactRecord.removed_at.is_(None)


async def find_contact_by_address(session: Session, address_hash: bytes) -> HolderContactRecord | None:
    """The address that opens a passport, by its keyed hash, which is the capability."""
    statement = select(HolderContactRecord).where(HolderContactRecord.address_hash == address_hash, _IS_LIVE)
    return await session.scalar(statement)


class ContactRepository:
    """The addresses of one holder."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def add(self, record: HolderContactRecord) -> None:
        self._session.add(record)
        await self._session.flush()

    async def find(self, contact_id: UUID) -> HolderContactRecord | None:
        return await self._session.get(HolderContactRecord, (self._holder_id, contact_id))

    async def list(self) -> list[HolderContactRecord]:
        """Those that count, oldest first."""
        record = HolderContactRecord
        statement = select(record).where(record.holder_id == self._holder_id, _IS_LIVE)
        return list(await self._session.scalars(statement.order_by(record.verified_at, record.id)))

    async def count_asked(self, *, since: datetime) -> int:
        """How many addresses the holder gave since then, confirmed or not."""
        record = HolderContactRecord
        statement = select(func.count()).where(record.holder_id == self._holder_id, record.created_at > since)
        return int(await self._session.scalar(statement) or 0)

    async def verify(self, contact_id: UUID, *, now: datetime) -> bool:
        """From now it counts; False when it opens another passport already."""
        try:
            async with self._session.begin_nested():
                await self._mark(contact_id, verified_at=now)
        except IntegrityError:
            return False
        return True

    async def remove(self, contact_id: UUID, *, now: datetime) -> None:
        await self._mark(contact_id, removed_at=now)

    async def _mark(self, contact_id: UUID, **moment: datetime) -> None:
        record = HolderContactRecord
        change = update(record).where(record.holder_id == self._holder_id, record.id == contact_id)
        await self._session.execute(change.values(**moment))


class HolderEventRepository:
    """What happened to the ways into one passport."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def add(self, event_id: UUID, *, kind: str, organisation_id: UUID | None, now: datetime) -> None:
        self._session.add(
            HolderEventRecord(
                holder_id=self._holder_id,
                id=event_id,
                kind=kind,
                organisation_id=organisation_id,
                occurred_at=now,
            )
        )
        await self._session.flush()

    async def count(self, kind: str, *, since: datetime) -> int:
        """How often this happened since then."""
        record = HolderEventRecord
        statement = select(func.count()).where(
            record.holder_id == self._holder_id, record.kind == kind, record.occurred_at > since
        )
        return (await self._session.scalar(statement)) or 0

    async def list(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None
    ) -> list[HolderEventRecord]:
        """The newest first, at most `limit`, older than `before`."""
        record = HolderEventRecord
        order = (record.occurred_at, record.id)
        statement = select(record).where(record.holder_id == self._holder_id)
        if before is not None:
            statement = statement.where(tuple_(*order) < before)
        ordered = statement.order_by(*(column.desc() for column in order)).limit(limit)
        return list(await self._session.scalars(ordered))


async def forget_ways_in(session: Session) -> int:
    """Delete what was asked and never used, and what was removed long ago; the database keeps what still counts."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    total = 0
    for table in ("holder_contacts", "entry_codes", "passport_recoveries", "helped_sessions"):
        gone = await session.execute(text(f"DELETE FROM {table} RETURNING id"))  # noqa: S608 - our own names
        total += len(gone.all())
    return total
