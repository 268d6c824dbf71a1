"""Queries on who is not sixteen yet."""

from collections.abc import Mapping
from datetime import date

from app.assessing.repository.scoped import Scoped
from app.platform.columns import Column
from app.platform.database import Session, fetch


class YoungPeopleRepository(Scoped):
    """The people of one organisation, by the hash of its reference."""

    async def write(self, days: Mapping[bytes, date]) -> list[bytes]:
        """The day of each; answers those of whom it is news."""
        ordered = sorted(days)
        rows = await self.rows(
            """
            INSERT INTO young_people (organisation_id, person_hash, sixteen_on)
            SELECT :organisation_id, n.hash, CAST(n.day AS date)
            FROM unnest(CAST(:hashes AS bytea[]), CAST(:days AS text[])) AS n(hash, day)
            ON CONFLICT (organisation_id, person_hash) DO UPDATE SET sixteen_on = excluded.sixteen_on
            WHERE young_people.sixteen_on <> excluded.sixteen_on
            RETURNING person_hash""",
            hashes=Column("bytea", ordered),
            days=Column("text", [days[each].isoformat() for each in ordered]),
        )
        return [row["person_hash"] for row in rows]

    async def delete(self, hashes: list[bytes]) -> None:
        """They are sixteen, or forgotten."""
        sql = """
            DELETE FROM young_people
            WHERE organisation_id = :organisation_id AND person_hash = ANY(CAST(:hashes AS bytea[]))"""
        await self.rows(sql, hashes=Column("bytea", hashes))

    async def find(self, person_hash: bytes) -> date | None:
        """From which day somebody is sixteen."""
        sql = """
            SELECT sixteen_on FROM young_people
            WHERE organisation_id = :organisation_id AND person_hash = :hash"""
        row = await self.row(sql, hash=person_hash)
        return row["sixteen_on"] if row else None


async def forget_grown(session: Session) -> int:
    """Delete who is sixteen by the clock of the database too; how many."""
    await fetch(session, "SELECT set_config('app.sweep', 'forget', true)", {})
    return len(await fetch(session, "DELETE FROM young_people RETURNING person_hash", {}))
