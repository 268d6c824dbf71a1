"""What the queries of dossiers share: an open session, and the organisation that they are scoped to."""

from typing import Any
from uuid import UUID

from app.platform.database import Session, fetch


class Scoped:
    """Queries of one organisation; `:organisation_id` is filled in."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self.organisation_id = organisation_id

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of one statement."""
        return await fetch(self._session, sql, {"organisation_id": self.organisation_id, **values})

    async def row(self, sql: str, **values: Any) -> dict[str, Any] | None:
        """The only row, or none."""
        found = await self.rows(sql, **values)
        return found[0] if found else None
