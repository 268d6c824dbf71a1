"""Queries on holders and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.holding.models import HolderRecord, HolderSessionRecord
from app.platform.database import Session


async def find_session_holder(session: Session, token_hash: bytes, *, now: datetime) -> UUID | None:
    """The holder of a live session; only visible in a transaction that carries the hash as capability."""
    query = select(HolderSessionRecord.holder_id).where(
        HolderSessionRecord.token_hash == token_hash,
        HolderSessionRecord.expires_at > now,
        HolderSessionRecord.ended_at.is_(None),
    )
    holder_id: UUID | None = await session.scalar(query)
    return holder_id


class HolderRepository:
    """The holder and the holder's sessions."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def add_holder(self, *, data_key_wrapped: bytes, now: datetime) -> None:
        values = {"id": self._holder_id, "data_key_wrapped": data_key_wrapped, "created_at": now}
        await self._session.execute(insert(HolderRecord).values(values))

    async def find_data_key(self) -> bytes | None:
        """The wrapped data key of the holder, or None when there is no such holder."""
        query = select(HolderRecord.data_key_wrapped).where(HolderRecord.id == self._holder_id)
        wrapped: bytes | None = await self._session.scalar(query)
        return wrapped

    async def delete_holder(self) -> None:
        """The holder goes, and by the keys of the tables everything that is theirs."""
        await self._session.execute(delete(HolderRecord).where(HolderRecord.id == self._holder_id))

    async def add_session(
        self, session_id: UUID, *, token_hash: bytes, now: datetime, expires_at: datetime
    ) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": session_id,
            "token_hash": token_hash,
            "created_at": now,
            "expires_at": expires_at,
        }
        await self._session.execute(insert(HolderSessionRecord).values(values))

    async def end_session(self, token_hash: bytes, *, now: datetime) -> None:
        change = (
            update(HolderSessionRecord)
            .where(
                HolderSessionRecord.holder_id == self._holder_id,
                HolderSessionRecord.token_hash == token_hash,
                HolderSessionRecord.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
        await self._session.execute(change)

    async def end_sessions(self, *, now: datetime, except_hash: bytes | None = None) -> int:
        """End every session that is open, but the one with this token's hash; answers how many there were."""
        record = HolderSessionRecord
        change = (
            update(record)
            .where(record.holder_id == self._holder_id, record.ended_at.is_(None), record.expires_at > now)
            .values(ended_at=now)
        )
        if except_hash is not None:
            change = change.where(record.token_hash != except_hash)
        return len((await self._session.scalars(change.returning(record.id))).all())

    async def has_open_session(self, *, now: datetime) -> bool:
        """Whether any device of the holder still has the passport open."""
        record = HolderSessionRecord
        query = select(record.id).where(
            record.holder_id == self._holder_id, record.ended_at.is_(None), record.expires_at > now
        )
        return await self._session.scalar(query.limit(1)) is not None
