"""Queries on judgements, second judgements, appeals and links by which others confirm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped
from app.platform.database import Session, fetch

_MINE: Final = "WHERE organisation_id = :organisation_id"
_JUDGEMENT: Final = """id, claim_id, round, person_id, mandate_id, answers_sealed, version, declared_no_conflict,
    started_at, saved_at, handed_over_at, outcome, signed_at"""
_SECOND: Final = """id, claim_id, judgement_id, first_person_id, person_id, mandate_id, declared_no_conflict, decision,
    reason_sealed, role_sealed, signed_at"""
_LINK: Final = """organisation_id, id, claim_id, observation_sealed, seen_on, created_by, created_at, expires_at,
    consumed_at, withdrawn_at, evidence_id"""
_START: Final = """
    INSERT INTO judgements (organisation_id, id, claim_id, round, person_id, mandate_id, answers_sealed, version,
                            declared_no_conflict, started_at, saved_at)
    VALUES (:organisation_id, :id, :claim_id, :round, :person_id, :mandate_id, :answers_sealed, 0, false, :now, :now)
    ON CONFLICT (organisation_id, claim_id, round, person_id) DO NOTHING"""
_SAVE: Final = f"""
    UPDATE judgements SET answers_sealed = :answers_sealed, version = :version, saved_at = :now,
           declared_no_conflict = :declared_no_conflict {_MINE} AND id = :id"""
_SIGN: Final = f"""
    UPDATE judgements SET outcome = :outcome, signed_at = :now, mandate_id = :mandate_id {_MINE} AND id = :id"""
_ADD_SECOND: Final = """
    INSERT INTO second_judgements (organisation_id, id, claim_id, judgement_id, first_person_id, coach_id, person_id,
                                   mandate_id, declared_no_conflict, decision, reason_sealed, role_sealed, signed_at)
    VALUES (:organisation_id, :id, :claim_id, :judgement_id, :first_person_id, :coach_id, :person_id,
            :mandate_id, :declared_no_conflict, :decision, :reason_sealed, :role_sealed, :now)"""
_ADD_APPEAL: Final = """
    INSERT INTO appeals (organisation_id, id, claim_id, round, asked_by, reason_sealed, asked_at)
    VALUES (:organisation_id, :id, :claim_id, :round, :asked_by, :reason_sealed, :now)"""
_ADD_LINK: Final = """
    INSERT INTO co_sign_links (organisation_id, id, claim_id, secret_hash, observation_sealed, seen_on, created_by,
                               created_at, expires_at)
    VALUES (:organisation_id, :id, :claim_id, :secret_hash, :observation_sealed, :seen_on, :created_by, :now,
            :expires_at)"""


class JudgementRepository(Scoped):
    """What people judged."""

    async def start(self, values: Mapping[str, Any]) -> None:
        """A draft, unless this person has one in this round."""
        await self.rows(_START, **values)

    async def find(self, judgement_id: UUID, *, lock: str = "") -> dict[str, Any] | None:
        """The judgement with this id."""
        sql = f"SELECT {_JUDGEMENT} FROM judgements {_MINE} AND id = :id {lock}"
        return await self.row(sql, id=judgement_id)

    async def find_of_person(
        self, claim_id: UUID, round_number: int, person_id: UUID
    ) -> dict[str, Any] | None:
        """This person's judgement in a round."""
        sql = f"""
            SELECT {_JUDGEMENT} FROM judgements {_MINE}
               AND claim_id = :claim_id AND round = :round AND person_id = :person_id"""
        return await self.row(sql, claim_id=claim_id, round=round_number, person_id=person_id)

    async def list_of_claim(self, claim_id: UUID) -> list[dict[str, Any]]:
        """All judgements of a claim, by round."""
        sql = f"SELECT {_JUDGEMENT} FROM judgements {_MINE} AND claim_id = :claim_id ORDER BY round, started_at, id"
        return await self.rows(sql, claim_id=claim_id)

    async def list_drafts_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """What a person began and did not sign, the last touched first."""
        sql = f"""
            SELECT {_JUDGEMENT} FROM judgements {_MINE} AND person_id = :person_id AND signed_at IS NULL
               AND handed_over_at IS NULL ORDER BY saved_at DESC, id LIMIT 100"""
        return await self.rows(sql, person_id=person_id)

    async def find_last_signed_of(self, person_id: UUID) -> dict[str, Any] | None:
        """What a person signed last."""
        sql = f"""
            SELECT id FROM judgements {_MINE} AND person_id = :person_id AND signed_at IS NOT NULL
             ORDER BY signed_at DESC, id LIMIT 1"""
        return await self.row(sql, person_id=person_id)

    async def save(self, judgement_id: UUID, values: Mapping[str, Any]) -> None:
        """The answers of a draft."""
        await self.rows(_SAVE, id=judgement_id, **values)

    async def hand_over(self, judgement_id: UUID, *, now: datetime) -> None:
        """Somebody else goes on."""
        sql = f"UPDATE judgements SET handed_over_at = :now {_MINE} AND id = :id"
        await self.rows(sql, id=judgement_id, now=now)

    async def sign(self, judgement_id: UUID, outcome: str, *, mandate_id: UUID, now: datetime) -> None:
        """From now on it is final."""
        await self.rows(_SIGN, id=judgement_id, outcome=outcome, mandate_id=mandate_id, now=now)

    async def add_second(self, values: Mapping[str, Any]) -> None:
        """What a second person says of a judgement."""
        await self.rows(_ADD_SECOND, **values)

    async def list_seconds(self, claim_id: UUID) -> list[dict[str, Any]]:
        """What second persons said, the newest last."""
        sql = (
            f"SELECT {_SECOND} FROM second_judgements {_MINE} AND claim_id = :claim_id ORDER BY signed_at, id"
        )
        return await self.rows(sql, claim_id=claim_id)

    async def add_appeal(self, values: Mapping[str, Any]) -> None:
        """The assessed person asks for another judgement."""
        await self.rows(_ADD_APPEAL, **values)

    async def list_appeals(self, claim_id: UUID) -> list[dict[str, Any]]:
        """The appeals of a claim, by round."""
        sql = f"""
            SELECT id, claim_id, round, asked_by, reason_sealed, asked_at, outcome, decided_at FROM appeals {_MINE}
               AND claim_id = :claim_id ORDER BY round"""
        return await self.rows(sql, claim_id=claim_id)

    async def decide_appeals(self, claim_id: UUID, outcome: str, *, now: datetime) -> None:
        """What came of an appeal that was open."""
        sql = f"""
            UPDATE appeals SET outcome = :outcome, decided_at = :now {_MINE}
               AND claim_id = :claim_id AND decided_at IS NULL"""
        await self.rows(sql, claim_id=claim_id, outcome=outcome, now=now)

    async def withdraw_links(self, claim_id: UUID, *, now: datetime) -> None:
        """No link of the claim works any more."""
        sql = f"""
            UPDATE co_sign_links SET withdrawn_at = :now {_MINE} AND claim_id = :claim_id
               AND withdrawn_at IS NULL AND consumed_at IS NULL"""
        await self.rows(sql, claim_id=claim_id, now=now)

    async def delete(self, judgement_id: UUID) -> None:
        """Forgets one judgement that no second person looked at."""
        await self.rows(f"DELETE FROM judgements {_MINE} AND id = :id", id=judgement_id)

    async def delete_of_claim(self, claim_id: UUID) -> None:
        """Forgets all that was judged, appealed and asked to confirm about a claim."""
        for table in ("second_judgements", "appeals", "co_sign_links", "judgements"):
            await self.rows(f"DELETE FROM {table} {_MINE} AND claim_id = :claim_id", claim_id=claim_id)


