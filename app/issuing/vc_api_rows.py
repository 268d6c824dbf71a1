"""Queries on the ledger of the VC-API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.issuing.repository import Repository


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A signed document: its id in the ledger, and where its status stands; None when it named its own."""

    id: UUID
    status_list_id: UUID | None
    status_index: int | None


class VcApiRepository(Repository):
    """What was issued by the VC-API, by the SHA-256 of the id of the credential."""

    async def add_reserved(self, row: dict[str, Any]) -> None:
        """A row in state reserved."""
        await self.run(
            """
            INSERT INTO vc_api_issuances (organisation_id, id, credential_hash, format, cryptosuite, tbs_digest,
                                          key_id, state, status_list_id, status_index, created_at)
            VALUES (:organisation_id, :id, :credential_hash, :format, :cryptosuite, :tbs_digest,
                    :key_id, 'reserved', :status_list_id, :status_index, :created_at)""",
            **row,
        )

    async def mark_signed(self, id: UUID, digest: bytes, *, now: datetime) -> bool:
        """False when the row is void by now."""
        rows = await self.rows(
            """
            UPDATE vc_api_issuances SET state = 'signed', credential_digest = :digest, signed_at = :now
            WHERE organisation_id = :organisation_id AND id = :id AND state = 'reserved' RETURNING id""",
            id=id,
            digest=digest,
            now=now,
        )
        return bool(rows)

    async def mark_void(self, id: UUID) -> None:
        """Nothing was signed, and nothing will be."""
        await self.run(
            """
            UPDATE vc_api_issuances SET state = 'void'
            WHERE organisation_id = :organisation_id AND id = :id AND state = 'reserved'""",
            id=id,
        )

    async def void_left(self, older_than: datetime) -> int:
        """Rows that a crash left: what they planned never left the house."""
        rows = await self.rows(
            """
            UPDATE vc_api_issuances SET state = 'void'
            WHERE organisation_id = :organisation_id AND state = 'reserved' AND created_at < :older_than
            RETURNING id""",
            older_than=older_than,
        )
        return len(rows)

    async def list_signed(self, credential_hash: bytes) -> Sequence[DocumentRow]:
        """Every signed document of that id, locked: a caller may issue the same id more than once."""
        rows = await self.rows(
            """
            SELECT id, status_list_id, status_index FROM vc_api_issuances
            WHERE organisation_id = :organisation_id AND credential_hash = :credential_hash
              AND state = 'signed' ORDER BY created_at, id FOR UPDATE""",
            credential_hash=credential_hash,
        )
        return [DocumentRow(**row) for row in rows]
