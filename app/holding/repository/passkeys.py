"""Queries on the passkeys of holders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from app.holding.models import HolderPasskeyRecord
from app.platform.database import Session


async def find_passkey(session: Session, credential_hash: bytes) -> HolderPasskeyRecord | None:
    """The passkey with this id, whose hash is the capability."""
    record = HolderPasskeyRecord
    return await session.scalar(select(record).where(record.credential_hash == credential_hash))


class HolderPasskeyRepository:
    """The passkeys of one holder."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def add(self, record: HolderPasskeyRecord) -> None:
        self._session.add(record)
        await self._session.flush()

    async def list(self) -> list[HolderPasskeyRecord]:
        """Oldest first."""
        record = HolderPasskeyRecord
        statement = select(record).where(record.holder_id == self._holder_id)
        return list(await self._session.scalars(statement.order_by(record.created_at, record.id)))

    async def note_use(self, passkey_id: UUID, *, sign_count: int, now: datetime) -> None:
        record = HolderPasskeyRecord
        change = update(record).where(record.holder_id == self._holder_id, record.id == passkey_id)
        await self._session.execute(change.values(sign_count=sign_count, last_used_at=now))

    async def remove(self, passkey_id: UUID) -> bool:
        """Whether there was such a passkey."""
        record = HolderPasskeyRecord
        gone = delete(record).where(record.holder_id == self._holder_id, record.id == passkey_id)
        return await self._session.scalar(gone.returning(record.id)) is not None
