"""Queries on the parent or guardian of somebody under sixteen."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.holding.models import GuardianRecord
from app.platform.database import Session


async def find_guardian(session: Session, secret_hash: bytes) -> GuardianRecord | None:
    """Whom this secret asks, or lets withdraw; its hash is the capability."""
    record = GuardianRecord
    is_it = or_(record.ask_hash == secret_hash, record.stop_hash == secret_hash)
    return await session.scalar(select(record).where(is_it))


class GuardianRepository:
    """The parent or guardian of one holder."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session, self._holder_id = session, holder_id

    async def find(self) -> GuardianRecord | None:
        """Whoever was asked last, as the row is now."""
        query = select(GuardianRecord).where(GuardianRecord.holder_id == self._holder_id)
        return await self._session.scalar(query.execution_options(populate_existing=True))

    async def write(self, **values: Any) -> None:
        """Who is asked, or what was written down, in the place of what there was."""
        added = insert(GuardianRecord).values(holder_id=self._holder_id, **values)
        await self._session.execute(added.on_conflict_do_update(index_elements=["holder_id"], set_=values))

    async def answer(self, secret_hash: bytes, **values: Any) -> bool:
        """What was said, with the secret that was mailed; True for exactly one caller."""
        record = GuardianRecord
        change = (
            update(record)
            .where(
                record.holder_id == self._holder_id,
                or_(record.ask_hash == secret_hash, record.stop_hash == secret_hash),
            )
            .values(**values)
        )
        return await self._session.scalar(change.returning(record.holder_id)) is not None

    async def keep_until(self, day: date) -> None:
        """Another day on which all this is forgotten."""
        change = update(GuardianRecord).where(GuardianRecord.holder_id == self._holder_id)
        await self._session.execute(change.values(forget_on=day))


async def forget_guardians(session: Session) -> int:
    """Delete those of who is sixteen by the clock of the database too; how many."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    gone = await session.execute(text("DELETE FROM guardians RETURNING holder_id"))
    return len(gone.all())
