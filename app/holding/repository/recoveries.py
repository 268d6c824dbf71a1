"""Queries on new ways in that a partnership made at its desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from app.holding.models import PassportRecoveryRecord
from app.platform.database import Session


async def find_recovery(session: Session, secret_hash: bytes) -> PassportRecoveryRecord | None:
    """The new way in with this code, or with this secret to stop it; its hash is the capability."""
    record = PassportRecoveryRecord
    is_it = or_(record.code_hash == secret_hash, record.stop_hash == secret_hash)
    return await session.scalar(select(record).where(is_it))


class RecoveryRepository:
    """The new ways into one passport."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def add(self, record: PassportRecoveryRecord) -> None:
        self._session.add(record)
        await self._session.flush()

    async def list_open(self, *, now: datetime) -> list[PassportRecoveryRecord]:
        """Those that may still open the passport, oldest first."""
        record = PassportRecoveryRecord
        statement = select(record).where(
            record.holder_id == self._holder_id,
            record.opened_at.is_(None),
            record.stopped_at.is_(None),
            record.expires_at > now,
        )
        return list(await self._session.scalars(statement.order_by(record.created_at, record.id)))

    async def open(self, recovery_id: UUID, *, now: datetime) -> bool:
        """Use it up; True for exactly one caller, and not before its time."""
        record = PassportRecoveryRecord
        change = (
            update(record)
            .where(
                record.holder_id == self._holder_id,
                record.id == recovery_id,
                record.opened_at.is_(None),
                record.stopped_at.is_(None),
                record.opens_at <= now,
                record.expires_at > now,
            )
            .values(opened_at=now)
        )
        return await self._session.scalar(change.returning(record.id)) is not None

    async def stop(
        self,
        *,
        now: datetime,
        recovery_id: UUID | None = None,
        organisation_id: UUID | None = None,
    ) -> list[UUID]:
        """Stop one, or those of one partnership; answers whose they were."""
        record = PassportRecoveryRecord
        change = update(record).where(
            record.holder_id == self._holder_id, record.opened_at.is_(None), record.stopped_at.is_(None)
        )
        if recovery_id is not None:
            change = change.where(record.id == recovery_id)
        if organisation_id is not None:
            change = change.where(record.organisation_id == organisation_id)
        stopped = await self._session.scalars(change.values(stopped_at=now).returning(record.organisation_id))
        return list(stopped)
