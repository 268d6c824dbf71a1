"""Queries on bulk orders: batches, the chunks of their files and what is wrong with their rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.issuing.repository import Repository


class BatchRepository(Repository):
    """Bulk orders, the chunks of their files and what is wrong with their rows."""

    async def add_batch(self, batch: Mapping[str, Any]) -> bool:
        """False when the organisation already has a batch with this key."""
        rows = await self.rows(
            """
            INSERT INTO credential_batches (organisation_id, id, idempotency_key, request_digest, upload_id,
                source, state, actor, row_count, issued_count, failed_count, created_at, progressed_at)
            VALUES (:organisation_id, :id, :idempotency_key, :request_digest, :upload_id, :source, :state,
                :actor, :row_count, 0, 0, :now, :now)
            ON CONFLICT (organisation_id, idempotency_key) DO NOTHING RETURNING id""",
            **batch,
        )
        return bool(rows)

    async def find_batch(
        self, *, batch_id: UUID | None = None, key: str | None = None, for_update: bool = False
    ) -> dict[str, Any] | None:
        lock = "FOR UPDATE" if for_update else ""
        rows = await self.rows(
            f"""
            SELECT * FROM credential_batches WHERE organisation_id = :organisation_id
              AND (id = CAST(:batch_id AS uuid) OR idempotency_key = CAST(:key AS text)) {lock}""",
            batch_id=batch_id,
            key=key,
        )
        return rows[0] if rows else None

    async def list_batches(self, limit: int, before: tuple[datetime, UUID] | None) -> list[dict[str, Any]]:
        return await self.rows(
            """
            SELECT * FROM credential_batches WHERE organisation_id = :organisation_id
              AND (CAST(:at AS timestamptz) IS NULL OR (created_at, id) < (CAST(:at AS timestamptz), :id))
            ORDER BY created_at DESC, id DESC LIMIT :limit""",
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )

    async def take_over(self, batch_id: UUID, upload_id: UUID, *, now: datetime) -> None:
        """A new upload replaces one that broke off; what it had sent is dropped."""
        await self.run(
            """
            DELETE FROM credential_batch_chunks
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id""",
            batch_id=batch_id,
        )
        await self.run(
            """
            UPDATE credential_batches SET upload_id = :upload_id, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state = 'receiving'""",
            batch_id=batch_id,
            upload_id=upload_id,
            now=now,
        )

    async def add_chunk(
        self, batch_id: UUID, upload_id: UUID, position: int, rows_sealed: bytes, row_count: int
    ) -> bool:
        """False when another upload took this batch over."""
        rows = await self.rows(
            """
            INSERT INTO credential_batch_chunks (organisation_id, batch_id, position, rows_sealed, row_count)
            SELECT organisation_id, id, :position, :rows_sealed, :row_count FROM credential_batches
            WHERE organisation_id = :organisation_id AND id = :batch_id AND upload_id = :upload_id
              AND state = 'receiving'
            RETURNING position""",
            batch_id=batch_id,
            upload_id=upload_id,
            position=position,
            rows_sealed=rows_sealed,
            row_count=row_count,
        )
        return bool(rows)

    async def start(self, batch_id: UUID, digest: bytes, row_count: int, *, now: datetime) -> None:
        await self.run(
            """
            UPDATE credential_batches
            SET state = 'running', request_digest = :digest, row_count = :row_count, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state = 'receiving'""",
            batch_id=batch_id,
            digest=digest,
            row_count=row_count,
            now=now,
        )

    async def list_next_chunks(self, batch_id: UUID, limit: int) -> list[tuple[int, bytes]]:
        """The first chunks that are not done, as position and sealed rows."""
        rows = await self.rows(
            """
            SELECT position, rows_sealed FROM credential_batch_chunks
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id AND done_at IS NULL
            ORDER BY position LIMIT :limit""",
            batch_id=batch_id,
            limit=limit,
        )
        return [(row["position"], row["rows_sealed"]) for row in rows]

    async def lock_waiting_chunks(self) -> list[dict[str, Any]]:
        """Chunks of any batch whose rows are kept, held until the transaction ends."""
        return await self.rows(
            """
            SELECT batch_id, position, rows_sealed FROM credential_batch_chunks
            WHERE organisation_id = :organisation_id AND done_at IS NULL AND rows_sealed IS NOT NULL
            ORDER BY batch_id, position FOR UPDATE"""
        )

    async def change_chunk(self, batch_id: UUID, position: int, rows_sealed: bytes) -> None:
        """Keeps fewer rows of a chunk."""
        await self.run(
            """
            UPDATE credential_batch_chunks SET rows_sealed = :rows_sealed
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id AND position = :position
              AND done_at IS NULL""",
            batch_id=batch_id,
            position=position,
            rows_sealed=rows_sealed,
        )

    async def finish_chunk(self, batch_id: UUID, position: int, *, now: datetime) -> bool:
        """Wipes the rows; false when another worker finished this chunk first."""
        rows = await self.rows(
            """
            UPDATE credential_batch_chunks SET done_at = :now, rows_sealed = NULL
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id AND position = :position
              AND done_at IS NULL RETURNING position""",
            batch_id=batch_id,
            position=position,
            now=now,
        )
        return bool(rows)

    async def add_progress(self, batch_id: UUID, *, issued: int, failed: int, now: datetime) -> None:
        await self.run(
            """
            UPDATE credential_batches SET issued_count = issued_count + :issued,
                failed_count = failed_count + :failed, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id""",
            batch_id=batch_id,
            issued=issued,
            failed=failed,
            now=now,
        )

    async def finish(self, batch_id: UUID, *, now: datetime) -> None:
        await self.run(
            """
            UPDATE credential_batches SET state = 'done', finished_at = :now, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state <> 'done'""",
            batch_id=batch_id,
            now=now,
        )

    async def add_errors(self, batch_id: UUID, errors: Sequence[tuple[int, int, str, str, str]]) -> None:
        """Errors as (row, position, column, code, detail)."""
        await self.run(
            """
            INSERT INTO credential_batch_errors (organisation_id, batch_id, "row", position, "column", code,
                                                 detail)
            SELECT :organisation_id, :batch_id, e.* FROM unnest(CAST(:rows AS integer[]),
                CAST(:positions AS integer[]), CAST(:columns AS text[]), CAST(:codes AS text[]),
                CAST(:details AS text[])) AS e ON CONFLICT DO NOTHING""",
            batch_id=batch_id,
            rows=[error[0] for error in errors],
            positions=[error[1] for error in errors],
            columns=[error[2] for error in errors],
            codes=[error[3] for error in errors],
            details=[error[4] for error in errors],
        )

    async def list_errors(self, batch_id: UUID, limit: int, after: tuple[int, int]) -> list[dict[str, Any]]:
        return await self.rows(
            """
            SELECT "row", position, "column", code, detail FROM credential_batch_errors
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id
              AND ("row", position) > (:row, :position)
            ORDER BY "row", position LIMIT :limit""",
            batch_id=batch_id,
            row=after[0],
            position=after[1],
            limit=limit,
        )
