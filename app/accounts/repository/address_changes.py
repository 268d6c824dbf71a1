"""Queries of the new addresses that people asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import AddressChangeRecord, PersonRecord
from app.platform.database import Session


class AddressChangeRepository:
    """What the person whose transaction it is asked for."""

    def __init__(self, session: Session, person_id: UUID) -> None:
        self._session = session
        self._person_id = person_id

    async def add(self, record: AddressChangeRecord) -> None:
        """Write down that another address was asked for."""
        self._session.add(record)
        await self._session.flush()

    async def count_asked(self, *, since: datetime) -> int:
        """How often the person asked since then."""
        row = AddressChangeRecord
        statement = select(func.count()).where(row.person_id == self._person_id, row.created_at > since)
        return int(await self._session.scalar(statement) or 0)

    async def find_open(self, secret_hash: bytes, *, now: datetime) -> AddressChangeRecord | None:
        """What the link with this secret would change, locked."""
        row = AddressChangeRecord
        statement = select(row).where(
            row.person_id == self._person_id,
            row.secret_hash == secret_hash,
            row.ended_at.is_(None),
            row.expires_at > now,
        )
        return await self._session.scalar(statement.with_for_update())

    async def end_all(self, *, now: datetime) -> Sequence[UUID]:
        """Make every link that was mailed stop."""
        row = AddressChangeRecord
        statement = update(row).where(row.person_id == self._person_id, row.ended_at.is_(None))
        return (await self._session.scalars(statement.values(ended_at=now).returning(row.id))).all()

    async def move(self, *, email_sealed: bytes, email_hash: bytes) -> bool:
        """Give the person the address; False when somebody has it."""
        statement = update(PersonRecord).where(PersonRecord.id == self._person_id)
        try:
            async with self._session.begin_nested():
                await self._session.execute(
                    statement.values(email_sealed=email_sealed, email_hash=email_hash)
                )
        except IntegrityError:
            return False
        return True
