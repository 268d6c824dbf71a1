"""Queries on which staff looked at somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.issuing.repository import Repository
from app.platform.database import Session, fetch


class StaffViewRepository(Repository):
    """What the staff of one organisation looked at."""

    async def find_recipient(self, recipient_id: UUID) -> bytes | None:
        """Under which hash the organisation knows a recipient."""
        return await self._hash("WHERE r.organisation_id = :organisation_id AND r.id = :id", recipient_id)

    async def find_recipient_of(self, credential_id: UUID) -> bytes | None:
        """Under which hash the organisation knows who was given a credential."""
        return await self._hash(
            """
            JOIN issuances i ON i.organisation_id = r.organisation_id AND i.recipient_id = r.id
            WHERE r.organisation_id = :organisation_id AND i.id = :id""",
            credential_id,
        )

    async def _hash(self, where: str, row_id: UUID) -> bytes | None:
        sql = f"SELECT r.reference_hash FROM recipients r {where} AND r.erased_at IS NULL"  # noqa: S608 - our own text
        rows = await self.rows(sql, id=row_id)
        return rows[0]["reference_hash"] if rows else None

    async def add(self, **values: Any) -> None:
        """Once an hour for the same person, member of staff and thing."""
        await self.run(
            """
            INSERT INTO staff_views (organisation_id, person_hash, hour, actor, what, object_id, id, roles,
                                     viewed_at)
            VALUES (:organisation_id, :person_hash, date_trunc('hour', CAST(:now AS timestamptz), 'UTC'), :actor,
                    :what, :object_id, :id, :roles, :now)
            ON CONFLICT DO NOTHING""",
            **values,
        )

    async def delete_of(self, person_hash: bytes) -> None:
        """Nobody looked at somebody who is forgotten."""
        await self.run(
            "DELETE FROM staff_views WHERE organisation_id = :organisation_id AND person_hash = :hash",
            hash=person_hash,
        )


async def list_of_holder(
    session: Session, holder_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None
) -> Sequence[dict[str, Any]]:
    """Newest first, at every organisation. `session` is in the holder's context."""
    sql = """
        WITH known AS MATERIALIZED (
            SELECT organisation_id, reference_hash FROM recipients WHERE holder_id = :holder_id
            UNION SELECT organisation_id, reference_hash FROM candidates WHERE holder_id = :holder_id
        )
        SELECT v.id, v.organisation_id, v.roles, v.what, v.object_id, v.viewed_at
        FROM known k JOIN staff_views v
          ON v.organisation_id = k.organisation_id AND v.person_hash = k.reference_hash
        WHERE CAST(:at AS timestamptz) IS NULL OR (v.viewed_at, v.id) < (:at, :id)
        ORDER BY v.viewed_at DESC, v.id DESC LIMIT :limit"""
    at, row_id = before or (None, None)
    return await fetch(session, sql, {"holder_id": holder_id, "limit": limit, "at": at, "id": row_id})


async def forget_old(session: Session) -> int:
    """What is older than a year; the database keeps what still counts."""
    await fetch(session, "SELECT set_config('app.sweep', 'forget', true)", {})
    return len(await fetch(session, "DELETE FROM staff_views RETURNING id", {}))
