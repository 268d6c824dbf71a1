"""Queries on evidence files, each scoped to one organisation, and what the sweeps ask of all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped
from app.platform.database import Session, fetch

_COLUMNS: Final = """id, candidate_id, dossier_id, state, announced, received, key_sealed, label_sealed, added_by,
    started_at, expires_at, stored_as, media_type, size, sha256, kept_at"""
_WHERE: Final = "organisation_id = :organisation_id AND id = :id"
_ADD: Final = """
    INSERT INTO evidence_files (organisation_id, id, candidate_id, dossier_id, state, announced, received,
                                key_sealed, label_sealed, added_by, started_at, expires_at)
    VALUES (:organisation_id, :id, :candidate_id, :dossier_id, 'receiving', :announced, 0,
            :key_sealed, :label_sealed, :added_by, :started_at, :expires_at)"""
_LOCK: Final = (
    "SELECT pg_advisory_xact_lock(hashtextextended('evidence_files/' || CAST(:organisation_id AS text), 0))"
)
_USED: Final = """
    SELECT count(*) FILTER (WHERE dossier_id = :dossier_id) AS files,
           coalesce(sum(coalesce(size, announced)) FILTER (WHERE dossier_id = :dossier_id), 0)::bigint AS bytes,
           coalesce(sum(coalesce(size, announced)), 0)::bigint AS all_bytes
    FROM evidence_files WHERE organisation_id = :organisation_id"""
_FIND: Final = f"SELECT {_COLUMNS} FROM evidence_files WHERE {_WHERE} AND dossier_id = :dossier_id"
_LIST: Final = f"""
    SELECT {_COLUMNS} FROM evidence_files
    WHERE organisation_id = :organisation_id AND dossier_id = :dossier_id AND state = 'kept'
    ORDER BY started_at, id"""
_PARTS: Final = """
    SELECT starts_at, size, stored_as FROM evidence_file_parts
    WHERE organisation_id = :organisation_id AND file_id = :id ORDER BY starts_at"""
_ADVANCE: Final = f"""
    UPDATE evidence_files SET received = received + :size, expires_at = :expires_at
    WHERE {_WHERE} AND state = 'receiving' AND received = :starts_at RETURNING received"""
_ADD_PART: Final = """
    INSERT INTO evidence_file_parts (organisation_id, file_id, starts_at, size, stored_as)
    VALUES (:organisation_id, :id, :starts_at, :size, :stored_as)"""
_SETTLE: Final = f"""
    UPDATE evidence_files SET announced = received
    WHERE {_WHERE} AND state = 'receiving' AND received > 0 RETURNING received"""
_KEEP: Final = f"""
    UPDATE evidence_files
    SET state = 'kept', stored_as = :stored_as, media_type = :media_type, size = :size, sha256 = :digest,
        kept_at = :now, expires_at = NULL
    WHERE {_WHERE} AND state = 'receiving' AND received = announced RETURNING id"""
_REMOVE_PARTS: Final = """
    DELETE FROM evidence_file_parts
    WHERE organisation_id = :organisation_id AND file_id = ANY(:ids) RETURNING stored_as"""
_REMOVE: Final = """
    DELETE FROM evidence_files
    WHERE organisation_id = :organisation_id AND id = ANY(:ids) RETURNING stored_as"""
_IDS: Final = """
    SELECT id FROM evidence_files
    WHERE organisation_id = :organisation_id
      AND (CAST(:candidate_id AS uuid) IS NULL OR candidate_id = :candidate_id)
      AND (CAST(:dossier_id AS uuid) IS NULL OR dossier_id = :dossier_id)
      AND (CAST(:expired_at AS timestamptz) IS NULL OR (state = 'receiving' AND expires_at < :expired_at))"""
_NAMES: Final = """
    SELECT stored_as FROM evidence_files WHERE organisation_id = :organisation_id AND stored_as IS NOT NULL
    UNION ALL SELECT stored_as FROM evidence_file_parts WHERE organisation_id = :organisation_id"""
_OWNERS: Final = "SELECT DISTINCT organisation_id FROM evidence_files"


class EvidenceFileRepository(Scoped):
    """Files and their parts."""

    async def lock_room(self, dossier_id: UUID) -> Mapping[str, int]:
        """How much is kept or announced; until the end of the transaction nobody else takes room."""
        await self.rows(_LOCK)
        return (await self.rows(_USED, dossier_id=dossier_id))[0]

    async def add(self, values: Mapping[str, Any]) -> None:
        """A file that is to come."""
        await self.rows(_ADD, **values)

    async def find(self, dossier_id: UUID, file_id: UUID) -> dict[str, Any] | None:
        """A file of this dossier."""
        return await self.row(_FIND, dossier_id=dossier_id, id=file_id)

    async def list_kept(self, dossier_id: UUID) -> list[dict[str, Any]]:
        """The files of a dossier that are kept, the oldest first."""
        return await self.rows(_LIST, dossier_id=dossier_id)

    async def list_parts(self, file_id: UUID) -> list[dict[str, Any]]:
        """The parts that have arrived, in order."""
        return await self.rows(_PARTS, id=file_id)

    async def add_part(self, file_id: UUID, part: Mapping[str, Any], *, expires_at: datetime) -> bool:
        """The next part; False when the file has come to another place meanwhile."""
        values = {"id": file_id, "starts_at": part["starts_at"], "size": part["size"]}
        moved = await self.rows(_ADVANCE, **values, expires_at=expires_at)
        if moved:
            await self.rows(_ADD_PART, **values, stored_as=part["stored_as"])
        return bool(moved)

    async def settle(self, file_id: UUID) -> bool:
        """What has arrived is all there is."""
        return bool(await self.rows(_SETTLE, id=file_id))

    async def keep(self, file_id: UUID, values: Mapping[str, Any]) -> bool:
        """The file is whole and kept; False when it is so already, or gone."""
        return bool(await self.rows(_KEEP, id=file_id, **values))

    async def remove_parts(self, file_ids: Sequence[UUID]) -> list[UUID]:
        """Forgets parts; the names under which they stand on disk."""
        rows = await self.rows(_REMOVE_PARTS, ids=list(file_ids))
        return [row["stored_as"] for row in rows]

    async def remove(self, file_ids: Sequence[UUID]) -> list[UUID]:
        """Forgets files with their keys; the names under which they and their parts stand on disk."""
        names = await self.remove_parts(file_ids)
        rows = await self.rows(_REMOVE, ids=list(file_ids))
        return names + [row["stored_as"] for row in rows if row["stored_as"]]

    async def list_ids(
        self,
        *,
        candidate_id: UUID | None = None,
        dossier_id: UUID | None = None,
        expired_at: datetime | None = None,
    ) -> list[UUID]:
        """The files of a worker, of a dossier, or uploads that nobody finished."""
        values = {"candidate_id": candidate_id, "dossier_id": dossier_id, "expired_at": expired_at}
        return [row["id"] for row in await self.rows(_IDS, **values)]

    async def list_names(self) -> set[UUID]:
        """Every name under which something should stand on disk."""
        return {row["stored_as"] for row in await self.rows(_NAMES)}


async def list_organisations_with_files(session: Session) -> list[UUID]:
    """Whose files the sweep has to look at."""
    await fetch(session, "SELECT set_config('app.sweep', 'evidence', true)", {})
    return [row["organisation_id"] for row in await fetch(session, _OWNERS, {})]
