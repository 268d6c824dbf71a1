"""Queries of the issuing room, each scoped to one organisation; the public ones find by an unguessable id."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.credentials.model import Alignment
from app.issuing.documents import AchievementSnapshot, SkillAlignment
from app.platform.database import Session, fetch

LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK_DETECTED = "40P01"


class Repository:
    """What every query needs: an open session and the organisation it is scoped to."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self.session = session
        self.organisation_id = organisation_id

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        return await fetch(self.session, sql, {"organisation_id": self.organisation_id, **values})

    async def run(self, sql: str, **values: Any) -> None:
        await fetch(self.session, sql, {"organisation_id": self.organisation_id, **values})


class AchievementRepository(Repository):
    """Achievements and their versions."""

    async def add_version(self, snapshot: AchievementSnapshot) -> bool:
        """False when the code and version, or the id and version, exist already."""
        rows = await self.rows(
            """
            INSERT INTO achievements (organisation_id, id, version, code, name, description, criteria,
                                      alignments, skill_id, created_at, skill_set_id, validity_months)
            VALUES (:organisation_id, :id, :version, :code, CAST(:name AS jsonb), CAST(:description AS jsonb),
                    CAST(:criteria AS jsonb), CAST(:alignments AS jsonb), :skill_id, :created_at,
                    :skill_set_id, :validity_months)
            ON CONFLICT DO NOTHING RETURNING version""",
            id=snapshot.id,
            version=snapshot.version,
            code=snapshot.code,
            name=json.dumps(dict(snapshot.name)),
            description=json.dumps(dict(snapshot.description)),
            criteria=json.dumps([dict(criterion) for criterion in snapshot.criteria]),
            alignments=json.dumps([asdict(alignment) for alignment in snapshot.alignments]),
            skill_id=snapshot.skill_id,
            created_at=snapshot.created_at,
            skill_set_id=snapshot.skill_set_id,
            validity_months=snapshot.validity_months,
        )
        return bool(rows)

    async def find_versions(self, ids: Sequence[UUID], codes: Sequence[str]) -> list[AchievementSnapshot]:
        """Every version of the achievements with these ids or codes, oldest version first."""
        rows = await self.rows(
            """
            SELECT * FROM achievements
            WHERE organisation_id = :organisation_id
              AND (id = ANY(CAST(:ids AS uuid[])) OR code = ANY(CAST(:codes AS text[])))
            ORDER BY id, version""",
            ids=list(ids),
            codes=list(codes),
        )
        return [_snapshot(row) for row in rows]

    async def list_newest(
        self, limit: int, before: tuple[datetime, UUID] | None
    ) -> list[AchievementSnapshot]:
        """The newest version of every achievement, last made first."""
        rows = await self.rows(
            """
            SELECT a.* FROM achievements a
            WHERE a.organisation_id = :organisation_id
              AND (CAST(:at AS timestamptz) IS NULL OR (a.created_at, a.id) < (CAST(:at AS timestamptz), :id))
              AND NOT EXISTS (SELECT 1 FROM achievements n WHERE n.organisation_id = a.organisation_id
                              AND n.id = a.id AND n.version > a.version)
            ORDER BY a.created_at DESC, a.id DESC LIMIT :limit""",
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )
        return [_snapshot(row) for row in rows]

    async def mark_used(self, ids: Sequence[UUID], versions: Sequence[int]) -> None:
        await self.run(
            """
            UPDATE achievements a SET is_used = true
            FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS integer[])) AS u(id, version)
            WHERE a.organisation_id = :organisation_id AND a.id = u.id AND a.version = u.version
              AND NOT a.is_used""",
            ids=list(ids),
            versions=list(versions),
        )


def is_lock_timeout(error: BaseException) -> bool:
    """Whether the database gave up waiting for somebody else's transaction."""
    return _sqlstate(error) == LOCK_NOT_AVAILABLE


def is_deadlock(error: BaseException) -> bool:
    """Whether the database ended this transaction because two waited for each other."""
    return _sqlstate(error) == DEADLOCK_DETECTED


