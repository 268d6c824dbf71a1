"""Queries on what a holder tells about themselves."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.holding.models import HolderSkillRecord
from app.holding.rows import SealedSkill
from app.platform.database import Session

_ROW = HolderSkillRecord


class OwnSkillRepository:
    """The skills of one holder, in the holder's own words."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def add(self, skill: SealedSkill) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": skill.id,
            "content_sealed": skill.sealed,
            "created_at": skill.created_at,
        }
        await self._session.execute(insert(_ROW).values(values))

    async def list(self, ids: Collection[UUID] | None = None) -> list[SealedSkill]:
        """Oldest first; all, or those of `ids` that there are."""
        query = select(_ROW.id, _ROW.content_sealed, _ROW.created_at).where(_ROW.holder_id == self._holder_id)
        if ids is not None:
            query = query.where(_ROW.id.in_(ids))
        rows = await self._session.execute(query.order_by(_ROW.created_at, _ROW.id))
        return [SealedSkill(*row) for row in rows]

    async def count(self) -> int:
        query = select(func.count()).where(_ROW.holder_id == self._holder_id)
        return await self._session.scalar(query) or 0

    async def remove(self, skill_id: UUID) -> bool:
        """Whether there was one."""
        change = delete(_ROW).where(_ROW.holder_id == self._holder_id, _ROW.id == skill_id).returning(_ROW.id)
        return await self._session.scalar(change) is not None
