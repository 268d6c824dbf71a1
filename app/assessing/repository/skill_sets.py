"""Queries on skill sets, each scoped to one organisation; the public one finds by an unguessable id."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing.repository.scoped import Scoped
from app.platform.database import Session, fetch

_COLUMNS: Final = """organisation_id, id, version, state, content, aligned, revision, drafted_by, drafted_at,
    edited_by, edited_at, published_by, published_at, superseded_at"""
_ADD: Final = """
    INSERT INTO skill_sets (organisation_id, id, version, code, state, content, revision,
                            drafted_by, drafted_at, edited_by, edited_at)
    VALUES (:organisation_id, :id, :version, :code, 'draft', CAST(:content AS jsonb), 1,
            :actor, :now, :actor, :now)
    ON CONFLICT DO NOTHING RETURNING version"""
# A code belongs to one skill set, whatever its versions.
_HAS_CODE: Final = """
    SELECT 1 FROM skill_sets WHERE organisation_id = :organisation_id AND lower(code) = lower(:code) AND id <> :id
    LIMIT 1"""
_LOCK_CODE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('skill-set:' || :place, 0))"
_VERSIONS: Final = f"""
    SELECT {_COLUMNS} FROM skill_sets WHERE organisation_id = :organisation_id AND id = :id
    ORDER BY version DESC"""
_FIND: Final = f"""
    SELECT {_COLUMNS} FROM skill_sets
    WHERE organisation_id = :organisation_id AND id = :id AND version = :version"""
_LIST: Final = f"""
    SELECT {_COLUMNS} FROM skill_sets s
    WHERE organisation_id = :organisation_id
      AND (CAST(:state AS text) IS NULL OR state = :state)
      AND (CAST(:at AS timestamptz) IS NULL OR (drafted_at, id) < (:at, CAST(:before_id AS uuid)))
      AND (CAST(:state AS text) IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM skill_sets n
          WHERE n.organisation_id = s.organisation_id AND n.id = s.id AND n.version > s.version))
    ORDER BY drafted_at DESC, id DESC LIMIT :limit"""
_EDIT: Final = """
    UPDATE skill_sets SET content = CAST(:content AS jsonb), code = :code, revision = revision + 1,
        edited_by = :actor, edited_at = :now
    WHERE organisation_id = :organisation_id AND id = :id AND version = :version AND state = 'draft'"""
_SUPERSEDE: Final = """
    UPDATE skill_sets SET state = 'superseded', superseded_at = :now
    WHERE organisation_id = :organisation_id AND id = :id AND state = 'published'"""
_PUBLISH: Final = """
    UPDATE skill_sets SET state = 'published', aligned = CAST(:aligned AS jsonb), published_by = :actor,
        published_at = :now
    WHERE organisation_id = :organisation_id AND id = :id AND version = :version AND state = 'draft'"""
_ADD_ACHIEVEMENTS: Final = """
    INSERT INTO skill_set_achievements (organisation_id, achievement_id, version, skill_set_id)
    SELECT :organisation_id, achievement_id, :version, :id
    FROM unnest(CAST(:achievement_ids AS uuid[])) AS found(achievement_id)"""
_OF_ACHIEVEMENT: Final = """
    SELECT skill_set_id, version FROM skill_set_achievements
    WHERE organisation_id = :organisation_id AND achievement_id = :achievement_id
      AND (CAST(:version AS integer) IS NULL OR version = :version)
    ORDER BY version DESC LIMIT 1"""
_OF_ACHIEVEMENTS: Final = """
    SELECT DISTINCT ON (achievement_id) achievement_id, skill_set_id FROM skill_set_achievements
    WHERE organisation_id = :organisation_id AND achievement_id = ANY(CAST(:achievement_ids AS uuid[]))
    ORDER BY achievement_id, version DESC"""
_SAY_PUBLIC: Final = "SELECT set_config('app.public_id', :id, true)"
_FIND_PUBLIC: Final = (
    f"SELECT {_COLUMNS} FROM skill_sets WHERE id = :id AND version = :version AND state <> 'draft'"
)
_PUBLIC_VERSIONS: Final = (
    "SELECT version FROM skill_sets WHERE id = :id AND state <> 'draft' ORDER BY version"
)
Row = dict[str, Any]


class SkillSetRepository(Scoped):
    """Skill sets and their versions."""

    async def add_draft(self, skill_set_id: UUID, version: int, values: Row) -> bool:
        """False when the skill set has a draft already, or another one has its code."""
        code = values["code"]
        if await self.has_other_code(skill_set_id, code):
            return False
        return bool(await self.rows(_ADD, id=skill_set_id, version=version, **values))

    async def has_other_code(self, skill_set_id: UUID, code: str) -> bool:
        """Whether another skill set has this code; until the transaction ends nobody else can take it."""
        await self.rows(_LOCK_CODE, place=f"{self.organisation_id}:{code.lower()}")
        return bool(await self.rows(_HAS_CODE, id=skill_set_id, code=code))

    async def find(self, skill_set_id: UUID, version: int, *, lock: str = "") -> Row | None:
        """One version."""
        rows = await self.rows(f"{_FIND} {lock}", id=skill_set_id, version=version)
        return rows[0] if rows else None

    async def list_versions(self, skill_set_id: UUID) -> list[Row]:
        """Every version, the newest first."""
        return await self.rows(_VERSIONS, id=skill_set_id)

    async def list_newest(
        self, limit: int, before: tuple[datetime, UUID] | None, state: str | None
    ) -> list[Row]:
        """The newest version of every skill set, or its version in one state; last drafted first."""
        at, before_id = before or (None, None)
        return await self.rows(_LIST, limit=limit, at=at, before_id=before_id, state=state)

    async def edit(self, skill_set_id: UUID, version: int, values: Row) -> None:
        """Other content in a draft."""
        await self.rows(_EDIT, id=skill_set_id, version=version, **values)

    async def publish(self, skill_set_id: UUID, version: int, values: Row) -> None:
        """The version before is superseded, and this one published."""
        await self.rows(_SUPERSEDE, id=skill_set_id, now=values["now"])
        await self.rows(_PUBLISH, id=skill_set_id, version=version, **values)

    async def add_achievements(self, skill_set_id: UUID, version: int, ids: Sequence[UUID]) -> None:
        """Which achievements a published version has."""
        await self.rows(_ADD_ACHIEVEMENTS, id=skill_set_id, version=version, achievement_ids=list(ids))

    async def find_of_achievements(self, achievement_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """The skill set of each achievement that belongs to one."""
        rows = await self.rows(_OF_ACHIEVEMENTS, achievement_ids=list(achievement_ids))
        return {row["achievement_id"]: row["skill_set_id"] for row in rows}

    async def find_of_achievement(self, achievement_id: UUID, version: int | None) -> tuple[UUID, int] | None:
        """The skill set of an achievement, in its newest published version or in one."""
        rows = await self.rows(_OF_ACHIEVEMENT, achievement_id=achievement_id, version=version)
        return (rows[0]["skill_set_id"], rows[0]["version"]) if rows else None


async def find_public_skill_set(session: Session, skill_set_id: UUID, version: int) -> Row | None:
    """A version that was published, whoever's it is; the session needs no organisation."""
    await fetch(session, _SAY_PUBLIC, {"id": str(skill_set_id)})
    rows = await fetch(session, _FIND_PUBLIC, {"id": skill_set_id, "version": version})
    return rows[0] if rows else None


async def list_public_versions(session: Session, skill_set_id: UUID) -> list[int]:
    """The versions that were published, the oldest first."""
    await fetch(session, _SAY_PUBLIC, {"id": str(skill_set_id)})
    return [row["version"] for row in await fetch(session, _PUBLIC_VERSIONS, {"id": skill_set_id})]
