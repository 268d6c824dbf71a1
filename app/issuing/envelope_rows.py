"""Queries on the ledger of envelopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from app.issuing.repository import Repository

_WRITTEN: Final = (
    "id",
    "credential_id",
    "idempotency_key",
    "request_digest",
    "format",
    "cryptosuite",
    "tbs_sealed",
    "tbs_digest",
    "key_id",
    "state",
    "status_list_id",
    "status_index",
    "created_at",
)
_ADD: Final = """
    INSERT INTO envelopes (organisation_id, {names}) VALUES (:organisation_id, {values})
    ON CONFLICT (organisation_id, idempotency_key) DO NOTHING RETURNING id""".format(
    names=", ".join(_WRITTEN), values=", ".join(f":{name}" for name in _WRITTEN)
)
_READ: Final = (
    f"SELECT {', '.join(_WRITTEN)}, signature FROM envelopes WHERE organisation_id = :organisation_id"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One credential in one more format: reserved (planned), signed (real) or void (never happened)."""

    id: UUID
    credential_id: UUID
    idempotency_key: str
    request_digest: bytes
    format: str
    cryptosuite: str | None
    tbs_sealed: bytes
    tbs_digest: bytes
    key_id: UUID
    state: str
    status_list_id: UUID
    status_index: int
    created_at: datetime
    signature: bytes | None = None


class EnvelopeRepository(Repository):
    """The envelopes of an organisation."""

    async def add(self, envelope: Envelope) -> bool:
        """False when the key is in the ledger already."""
        values: Mapping[str, Any] = {name: attrgetter(name)(envelope) for name in _WRITTEN}
        return bool(await self.rows(_ADD, **values))

    async def find_by_key(self, key: str) -> Envelope | None:
        rows = await self.rows(f"{_READ} AND idempotency_key = :key", key=key)
        return Envelope(**rows[0]) if rows else None

    async def find(self, credential_id: UUID, envelope_id: UUID) -> Envelope | None:
        rows = await self.rows(
            f"{_READ} AND credential_id = :credential_id AND id = :id",
            credential_id=credential_id,
            id=envelope_id,
        )
        return Envelope(**rows[0]) if rows else None

    async def list_signed(
        self, credential_id: UUID, limit: int, before: tuple[datetime, UUID] | None
    ) -> list[Envelope]:
        """Signed rows of a credential, newest first."""
        rows = await self.rows(
            f"""{_READ} AND credential_id = :credential_id AND state = 'signed'
              AND (CAST(:at AS timestamptz) IS NULL OR (created_at, id) < (CAST(:at AS timestamptz), :id))
            ORDER BY created_at DESC, id DESC LIMIT :limit""",
            credential_id=credential_id,
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )
        return [Envelope(**row) for row in rows]

    async def list_status_entries(self, credential_ids: Sequence[UUID]) -> list[tuple[UUID, int]]:
        """List and index of every envelope of these credentials, also of those that are not signed yet."""
        rows = await self.rows(
            """
            SELECT status_list_id, status_index FROM envelopes
            WHERE organisation_id = :organisation_id AND credential_id = ANY(CAST(:credential_ids AS uuid[]))
              AND state <> 'void'""",
            credential_ids=list(credential_ids),
        )
        return [(row["status_list_id"], row["status_index"]) for row in rows]

    async def list_reserved(self, older_than: datetime, limit: int) -> Sequence[Envelope]:
        rows = await self.rows(
            f"{_READ} AND state = 'reserved' AND created_at < :older_than ORDER BY created_at LIMIT :limit",
            older_than=older_than,
            limit=limit,
        )
        return [Envelope(**row) for row in rows]

    async def mark_signed(self, envelope_id: UUID, signature: bytes, digest: bytes, *, now: datetime) -> bool:
        """False when somebody else completed the row first."""
        return bool(
            await self.rows(
                """
                UPDATE envelopes SET state = 'signed', signature = :signature, credential_digest = :digest,
                                     signed_at = :now
                WHERE organisation_id = :organisation_id AND id = :id AND state = 'reserved' RETURNING id""",
                id=envelope_id,
                signature=signature,
                digest=digest,
                now=now,
            )
        )

    async def mark_void(self, envelope_id: UUID) -> None:
        """A reserved row becomes void and gives up its key, so that a retry starts afresh."""
        await self.run(
            """
            UPDATE envelopes SET state = 'void', idempotency_key = 'void/' || id || '/' || idempotency_key
            WHERE organisation_id = :organisation_id AND id = :id AND state = 'reserved'""",
            id=envelope_id,
        )
