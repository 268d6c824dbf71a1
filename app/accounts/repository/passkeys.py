"""Queries of passkeys and of the challenges that were given out for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from app.accounts.models import PasskeyChallengeRecord, PasskeyRecord
from app.platform.database import Session


async def add_challenge(session: Session, record: PasskeyChallengeRecord) -> None:
    """Write down a challenge; its hash is the capability."""
    session.add(record)
    await session.flush()


async def take_challenge(session: Session, challenge_hash: bytes) -> tuple[str, UUID | None, datetime] | None:
    """Take a challenge away: what for, whose, and since when. None when it was never given or used before."""
    row = PasskeyChallengeRecord
    statement = delete(row).where(row.challenge_hash == challenge_hash)
    found = await session.execute(statement.returning(row.purpose, row.person_id, row.created_at))
    taken = found.one_or_none()
    return None if taken is None else (taken[0], taken[1], taken[2])


async def find_passkey(session: Session, credential_hash: bytes) -> PasskeyRecord | None:
    """The passkey with this id, whose hash is the capability."""
    return await session.scalar(select(PasskeyRecord).where(PasskeyRecord.credential_hash == credential_hash))


class PasskeyRepository:
    """The passkeys of the person whose transaction it is."""

    def __init__(self, session: Session, person_id: UUID) -> None:
        self._session = session
        self._person_id = person_id

    async def add(self, record: PasskeyRecord) -> None:
        """Add a passkey."""
        self._session.add(record)
        await self._session.flush()

    async def list(self) -> Sequence[PasskeyRecord]:
        """All passkeys, oldest first."""
        row = PasskeyRecord
        statement = select(row).where(row.person_id == self._person_id)
        return (await self._session.scalars(statement.order_by(row.created_at, row.id))).all()

    async def note_use(self, passkey_id: UUID, *, sign_count: int, now: datetime) -> None:
        """Keep the counter and the time of the last use."""
        row = PasskeyRecord
        statement = update(row).where(row.person_id == self._person_id, row.id == passkey_id)
        await self._session.execute(statement.values(sign_count=sign_count, last_used_at=now))

    async def rename(self, passkey_id: UUID, name_sealed: bytes) -> bool:
        """Keep another name; False when there is no such passkey."""
        row = PasskeyRecord
        statement = update(row).where(row.person_id == self._person_id, row.id == passkey_id)
        renamed = statement.values(name_sealed=name_sealed).returning(row.id)
        return await self._session.scalar(renamed) is not None

    async def remove(self, passkey_id: UUID) -> bool:
        """Delete a passkey; False when there is none."""
        row = PasskeyRecord
        statement = delete(row).where(row.person_id == self._person_id, row.id == passkey_id)
        return await self._session.scalar(statement.returning(row.id)) is not None
