"""Queries on candidates and on the key of their references."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped
from app.platform.database import Session, fetch

_COLUMNS: Final = """id, reference_hash, reference_sealed, name_sealed, contact_sealed, guardian_sealed, language,
    is_under_sixteen, data_key_wrapped, holder_id, person_id, created_at"""
_MINE: Final = "WHERE organisation_id = :organisation_id"
_ADD: Final = """
    INSERT INTO candidates (organisation_id, id, reference_hash, reference_sealed, name_sealed, contact_sealed,
                            guardian_sealed, language, is_under_sixteen, data_key_wrapped, holder_id, person_id,
                            created_at)
    VALUES (:organisation_id, :id, :reference_hash, :reference_sealed, :name_sealed, :contact_sealed,
            :guardian_sealed, :language, :is_under_sixteen, :data_key_wrapped, :holder_id, :person_id, :now)
    ON CONFLICT DO NOTHING RETURNING id"""
_UPDATE: Final = f"""
    UPDATE candidates SET name_sealed = :name_sealed, contact_sealed = :contact_sealed,
           guardian_sealed = :guardian_sealed, language = :language, is_under_sixteen = :is_under_sixteen,
           person_id = :person_id {_MINE} AND id = :id"""


class CandidateRepository(Scoped):
    """Candidates, every text of theirs already sealed."""

    async def find_reference_key(self) -> bytes | None:
        """The sealed key under which references are hashed."""
        row = await self.row(f"SELECT key_sealed FROM reference_keys {_MINE}")
        return row["key_sealed"] if row else None

    async def add_reference_key(self, key_sealed: bytes) -> None:
        """Adds the key unless there is one; waits for another transaction that is adding it."""
        sql = """
            INSERT INTO reference_keys (organisation_id, key_sealed) VALUES (:organisation_id, :key_sealed)
            ON CONFLICT DO NOTHING"""
        await self.rows(sql, key_sealed=key_sealed)

    async def add(self, values: Mapping[str, Any]) -> bool:
        """False when the organisation knows this reference already."""
        return bool(await self.rows(_ADD, **values))

    async def find(self, candidate_id: UUID) -> dict[str, Any] | None:
        """The candidate with this id."""
        return await self.row(f"SELECT {_COLUMNS} FROM candidates {_MINE} AND id = :id", id=candidate_id)

    async def find_by_reference(self, reference_hash: bytes) -> dict[str, Any] | None:
        """The candidate with this reference."""
        sql = f"SELECT {_COLUMNS} FROM candidates {_MINE} AND reference_hash = :hash"
        return await self.row(sql, hash=reference_hash)

    async def find_hash(
        self, *, dossier_id: UUID | None = None, claim_id: UUID | None = None
    ) -> bytes | None:
        """Under which hash the organisation knows whose dossier, or claim, this is."""
        sql = """
            SELECT c.reference_hash FROM candidates c
            JOIN dossiers d ON d.organisation_id = c.organisation_id AND d.candidate_id = c.id
            WHERE c.organisation_id = :organisation_id AND d.id = coalesce(CAST(:dossier_id AS uuid), (
                SELECT l.dossier_id FROM claims l WHERE l.organisation_id = :organisation_id AND l.id = :claim_id))"""
        row = await self.row(sql, dossier_id=dossier_id, claim_id=claim_id)
        return row["reference_hash"] if row else None

    async def update(self, candidate_id: UUID, values: Mapping[str, Any]) -> None:
        """What is known of the candidate from now on."""
        await self.rows(_UPDATE, id=candidate_id, **values)

    async def bind_holder(self, candidate_id: UUID, holder_id: UUID) -> None:
        """The candidate has a passport; another holder never takes one's place."""
        sql = f"UPDATE candidates SET holder_id = coalesce(holder_id, :holder_id) {_MINE} AND id = :id"
        await self.rows(sql, id=candidate_id, holder_id=holder_id)

    async def name_person(self, candidate_id: UUID, person_id: UUID) -> None:
        """The candidate has a staff account here, unless one was named before."""
        sql = f"UPDATE candidates SET person_id = coalesce(person_id, :person_id) {_MINE} AND id = :id"
        await self.rows(sql, id=candidate_id, person_id=person_id)

    async def move_holder(self, reference_hash: bytes, before: UUID, after: UUID) -> None:
        """The candidate with this reference goes from one passport to another."""
        sql = f"""
            UPDATE candidates SET holder_id = :after {_MINE} AND reference_hash = :hash AND holder_id = :before"""
        await self.rows(sql, hash=reference_hash, before=before, after=after)

    async def delete_unused(self, candidate_id: UUID) -> bool:
        """Forgets a candidate without a dossier, and the data key with them."""
        sql = f"""
            DELETE FROM candidates c {_MINE} AND id = :id AND NOT EXISTS (
                SELECT FROM dossiers d WHERE d.organisation_id = c.organisation_id AND d.candidate_id = c.id)
            RETURNING id"""
        return bool(await self.rows(sql, id=candidate_id))


async def list_candidates_of_holder(session: Session, holder_id: UUID) -> list[dict[str, Any]]:
    """Where a holder is a candidate: organisation and candidate. `session` is in the holder's context."""
    sql = "SELECT organisation_id, id FROM candidates WHERE holder_id = :holder_id ORDER BY created_at, id"
    return await fetch(session, sql, {"holder_id": holder_id})
