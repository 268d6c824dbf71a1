"""Queries on the systems of employers that registered themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import SystemRecord
from app.platform.database import Session


async def find_system_by_address(session: Session, email_hash: bytes) -> SystemRecord | None:
    """The system of this address; its hash is the capability."""
    return await session.scalar(select(SystemRecord).where(SystemRecord.email_hash == email_hash))


async def find_system_by_link(session: Session, link_hash: bytes) -> SystemRecord | None:
    """The system for which this link was mailed; its hash is the capability."""
    return await session.scalar(select(SystemRecord).where(SystemRecord.link_hash == link_hash))


async def find_system_by_session(session: Session, session_hash: bytes) -> SystemRecord | None:
    """The system that is managed by this secret; its hash is the capability."""
    return await session.scalar(select(SystemRecord).where(SystemRecord.session_hash == session_hash))


class SystemRepository:
    """The system of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, record: SystemRecord) -> None:
        """Add it, unless another has its address."""
        values = {
            "organisation_id": self._organisation_id,
            "name": record.name,
            "email_sealed": record.email_sealed,
            "email_hash": record.email_hash,
            "language": record.language,
            "created_at": record.created_at,
        }
        await self._session.execute(insert(SystemRecord).values(values).on_conflict_do_nothing())

    async def find(self) -> SystemRecord | None:
        return await self._session.get(SystemRecord, self._organisation_id)

    async def change(self, *also: ColumnElement[bool], **values: object) -> bool:
        """Change it, if it still is as `also` says; whether it did."""
        record = SystemRecord
        statement = update(record).where(record.organisation_id == self._organisation_id, *also)
        changed = statement.values(**values).returning(record.organisation_id)
        return await self._session.scalar(changed) is not None

    async def take_link(self, link_hash: bytes, **values: object) -> bool:
        """Use the link up; True for exactly one caller."""
        return await self.change(SystemRecord.link_hash == link_hash, link_hash=None, **values)


async def forget_unconfirmed(session: Session, *, before: datetime) -> int:
    """Delete registrations that nobody confirmed; the database keeps those of today."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    record = SystemRecord
    statement = delete(record).where(record.confirmed_at.is_(None), record.created_at < before)
    return len((await session.execute(statement.returning(record.organisation_id))).all())
