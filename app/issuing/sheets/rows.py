"""Queries on sheets: drafts, their sealed rows, and which rows were issued before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.issuing.repository import Repository
from app.platform.columns import Column


class SheetRepository(Repository):
    """The sheets of one organisation."""

    async def add_batch(self, values: Mapping[str, Any]) -> bool:
        """Adds the batch of a draft; false when the organisation already has one with this key."""
        rows = await self.rows(
            """
            INSERT INTO credential_batches (organisation_id, id, idempotency_key, request_digest, upload_id,
                source, state, actor, row_count, issued_count, failed_count, created_at, progressed_at)
            VALUES (:organisation_id, :id, :key, :digest, :upload_id, :source, 'draft', :actor, :row_count, 0, 0,
                :now, :now)
            ON CONFLICT (organisation_id, idempotency_key) DO NOTHING RETURNING id""",
            **values,
        )
        return bool(rows)

    async def find_open(self, digest: bytes) -> UUID | None:
        """The newest draft in which the file with this digest stands now."""
        rows = await self.rows(
            """
            SELECT b.id FROM credential_batches b JOIN credential_sheets s
              ON s.organisation_id = b.organisation_id AND s.batch_id = b.id
            WHERE b.organisation_id = :organisation_id AND b.state = 'draft' AND s.file_digest = :digest
            ORDER BY b.created_at DESC LIMIT 1""",
            digest=digest,
        )
        return rows[0]["id"] if rows else None

    async def change_batch(self, batch_id: UUID, values: Mapping[str, Any]) -> None:
        """Another file or other columns for a draft that the caller holds locked."""
        await self.run(
            """
            UPDATE credential_batches SET upload_id = :upload_id, source = :source, row_count = :row_count,
                progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state = 'draft'""",
            batch_id=batch_id,
            **values,
        )

    async def save(self, batch_id: UUID, values: Mapping[str, Any]) -> None:
        """Writes the sheet itself, new or again; without another file the digest of the one before stays."""
        await self.run(
            """
            INSERT INTO credential_sheets (organisation_id, batch_id, header_sealed, header_row, columns,
                date_order, row_count, faulty_count, repeated_count, file_digest, touched_at)
            VALUES (:organisation_id, :batch_id, :header_sealed, :header_row, CAST(:columns AS jsonb), :date_order,
                :row_count, :faulty_count, :repeated_count, :file_digest, :now)
            ON CONFLICT (organisation_id, batch_id) DO UPDATE SET header_sealed = excluded.header_sealed,
                header_row = excluded.header_row, columns = excluded.columns, date_order = excluded.date_order,
                row_count = excluded.row_count, faulty_count = excluded.faulty_count,
                repeated_count = excluded.repeated_count,
                file_digest = COALESCE(excluded.file_digest, credential_sheets.file_digest),
                touched_at = excluded.touched_at""",
            batch_id=batch_id,
            **{**values, "columns": orjson.dumps(values["columns"]).decode()},
        )

    async def find(self, batch_id: UUID, *, for_update: bool = False) -> dict[str, Any] | None:
        """The sheet with the state of its batch."""
        lock = "FOR UPDATE OF b" if for_update else ""
        rows = await self.rows(
            f"""
            SELECT s.*, b.state, b.source, b.upload_id, b.created_at FROM credential_sheets s
            JOIN credential_batches b ON b.organisation_id = s.organisation_id AND b.id = s.batch_id
            WHERE s.organisation_id = :organisation_id AND s.batch_id = :batch_id {lock}""",
            batch_id=batch_id,
        )
        return rows[0] if rows else None

    async def replace_parts(self, batch_id: UUID, parts: Sequence[tuple[int, bytes, bytes]]) -> None:
        """Puts these parts (position, sealed rows, sealed findings) in the place of all that were there."""
        await self.drop_parts(batch_id)
        await self.run(
            """
            INSERT INTO credential_sheet_parts (organisation_id, batch_id, position, rows_sealed, findings_sealed)
            SELECT :organisation_id, :batch_id, p.* FROM unnest(CAST(:positions AS integer[]),
                CAST(:rows AS bytea[]), CAST(:findings AS bytea[])) AS p""",
            batch_id=batch_id,
            positions=[part[0] for part in parts],
            rows=[part[1] for part in parts],
            findings=[part[2] for part in parts],
        )

    async def drop_parts(self, batch_id: UUID) -> None:
        """Forgets every row of the sheet."""
        await self.run(
            "DELETE FROM credential_sheet_parts WHERE organisation_id = :organisation_id AND batch_id = :batch_id",
            batch_id=batch_id,
        )

    async def list_parts(self, batch_id: UUID, *, only: int | None = None) -> list[dict[str, Any]]:
        """The parts in order, or only the one at a position."""
        return await self.rows(
            """
            SELECT position, rows_sealed, findings_sealed FROM credential_sheet_parts
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id
              AND position = COALESCE(CAST(:only AS integer), position)
            ORDER BY position""",
            batch_id=batch_id,
            only=only,
        )

    async def lock_kept(self) -> list[dict[str, Any]]:
        """Every sheet of which rows are kept, with the state of its batch, held until the transaction ends."""
        return await self.rows(
            """
            SELECT s.batch_id, s.columns, b.state FROM credential_sheets s
            JOIN credential_batches b ON b.organisation_id = s.organisation_id AND b.id = s.batch_id
            WHERE s.organisation_id = :organisation_id AND EXISTS (SELECT FROM credential_sheet_parts p
                WHERE p.organisation_id = s.organisation_id AND p.batch_id = s.batch_id)
            ORDER BY s.batch_id FOR UPDATE OF b"""
        )

    async def change_part(
        self, batch_id: UUID, position: int, rows_sealed: bytes, *, findings_sealed: bytes | None = None
    ) -> None:
        """Keeps fewer rows of a part, and what is wrong with those when that is given."""
        await self.run(
            """
            UPDATE credential_sheet_parts SET rows_sealed = :rows_sealed,
                findings_sealed = COALESCE(CAST(:findings_sealed AS bytea), findings_sealed)
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id AND position = :position""",
            batch_id=batch_id,
            position=position,
            rows_sealed=rows_sealed,
            findings_sealed=findings_sealed,
        )

    async def count_less(self, batch_id: UUID, *, rows: int, faulty: int, repeated: int) -> None:
        """So many rows went out of a draft."""
        await self.run(
            """
            UPDATE credential_sheets SET row_count = row_count - :rows, faulty_count = faulty_count - :faulty,
                repeated_count = repeated_count - :repeated
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id""",
            batch_id=batch_id,
            rows=rows,
            faulty=faulty,
            repeated=repeated,
        )
        await self.run(
            """
            UPDATE credential_batches SET row_count = row_count - :rows
            WHERE organisation_id = :organisation_id AND id = :batch_id""",
            batch_id=batch_id,
            rows=rows,
        )

    async def find_issued(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys stand in the ledger."""
        rows = await self.rows(
            """
            SELECT k.key FROM unnest(CAST(:keys AS text[])) AS k(key)
            WHERE EXISTS (SELECT 1 FROM issuances i WHERE i.organisation_id = :organisation_id
                          AND i.idempotency_key = k.key OFFSET 0)""",
            keys=Column("text", list(keys)),
        )
        return {row["key"] for row in rows}

    async def start(self, batch_id: UUID, row_count: int, confirmed_rows: str, *, now: datetime) -> None:
        """From draft to running."""
        await self.run(
            """
            UPDATE credential_batches SET state = 'running', row_count = :row_count, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state = 'draft'""",
            batch_id=batch_id,
            row_count=row_count,
            now=now,
        )
        await self.run(
            """
            UPDATE credential_sheets SET confirmed_rows = :confirmed_rows, touched_at = :now
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id""",
            batch_id=batch_id,
            confirmed_rows=confirmed_rows,
            now=now,
        )

    async def add_chunk(self, batch_id: UUID, position: int, rows_sealed: bytes, row_count: int) -> None:
        """Rows to issue, for the job."""
        await self.run(
            """
            INSERT INTO credential_batch_chunks (organisation_id, batch_id, position, rows_sealed, row_count)
            VALUES (:organisation_id, :batch_id, :position, :rows_sealed, :row_count)""",
            batch_id=batch_id,
            position=position,
            rows_sealed=rows_sealed,
            row_count=row_count,
        )

    async def discard(self, batch_id: UUID, *, now: datetime) -> None:
        """Throws a draft away with all its rows; a batch that is running or done keeps its state."""
        await self.drop_parts(batch_id)
        await self.run(
            """
            UPDATE credential_sheets SET header_sealed = NULL, touched_at = :now
            WHERE organisation_id = :organisation_id AND batch_id = :batch_id""",
            batch_id=batch_id,
            now=now,
        )
        await self.run(
            """
            UPDATE credential_batches SET state = 'discarded', finished_at = :now, progressed_at = :now
            WHERE organisation_id = :organisation_id AND id = :batch_id AND state = 'draft'""",
            batch_id=batch_id,
            now=now,
        )