def _sqlstate(error: BaseException) -> str | None:
    # At commit it is SQLAlchemy that tells, with the driver's error inside.
    return getattr(getattr(error, "orig", error), "sqlstate", None)


def _snapshot(row: Mapping[str, Any]) -> AchievementSnapshot:
    return AchievementSnapshot(
        id=row["id"],
        version=row["version"],
        code=row["code"],
        name=row["name"],
        description=row["description"],
        criteria=tuple(row["criteria"]),
        alignments=tuple(_alignment(alignment) for alignment in row["alignments"]),
        skill_id=row["skill_id"],
        is_used=row["is_used"],
        created_at=row["created_at"],
        skill_set_id=row["skill_set_id"],
        validity_months=row["validity_months"],
    )


def _alignment(document: Mapping[str, Any]) -> Alignment:
    return SkillAlignment(**document) if "layer" in document else Alignment(**document)


class ClaimRepository(Repository):
    """Claim links of an organisation, and the recipients they are for."""

    async def has_recipient(self, recipient_id: UUID) -> bool:
        return bool(
            await self.rows(
                """
                SELECT 1 FROM recipients
                WHERE organisation_id = :organisation_id AND id = :id AND erased_at IS NULL""",
                id=recipient_id,
            )
        )

    async def find_holder(self, recipient_id: UUID) -> UUID | None:
        """Who collected what the recipient was given."""
        sql = "SELECT holder_id FROM recipients WHERE organisation_id = :organisation_id AND id = :id"
        rows = await self.rows(sql, id=recipient_id)
        return rows[0]["holder_id"] if rows else None

    async def add_claim_link(
        self,
        link_id: UUID,
        recipient_id: UUID,
        secret_hash: bytes,
        *,
        now: datetime,
        expires_at: datetime,
        unsubscribe_hash: bytes | None = None,
    ) -> None:
        await self.run(
            """
            INSERT INTO claim_links (organisation_id, id, recipient_id, secret_hash, created_at, expires_at,
                                     unsubscribe_hash)
            VALUES (:organisation_id, :id, :recipient_id, :secret_hash, :now, :expires_at,
                    CAST(:unsubscribe_hash AS bytea))""",
            id=link_id,
            recipient_id=recipient_id,
            secret_hash=secret_hash,
            now=now,
            expires_at=expires_at,
            unsubscribe_hash=unsubscribe_hash,
        )

    async def count_signed(self, recipient_id: UUID) -> int:
        rows = await self.rows(
            """
            SELECT count(*) AS number FROM issuances
            WHERE organisation_id = :organisation_id AND recipient_id = :recipient_id AND state = 'signed'""",
            recipient_id=recipient_id,
        )
        return int(rows[0]["number"])

    async def consume_all(self, recipient_id: UUID, *, now: datetime) -> None:
        """Every open link of the recipient is used up."""
        await self.run(
            """
            UPDATE claim_links SET consumed_at = :now
            WHERE organisation_id = :organisation_id AND recipient_id = :recipient_id AND consumed_at IS NULL""",
            recipient_id=recipient_id,
            now=now,
        )

    async def bind_holder(self, recipient_id: UUID, holder_id: UUID) -> tuple[bytes | None, bytes]:
        """From now on the recipient is this holder; answers the sealed name and the wrapped data key."""
        rows = await self.rows(
            """
            UPDATE recipients SET holder_id = :holder_id, remind_at = NULL
            WHERE organisation_id = :organisation_id AND id = :id RETURNING name_sealed, data_key_wrapped""",
            id=recipient_id,
            holder_id=holder_id,
        )
        return rows[0]["name_sealed"], rows[0]["data_key_wrapped"]


