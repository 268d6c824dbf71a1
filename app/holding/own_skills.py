"""Skills in the holder's own words: level 0, in the passport, and on a link only when the holder chose them.

They are no credentials: nobody signs, validates or judges them, and no verdict is about them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from app.holding.own_words import read_words
from app.holding.passport import load_data_key
from app.holding.repository.own_skills import OwnSkillRepository
from app.holding.rows import SealedSkill
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.vault import DataKey

MOST_SKILLS: Final = 50
LONGEST_NAME: Final = 100
LONGEST_WORDS: Final = 300


@dataclass(frozen=True, slots=True)
class OwnSkill:
    """What somebody says they can do, and what they do then, if they told."""

    id: UUID
    name: str
    words: str | None
    created_at: datetime


async def add_own_skill(context: Context, holder_id: UUID, name: str, words: str = "") -> OwnSkill:
    """Write a skill down. Raises InvalidInput with every mistake, also for more than fifty."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await write_own_skill(context, session, holder_id, name, words)


async def write_own_skill(
    context: Context, session: Session, holder_id: UUID, name: str, words: str = ""
) -> OwnSkill:
    """The same inside the holder's own transaction."""
    title, faults = read_words(" ".join(name.split()), "/name", longest=LONGEST_NAME)
    if not title and not faults:
        faults = [FieldError("/name", "missing", "Say what you can do.")]
    told, more = read_words(words, "/words", longest=LONGEST_WORDS)
    skills = OwnSkillRepository(session, holder_id)
    if await skills.count() >= MOST_SKILLS:
        faults = [*faults, FieldError("", "too_many", f"Remove one first: there are {MOST_SKILLS}.")]
    if faults or more:
        raise InvalidInput(errors=[*faults, *more])
    data_key = await load_data_key(context, session, holder_id)
    skill = OwnSkill(context.randomness.uuid(), title, told or None, context.clock.now())
    content = orjson.dumps({"name": skill.name, "words": skill.words})
    sealed = data_key.seal(content, context=_place(holder_id, skill.id))
    await skills.add(SealedSkill(skill.id, sealed, skill.created_at))
    return skill


async def list_own_skills(context: Context, holder_id: UUID) -> tuple[OwnSkill, ...]:
    """All of this holder, oldest first."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await open_own_skills(context, session, holder_id)


async def open_own_skills(
    context: Context, session: Session, holder_id: UUID, ids: Collection[UUID] | None = None
) -> tuple[OwnSkill, ...]:
    """The same inside the holder's own transaction: all, or those of `ids` that were not removed since."""
    rows = await OwnSkillRepository(session, holder_id).list(ids)
    if not rows:
        return ()
    data_key = await load_data_key(context, session, holder_id)
    return tuple(_open(data_key, holder_id, row) for row in rows)


async def remove_own_skill(context: Context, holder_id: UUID, skill_id: UUID) -> None:
    """It is gone at once, also from every link. Raises NotFound."""
    async with context.database.transaction(holder_id=holder_id) as session:
        if not await OwnSkillRepository(session, holder_id).remove(skill_id):
            raise NotFound


def _open(data_key: DataKey, holder_id: UUID, row: SealedSkill) -> OwnSkill:
    content = orjson.loads(data_key.open(row.sealed, context=_place(holder_id, row.id)))
    return OwnSkill(row.id, content["name"], content["words"], row.created_at)


def _place(holder_id: UUID, skill_id: UUID) -> str:
    return f"holder_skills/content_sealed/{holder_id}/{skill_id}"
