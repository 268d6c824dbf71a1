"""Queries on status lists and the append-only events they are derived from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.issuing.repository import Repository
from app.platform.columns import Column


class StatusRepository(Repository):
    """Status lists and the append-only events they are derived from."""

    async def find_open_list(self) -> tuple[UUID, int] | None:
        """The list that takes new indexes, and how many it has handed out."""
        rows = await self.rows(
            """
            SELECT l.id, (SELECT count(*) FROM status_entries e
                          WHERE e.organisation_id = l.organisation_id AND e.list_id = l.id) AS taken
            FROM status_lists l WHERE l.organisation_id = :organisation_id AND l.closed_at IS NULL
            ORDER BY l.created_at DESC, l.id LIMIT 1"""
        )
        return (rows[0]["id"], rows[0]["taken"]) if rows else None

    async def lock_lists(self) -> None:
        """Only one transaction of the organisation opens or closes lists at a time."""
        await self.run(
            "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name=f"{self.organisation_id}"
        )

    async def close_list(self, list_id: UUID, *, now: datetime) -> None:
        await self.run(
            """
            UPDATE status_lists SET closed_at = :now
            WHERE organisation_id = :organisation_id AND id = :id AND closed_at IS NULL""",
            id=list_id,
            now=now,
        )

    async def add_list(self, list_id: UUID, version: int, *, now: datetime) -> None:
        await self.run(
            """
            INSERT INTO status_lists (organisation_id, id, version, version_at, created_at)
            VALUES (:organisation_id, :id, :version, :now, :now)""",
            id=list_id,
            version=version,
            now=now,
        )

    async def raise_version(self, list_id: UUID, at_least: int, *, count: int = 1, now: datetime) -> int:
        """The last of `count` versions, all higher than every one before; locks the list until the transaction ends."""
        rows = await self.rows(
            """
            UPDATE status_lists
            SET version = greatest(version + 1, :at_least) + :further, version_at = greatest(version_at, :now)
            WHERE organisation_id = :organisation_id AND id = :id RETURNING version""",
            id=list_id,
            at_least=at_least,
            further=count - 1,
            now=now,
        )
        return int(rows[0]["version"])

    async def add_events(self, list_id: UUID, events: Sequence[tuple[UUID, int, int]], **facts: Any) -> None:
        """One event for each (id, index, version) of a list, all of them with the same facts."""
        await self.run(
            """
            INSERT INTO status_events (organisation_id, list_id, id, idx, version, purpose, is_set, reason,
                                       actor, occurred_at)
            SELECT :organisation_id, :list_id, e.*, :purpose, :is_set, :reason, :actor, :occurred_at
            FROM unnest(CAST(:ids AS uuid[]), CAST(:indexes AS integer[]), CAST(:versions AS bigint[])) AS e""",
            list_id=list_id,
            ids=Column("uuid", [event[0] for event in events]),
            indexes=Column("integer", [event[1] for event in events]),
            versions=[event[2] for event in events],
            **facts,
        )

    async def list_events_of(self, list_id: UUID, indexes: Sequence[int]) -> list[dict[str, Any]]:
        """The events of these entries, oldest first."""
        return await self.rows(
            """
            SELECT idx, purpose, is_set, reason, occurred_at FROM status_events
            WHERE organisation_id = :organisation_id AND list_id = :list_id
              AND idx = ANY(CAST(:indexes AS integer[])) ORDER BY version""",
            list_id=list_id,
            indexes=list(indexes),
        )

    async def list_set_indexes(self, list_id: UUID, purpose: str) -> tuple[int, datetime, list[int]]:
        """The version, since when it holds, and the bits set in it, read as one snapshot."""
        rows = await self.rows(
            """
            SELECT l.version, l.version_at, (
                SELECT coalesce(array_agg(idx ORDER BY idx), CAST('{}' AS integer[])) FROM (
                    SELECT DISTINCT ON (e.idx) e.idx, e.is_set FROM status_events e
                    WHERE e.organisation_id = l.organisation_id AND e.list_id = l.id AND e.purpose = :purpose
                    ORDER BY e.idx, e.version DESC) newest
                WHERE is_set) AS indexes
            FROM status_lists l WHERE l.organisation_id = :organisation_id AND l.id = :list_id""",
            list_id=list_id,
            purpose=purpose,
        )
        return rows[0]["version"], rows[0]["version_at"], rows[0]["indexes"]

    async def list_statuses(self, list_id: UUID) -> tuple[int, datetime, list[int], list[int]]:
        """The version, since when it holds, and what is revoked and suspended in it, read as one snapshot."""
        rows = await self.rows(
            """
            SELECT l.version, l.version_at,
                   coalesce(array_agg(n.idx) FILTER (WHERE n.purpose = 'revocation'),
                            CAST('{}' AS integer[])) AS revoked,
                   coalesce(array_agg(n.idx) FILTER (WHERE n.purpose = 'suspension'),
                            CAST('{}' AS integer[])) AS suspended
            FROM status_lists l LEFT JOIN LATERAL (
                SELECT DISTINCT ON (e.purpose, e.idx) e.purpose, e.idx, e.is_set FROM status_events e
                WHERE e.organisation_id = l.organisation_id AND e.list_id = l.id
                ORDER BY e.purpose, e.idx, e.version DESC) n ON n.is_set
            WHERE l.organisation_id = :organisation_id AND l.id = :list_id GROUP BY l.version, l.version_at""",
            list_id=list_id,
        )
        return rows[0]["version"], rows[0]["version_at"], rows[0]["revoked"], rows[0]["suspended"]