class CoSignRepository(Scoped):
    """Links by which others confirm."""

    async def add(self, values: Mapping[str, Any]) -> None:
        """A new link; only the hash of its secret."""
        await self.rows(_ADD_LINK, **values)

    async def find(self, link_id: UUID) -> dict[str, Any] | None:
        """The link with this id."""
        return await self.row(f"SELECT {_LINK} FROM co_sign_links {_MINE} AND id = :id", id=link_id)

    async def list_of_claim(self, claim_id: UUID) -> list[dict[str, Any]]:
        """The links of a claim, the newest first."""
        sql = (
            f"SELECT {_LINK} FROM co_sign_links {_MINE} AND claim_id = :claim_id ORDER BY created_at DESC, id"
        )
        return await self.rows(sql, claim_id=claim_id)

    async def consume(self, link_id: UUID, evidence_id: UUID, *, now: datetime) -> None:
        """It was used."""
        sql = f"UPDATE co_sign_links SET consumed_at = :now, evidence_id = :evidence_id {_MINE} AND id = :id"
        await self.rows(sql, id=link_id, evidence_id=evidence_id, now=now)

    async def withdraw(self, link_id: UUID, *, now: datetime) -> None:
        """It does not work any more, unless it was used."""
        sql = f"""
            UPDATE co_sign_links SET withdrawn_at = coalesce(withdrawn_at, :now) {_MINE} AND id = :id
               AND consumed_at IS NULL"""
        await self.rows(sql, id=link_id, now=now)


async def find_link_by_hash(session: Session, secret_hash: bytes, *, lock: str = "") -> dict[str, Any] | None:
    """The link with this hash, of any organisation; the session has the hash as its capability."""
    sql = f"SELECT {_LINK} FROM co_sign_links WHERE secret_hash = :secret_hash {lock}"
    rows = await fetch(session, sql, {"secret_hash": secret_hash})
    return rows[0] if rows else None
