"""Queries on the ledger, by the hundred rows: status indexes and issuances."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.issuing.issuances import Issuance
from app.issuing.repository import Repository
from app.platform.columns import Column

ISSUANCE_COLUMNS = """
    i.organisation_id, i.id, i.idempotency_key, i.request_digest, i.profile_version, i.format, i.tbs_sealed,
    i.tbs_digest, i.signature, i.key_id, i.state, i.recipient_id, r.data_key_wrapped, i.achievement_id,
    i.achievement_version, i.level, i.batch_id, i.status_list_id, i.status_index, i.issued_at, i.valid_from,
    i.valid_until, i.created_at, i.ladder_version, i.assessor_mandate_id, i.second_mandate_id, i.claim_id,
    i.supersedes_id, r.erased_at"""
ISSUANCE_FROM = """
    FROM issuances i JOIN recipients r ON r.organisation_id = i.organisation_id AND r.id = i.recipient_id"""
LEDGER_COLUMNS = (
    ("id", "uuid"),
    ("idempotency_key", "text"),
    ("request_digest", "bytea"),
    ("profile_version", "integer"),
    ("format", "text"),
    ("tbs_sealed", "bytea"),
    ("tbs_digest", "bytea"),
    ("key_id", "uuid"),
    ("state", "text"),
    ("recipient_id", "uuid"),
    ("achievement_id", "uuid"),
    ("achievement_version", "integer"),
    ("level", "smallint"),
    ("batch_id", "uuid"),
    ("status_list_id", "uuid"),
    ("status_index", "integer"),
    ("issued_at", "timestamptz"),
    ("valid_from", "timestamptz"),
    ("valid_until", "timestamptz"),
    ("created_at", "timestamptz"),
    ("ladder_version", "integer"),
    ("assessor_mandate_id", "uuid"),
    ("second_mandate_id", "uuid"),
    ("claim_id", "uuid"),
    ("supersedes_id", "uuid"),
)
ADD_ISSUANCES = """
    INSERT INTO issuances (organisation_id, {names})
    SELECT :organisation_id, n.* FROM unnest({arrays}) AS n
    ON CONFLICT (organisation_id, idempotency_key) DO NOTHING RETURNING id""".format(
    names=", ".join(name for name, _ in LEDGER_COLUMNS),
    arrays=", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in LEDGER_COLUMNS),
)


class LedgerRepository(Repository):
    """Status indexes and the rows of the ledger, by the hundred."""

    async def add_status_entries(self, list_id: UUID, indexes: Sequence[int]) -> set[int]:
        """Takes the indexes that are still free; the answer is those that were."""
        rows = await self.rows(
            """
            INSERT INTO status_entries (organisation_id, list_id, idx)
            SELECT :organisation_id, :list_id, idx FROM unnest(CAST(:indexes AS integer[])) AS u(idx)
            ON CONFLICT DO NOTHING RETURNING idx""",
            list_id=list_id,
            indexes=Column("integer", sorted(indexes)),
        )
        return {row["idx"] for row in rows}

    async def add_issuances(self, issuances: Sequence[Issuance]) -> set[UUID]:
        """Adds the rows whose key is not in the ledger yet; the answer is the ids of those added."""
        ordered = sorted(issuances, key=lambda issuance: issuance.idempotency_key)
        columns = {name: Column(kind, list(map(attrgetter(name), ordered))) for name, kind in LEDGER_COLUMNS}
        rows = await self.rows(ADD_ISSUANCES, **columns)
        return {row["id"] for row in rows}

    async def find_issuances(self, keys: Sequence[str]) -> dict[str, Issuance]:
        # One look-up a key: without statistics the planner would read all rows of the organisation instead.
        rows = await self.rows(
            f"""
            SELECT found.* FROM unnest(CAST(:keys AS text[])) AS k(key) CROSS JOIN LATERAL (
                SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
                WHERE i.organisation_id = :organisation_id AND i.idempotency_key = k.key OFFSET 0) AS found""",
            keys=Column("text", list(keys)),
        )
        return {row["idempotency_key"]: Issuance(**row) for row in rows}

    async def find_issuance(self, credential_id: UUID, *, for_update: bool = False) -> Issuance | None:
        lock = "FOR UPDATE OF i" if for_update else ""
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.id = :id {lock}""",
            id=credential_id,
        )
        return Issuance(**rows[0]) if rows else None

    async def find_signed(self, ids: Sequence[UUID]) -> list[tuple[Issuance, UUID | None]]:
        """Signed rows with the holder who claimed them, if any."""
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS}, r.holder_id {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.id = ANY(CAST(:ids AS uuid[]))
              AND i.state = 'signed'""",
            ids=Column("uuid", list(ids)),
        )
        return [(_issuance(row), row["holder_id"]) for row in rows]

    async def lock_signed(self, ids: Sequence[UUID]) -> list[Issuance]:
        """Signed rows, locked in one order until the transaction ends."""
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.id = ANY(CAST(:ids AS uuid[]))
              AND i.state = 'signed' ORDER BY i.id FOR UPDATE OF i""",
            ids=Column("uuid", list(ids)),
        )
        return [Issuance(**row) for row in rows]

    async def find_superseded(self, ids: Sequence[UUID]) -> set[UUID]:
        """Those whose place another takes, or is about to take."""
        rows = await self.rows(
            """
            SELECT supersedes_id FROM issuances
            WHERE organisation_id = :organisation_id AND supersedes_id = ANY(CAST(:ids AS uuid[]))
              AND state <> 'void'""",
            ids=Column("uuid", list(ids)),
        )
        return {row["supersedes_id"] for row in rows}

    async def find_successor(self, credential_id: UUID) -> UUID | None:
        """The signed credential that took the place of this one."""
        rows = await self.rows(
            """
            SELECT id FROM issuances
            WHERE organisation_id = :organisation_id AND supersedes_id = :id AND state = 'signed'""",
            id=credential_id,
        )
        return rows[0]["id"] if rows else None

    async def list_unrevoked_of(self, batch_id: UUID, *, limit: int) -> list[UUID]:
        """Signed credentials of a batch that were never revoked, in the order of the ledger."""
        rows = await self.rows(
            """
            SELECT i.id FROM issuances i
            WHERE i.organisation_id = :organisation_id AND i.batch_id = :batch_id AND i.state = 'signed'
              AND NOT EXISTS (
                SELECT 1 FROM status_events e
                WHERE e.organisation_id = i.organisation_id AND e.list_id = i.status_list_id
                  AND e.idx = i.status_index AND e.purpose = 'revocation' AND e.is_set)
            ORDER BY i.created_at, i.id LIMIT :limit""",
            batch_id=batch_id,
            limit=limit,
        )
        return [row["id"] for row in rows]

    async def has_batch(self, batch_id: UUID) -> bool:
        """Whether the organisation has this batch."""
        rows = await self.rows(
            "SELECT 1 FROM credential_batches WHERE organisation_id = :organisation_id AND id = :id",
            id=batch_id,
        )
        return bool(rows)

    async def list_signed_of(self, recipient_id: UUID) -> list[Issuance]:
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.recipient_id = :recipient_id
              AND i.state = 'signed' ORDER BY i.created_at, i.id""",
            recipient_id=recipient_id,
        )
        return [Issuance(**row) for row in rows]

    async def list_signed(self, limit: int, before: tuple[datetime, UUID] | None) -> list[Issuance]:
        """Signed rows, newest first."""
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.state = 'signed'
              AND (CAST(:at AS timestamptz) IS NULL OR (i.created_at, i.id) < (CAST(:at AS timestamptz), :id))
            ORDER BY i.created_at DESC, i.id DESC LIMIT :limit""",
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )
        return [Issuance(**row) for row in rows]

    async def find_newest(self) -> datetime | None:
        """When the last row was written."""
        rows = await self.rows(
            """
            SELECT created_at FROM issuances WHERE organisation_id = :organisation_id
            ORDER BY created_at DESC LIMIT 1"""
        )
        return rows[0]["created_at"] if rows else None

    async def list_reserved(self, older_than: datetime, limit: int) -> list[Issuance]:
        rows = await self.rows(
            f"""
            SELECT {ISSUANCE_COLUMNS} {ISSUANCE_FROM}
            WHERE i.organisation_id = :organisation_id AND i.state = 'reserved' AND i.created_at < :older_than
            ORDER BY i.created_at LIMIT :limit""",
            older_than=older_than,
            limit=limit,
        )
        return [Issuance(**row) for row in rows]

    async def mark_signed(
        self, signatures: Mapping[UUID, bytes], digests: Mapping[UUID, bytes], *, now: datetime
    ) -> set[UUID]:
        """Reserved rows become signed; the answer leaves out rows that somebody else completed first."""
        ids = sorted(signatures)
        rows = await self.rows(
            """
            UPDATE issuances i SET state = 'signed', signature = s.signature, credential_digest = s.digest,
                                   signed_at = :now
            FROM unnest(CAST(:ids AS uuid[]), CAST(:signatures AS bytea[]), CAST(:digests AS bytea[]))
                 AS s(id, signature, digest)
            WHERE i.organisation_id = :organisation_id AND i.id = s.id AND i.state = 'reserved'
            RETURNING i.id""",
            ids=Column("uuid", ids),
            signatures=Column("bytea", [signatures[id_] for id_ in ids]),
            digests=Column("bytea", [digests[id_] for id_ in ids]),
            now=now,
        )
        return {row["id"] for row in rows}

    async def mark_void(self, ids: Sequence[UUID]) -> set[UUID]:
        """Reserved rows become void and give up their key, so that a retry starts afresh."""
        rows = await self.rows(
            """
            UPDATE issuances SET state = 'void', idempotency_key = 'void/' || id || '/' || idempotency_key
            WHERE organisation_id = :organisation_id AND id = ANY(CAST(:ids AS uuid[])) AND state = 'reserved'
            RETURNING id""",
            ids=Column("uuid", sorted(ids)),
        )
        return {row["id"] for row in rows}


def _issuance(row: Mapping[str, Any]) -> Issuance:
    return Issuance(**{name: value for name, value in row.items() if name != "holder_id"})
