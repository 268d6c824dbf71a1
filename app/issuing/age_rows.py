"""Queries on the ages of recipients."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.issuing.repository import Repository
from app.platform.columns import Column
from app.platform.database import Session, fetch


class AgeRepository(Repository):
    """The recipients of one organisation."""

    async def find_hash(self, recipient_id: UUID) -> bytes | None:
        """Under which hash of its reference the organisation knows a recipient; None when unknown or erased."""
        rows = await self.rows(
            """
            SELECT reference_hash FROM recipients
            WHERE organisation_id = :organisation_id AND id = :id AND erased_at IS NULL""",
            id=recipient_id,
        )
        return rows[0]["reference_hash"] if rows else None

    async def list_holders(self, hashes: Sequence[bytes]) -> list[UUID]:
        """Who has a passport, of the people known under these hashes."""
        rows = await self.rows(
            """
            SELECT DISTINCT holder_id FROM recipients
            WHERE organisation_id = :organisation_id AND holder_id IS NOT NULL
                AND reference_hash = ANY(CAST(:hashes AS bytea[]))""",
            hashes=Column("bytea", list(hashes)),
        )
        return [row["holder_id"] for row in rows]


async def list_days_of_holder(session: Session, holder_id: UUID) -> list[date]:
    """What each organisation told. `session` is in the holder's context."""
    sql = """
        WITH known AS MATERIALIZED (
            SELECT organisation_id, reference_hash FROM recipients WHERE holder_id = :holder_id
            UNION SELECT organisation_id, reference_hash FROM candidates WHERE holder_id = :holder_id
        )
        SELECT y.sixteen_on FROM known
        JOIN young_people y ON y.organisation_id = known.organisation_id AND y.person_hash = known.reference_hash"""
    return [row["sixteen_on"] for row in await fetch(session, sql, {"holder_id": holder_id})]
