"""Queries on dossiers, claims and evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped

_MINE: Final = "WHERE organisation_id = :organisation_id"
_DOSSIER: Final = """id, candidate_id, skill_set_id, skill_set_version, opened_by, coach_id, state, opened_at,
    changed_at, closed_at, former_coach_ids"""
_CLAIM: Final = "id, dossier_id, achievement_id, level_asked, state, round, added_at, decided_at"
_EVIDENCE: Final = """id, dossier_id, claim_id, kind, summary_sealed, confirmer_sealed, relation, seen_on, hours,
    digest, file_id, added_by, added_at"""
_ADD_DOSSIER: Final = """
    INSERT INTO dossiers (organisation_id, id, candidate_id, skill_set_id, skill_set_version, opened_by, coach_id,
                          state, opened_at, changed_at)
    VALUES (:organisation_id, :id, :candidate_id, :skill_set_id, :skill_set_version, :opened_by, :coach_id,
            'open', :now, :now)"""
_LIST_DOSSIERS: Final = f"""
    SELECT {_DOSSIER} FROM dossiers {_MINE}
      AND (CAST(:state AS text) IS NULL OR state = :state)
      AND (CAST(:coach_id AS uuid) IS NULL OR coach_id = :coach_id)
      AND (CAST(:candidate_id AS uuid) IS NULL OR candidate_id = :candidate_id)
      AND (CAST(:at AS timestamptz) IS NULL OR (opened_at, id) < (:at, CAST(:id AS uuid)))
    ORDER BY opened_at DESC, id DESC LIMIT :limit"""
_SET_COACH: Final = f"""
    UPDATE dossiers SET coach_id = :coach_id, changed_at = :now,
           former_coach_ids = array_remove(former_coach_ids, coach_id) || array_remove(ARRAY[coach_id], NULL)
    {_MINE} AND id = :id"""
_ADD_CLAIM: Final = """
    INSERT INTO claims (organisation_id, id, dossier_id, achievement_id, level_asked, state, round, added_at,
                        words_sealed)
    VALUES (:organisation_id, :id, :dossier_id, :achievement_id, :level_asked, 'collecting', 1, :now, :words_sealed)
    ON CONFLICT (organisation_id, dossier_id, achievement_id) DO NOTHING RETURNING id"""
_ADD_EVIDENCE: Final = """
    INSERT INTO evidence (organisation_id, id, dossier_id, claim_id, kind, summary_sealed, confirmer_sealed, relation,
                          seen_on, hours, digest, file_id, added_by, added_at)
    VALUES (:organisation_id, :id, :dossier_id, :claim_id, :kind, :summary_sealed, :confirmer_sealed, :relation,
            :seen_on, :hours, :digest, :file_id, :added_by, :now)"""


class DossierRepository(Scoped):
    """Dossiers, what is claimed in them, and the evidence."""

    async def add(self, values: Mapping[str, Any]) -> None:
        """A new dossier, open."""
        await self.rows(_ADD_DOSSIER, **values)

    async def find(self, dossier_id: UUID, *, lock: str = "") -> dict[str, Any] | None:
        """The dossier with this id."""
        return await self.row(f"SELECT {_DOSSIER} FROM dossiers {_MINE} AND id = :id {lock}", id=dossier_id)

    async def list_newest(
        self, limit: int, before: tuple[datetime, UUID] | None, filters: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Dossiers, the newest first; filters are state, coach_id and candidate_id, None for any."""
        at, dossier_id = before or (None, None)
        return await self.rows(_LIST_DOSSIERS, at=at, id=dossier_id, limit=limit, **filters)

    async def is_of_holder(self, candidate_id: UUID, holder_id: UUID) -> bool:
        """Whether the candidate is the worker with this passport."""
        sql = f"SELECT 1 FROM candidates {_MINE} AND id = :id AND holder_id = :holder_id"
        return bool(await self.rows(sql, id=candidate_id, holder_id=holder_id))

    async def list_of_candidate(self, candidate_id: UUID) -> list[UUID]:
        """Every dossier of the worker, locked until the transaction ends."""
        sql = f"SELECT id FROM dossiers {_MINE} AND candidate_id = :id ORDER BY id FOR UPDATE"
        return [row["id"] for row in await self.rows(sql, id=candidate_id)]

    async def touch(self, dossier_id: UUID, *, now: datetime) -> None:
        """Something happened in the dossier."""
        await self.rows(f"UPDATE dossiers SET changed_at = :now {_MINE} AND id = :id", id=dossier_id, now=now)

    async def set_coach(self, dossier_id: UUID, coach_id: UUID | None, *, now: datetime) -> None:
        """Who guides the worker from now on; who did before is kept."""
        await self.rows(_SET_COACH, id=dossier_id, coach_id=coach_id, now=now)

    async def set_state(
        self, dossier_id: UUID, state: str, *, now: datetime, closed_at: datetime | None
    ) -> None:
        """Where the dossier stands from now on."""
        sql = f"""
            UPDATE dossiers SET state = :state, changed_at = :now, closed_at = :closed_at {_MINE} AND id = :id"""
        await self.rows(sql, id=dossier_id, state=state, now=now, closed_at=closed_at)

    async def mark_files_erased(self, dossier_id: UUID, *, now: datetime) -> None:
        """The files of the dossier are gone."""
        sql = f"UPDATE dossiers SET files_erased_at = :now {_MINE} AND id = :id"
        await self.rows(sql, id=dossier_id, now=now)

    async def delete(self, dossier_id: UUID) -> None:
        """Forgets a dossier in which nothing is left."""
        await self.rows(f"DELETE FROM dossiers {_MINE} AND id = :id", id=dossier_id)

    async def delete_claim(self, claim_id: UUID) -> None:
        """Forgets a claim, and the evidence that was for it alone."""
        await self.rows(f"DELETE FROM evidence {_MINE} AND claim_id = :id", id=claim_id)
        await self.rows(f"DELETE FROM claims {_MINE} AND id = :id", id=claim_id)

    async def add_claim(self, values: Mapping[str, Any]) -> bool:
        """False when the dossier has this achievement already."""
        return bool(await self.rows(_ADD_CLAIM, **values))

    async def find_claim(self, claim_id: UUID, *, lock: str = "") -> dict[str, Any] | None:
        """The claim with this id."""
        return await self.row(f"SELECT {_CLAIM} FROM claims {_MINE} AND id = :id {lock}", id=claim_id)

    async def find_claims_between(self, lowest: UUID, highest: UUID) -> list[UUID]:
        """Two claims at most whose id lies between these."""
        sql = f"SELECT id FROM claims {_MINE} AND id BETWEEN :lowest AND :highest ORDER BY id LIMIT 2"
        return [row["id"] for row in await self.rows(sql, lowest=lowest, highest=highest)]

    async def list_claims(self, dossier_id: UUID) -> list[dict[str, Any]]:
        """The claims of a dossier, in the order in which they were added."""
        sql = f"SELECT {_CLAIM} FROM claims {_MINE} AND dossier_id = :dossier_id ORDER BY added_at, id"
        return await self.rows(sql, dossier_id=dossier_id)

    async def list_words(self, dossier_id: UUID) -> list[dict[str, Any]]:
        """What the worker said with each claim, where anything was."""
        sql = f"""
            SELECT id, words_sealed FROM claims {_MINE} AND dossier_id = :dossier_id AND words_sealed IS NOT NULL"""
        return await self.rows(sql, dossier_id=dossier_id)

    async def delete_words(self, dossier_id: UUID) -> None:
        """Takes away what the worker said."""
        sql = f"UPDATE claims SET words_sealed = NULL {_MINE} AND dossier_id = :dossier_id"
        await self.rows(sql, dossier_id=dossier_id)

    async def list_claims_in(self, states: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """Claims of all dossiers that stand in one of the states, the oldest first."""
        sql = f"""
            SELECT {_CLAIM} FROM claims {_MINE} AND state = ANY(:states) ORDER BY added_at, id LIMIT :limit"""
        return await self.rows(sql, states=list(states), limit=limit)

    async def set_claim(
        self, claim_id: UUID, state: str, *, round_number: int, decided_at: datetime | None
    ) -> None:
        """Where the claim stands from now on."""
        sql = (
            f"UPDATE claims SET state = :state, round = :round, decided_at = :decided_at {_MINE} AND id = :id"
        )
        await self.rows(sql, id=claim_id, state=state, round=round_number, decided_at=decided_at)

    async def add_evidence(self, values: Mapping[str, Any]) -> None:
        """A new piece of evidence."""
        await self.rows(_ADD_EVIDENCE, **values)

    async def list_evidence(self, dossier_id: UUID) -> list[dict[str, Any]]:
        """The evidence of a dossier, in the order in which it was added."""
        sql = f"SELECT {_EVIDENCE} FROM evidence {_MINE} AND dossier_id = :dossier_id ORDER BY added_at, id"
        return await self.rows(sql, dossier_id=dossier_id)

    async def delete_evidence(self, dossier_id: UUID, evidence_id: UUID | None = None) -> list[UUID]:
        """Takes evidence away, all of it without an id; answers the ids of files that belonged to it."""
        sql = f"""
            DELETE FROM evidence {_MINE} AND dossier_id = :dossier_id
               AND (CAST(:id AS uuid) IS NULL OR id = :id) RETURNING file_id"""
        found = await self.rows(sql, dossier_id=dossier_id, id=evidence_id)
        return [row["file_id"] for row in found if row["file_id"] is not None]
