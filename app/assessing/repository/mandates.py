"""Queries on mandates, each scoped to one organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped

_COLUMNS: Final = """id, person_id, scope_kind, scope_id, highest_level, valid_from, valid_until,
    granted_by, granted_at, revoked_by, revoked_at"""
_ADD: Final = """
    INSERT INTO mandates (organisation_id, id, person_id, scope_kind, scope_id, highest_level,
                          valid_from, valid_until, granted_by, granted_at)
    VALUES (:organisation_id, :id, :person_id, :scope_kind, :scope_id, :highest_level,
            :valid_from, :valid_until, :granted_by, :granted_at)"""
_FIND: Final = f"SELECT {_COLUMNS} FROM mandates WHERE organisation_id = :organisation_id AND id = ANY(:ids)"
_FIND_OF: Final = f"""
    SELECT {_COLUMNS} FROM mandates
    WHERE organisation_id = :organisation_id AND person_id = ANY(:person_ids) ORDER BY id"""
_LIST: Final = f"""
    SELECT {_COLUMNS} FROM mandates
    WHERE organisation_id = :organisation_id
      AND (CAST(:person_id AS uuid) IS NULL OR person_id = :person_id)
      AND (CAST(:active_at AS timestamptz) IS NULL OR (valid_until > :active_at AND revoked_at IS NULL))
      AND (CAST(:ends_before AS timestamptz) IS NULL OR valid_until < :ends_before)
      AND (CAST(:after AS timestamptz) IS NULL OR (valid_until, id) > (:after, CAST(:after_id AS uuid)))
    ORDER BY valid_until, id LIMIT :limit"""
_REVOKE: Final = """
    UPDATE mandates SET revoked_at = :now, revoked_by = :actor
    WHERE organisation_id = :organisation_id AND id = :id AND revoked_at IS NULL"""


class MandateRepository(Scoped):
    """Mandates."""

    async def add(self, values: Mapping[str, Any]) -> None:
        """A new mandate."""
        await self.rows(_ADD, **values)

    async def find(self, ids: Sequence[UUID], *, lock: str = "") -> list[dict[str, Any]]:
        """The mandates with these ids, in order of id when locked, so that two who lock never wait in a circle."""
        return await self.rows(f"{_FIND} ORDER BY id {lock}", ids=list(ids))

    async def find_of(self, person_ids: Sequence[UUID]) -> list[dict[str, Any]]:
        """Every mandate of these people."""
        return await self.rows(_FIND_OF, person_ids=list(person_ids))

    async def list_by_end(
        self, limit: int, after: tuple[datetime, UUID] | None, filters: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Mandates, those that end first first."""
        at, mandate_id = after or (None, None)
        return await self.rows(_LIST, limit=limit, after=at, after_id=mandate_id, **filters)

    async def revoke(self, mandate_id: UUID, *, actor: str, now: datetime) -> None:
        """Ends it, if it was not ended before."""
        await self.rows(_REVOKE, id=mandate_id, actor=actor, now=now)