class PublicRepository:
    """What anybody may find by an unguessable id, and the sweeps that the service makes itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def _find(self, setting: str, value: str, sql: str, **values: Any) -> list[dict[str, Any]]:
        await self._session.execute(
            text("SELECT set_config(:setting, :value, true)"), {"setting": setting, "value": value}
        )
        result = await self._session.execute(text(sql), values)
        return [dict(row) for row in result.mappings()]

    async def find_list_version(self, list_id: UUID) -> tuple[UUID, int] | None:
        """The owner and the version of a status list."""
        sql = "SELECT organisation_id, version FROM status_lists WHERE id = :id"
        rows = await self._find("app.public_id", str(list_id), sql, id=list_id)
        return (rows[0]["organisation_id"], rows[0]["version"]) if rows else None

    async def find_achievement(
        self, achievement_id: UUID, version: int
    ) -> tuple[UUID, AchievementSnapshot] | None:
        """The owner and one version of an achievement."""
        sql = "SELECT * FROM achievements WHERE id = :id AND version = :version"
        rows = await self._find("app.public_id", str(achievement_id), sql, id=achievement_id, version=version)
        return (rows[0]["organisation_id"], _snapshot(rows[0])) if rows else None

    async def find_ledger_time(self, credential_id: UUID, digest: bytes) -> datetime | None:
        sql = """
            SELECT signed_at FROM issuances WHERE id = :id AND credential_digest = :digest
            UNION ALL
            SELECT signed_at FROM envelopes WHERE credential_id = :id AND credential_digest = :digest"""
        rows = await self._find("app.public_id", str(credential_id), sql, id=credential_id, digest=digest)
        return rows[0]["signed_at"] if rows else None

    async def has_successor(self, credential_id: UUID) -> bool:
        """Whether a signed credential says that it takes the place of this one."""
        sql = "SELECT 1 FROM issuances WHERE supersedes_id = :id AND state = 'signed'"
        return bool(await self._find("app.public_id", str(credential_id), sql, id=credential_id))

    async def find_document_time(self, digest: bytes) -> datetime | None:
        """When the document with this digest, which is its capability, was issued by the VC-API."""
        sql = "SELECT signed_at FROM vc_api_issuances WHERE credential_digest = :digest"
        rows = await self._find("app.capability", digest.hex(), sql, digest=digest)
        return rows[0]["signed_at"] if rows else None

    async def find_claim_link(self, secret_hash: bytes, *, for_update: bool = False) -> dict[str, Any] | None:
        """The claim link of the capability that the transaction presents."""
        lock = "FOR UPDATE" if for_update else ""
        sql = f"SELECT *, now() AS database_now FROM claim_links WHERE secret_hash = :secret_hash {lock}"
        rows = await self._find("app.capability", secret_hash.hex(), sql, secret_hash=secret_hash)
        return rows[0] if rows else None

    async def list_organisations_with_reserved(self, older_than: datetime) -> list[UUID]:
        sql = """
            SELECT organisation_id FROM issuances WHERE state = 'reserved' AND created_at < :older_than
            UNION
            SELECT organisation_id FROM envelopes WHERE state = 'reserved' AND created_at < :older_than"""
        rows = await self._find("app.sweep", "on", sql, older_than=older_than)
        return [row["organisation_id"] for row in rows]

    async def list_organisations_with_reserved_documents(self, older_than: datetime) -> list[UUID]:
        sql = """
            SELECT DISTINCT organisation_id FROM vc_api_issuances
            WHERE state = 'reserved' AND created_at < :older_than"""
        rows = await self._find("app.sweep", "on", sql, older_than=older_than)
        return [row["organisation_id"] for row in rows]

    async def list_stalled_batches(self, older_than: datetime) -> list[tuple[UUID, UUID]]:
        sql = """
            SELECT organisation_id, id FROM credential_batches
            WHERE state = 'running' AND progressed_at < :older_than"""
        rows = await self._find("app.sweep", "on", sql, older_than=older_than)
        return [(row["organisation_id"], row["id"]) for row in rows]

    async def list_old_sheets(self, older_than: datetime) -> list[tuple[UUID, UUID]]:
        sql = """
            SELECT organisation_id, batch_id FROM credential_sheets
            WHERE header_sealed IS NOT NULL AND touched_at < :older_than"""
        rows = await self._find("app.sweep", "on", sql, older_than=older_than)
        return [(row["organisation_id"], row["batch_id"]) for row in rows]
