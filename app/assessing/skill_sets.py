"""Skill sets: drafted by one, published by another, in versions that never change, each taking the place of the last."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.align_skill_set import Aligned, read_aligned
from app.assessing.errors import SkillSetChanged, SkillSetDrafted, SkillSetExists, SkillSetPublished
from app.assessing.lint_skill_set import find_unsafe_texts
from app.assessing.repository.skill_sets import (
    SkillSetRepository,
    find_public_skill_set,
    list_public_versions,
)
from app.assessing.skill_set_content import NEW, SkillSetContent, read_content, write_content
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place


class SkillSetState(StrEnum):
    """Where a version stands."""

    draft = "draft"
    published = "published"
    superseded = "superseded"


@dataclass(frozen=True, slots=True)
class SkillSet:
    """One version of a skill set. `revision` counts the edits of a draft; `aligned` is there once it is published."""

    organisation_id: UUID
    id: UUID
    version: int
    state: SkillSetState
    content: SkillSetContent
    aligned: Aligned | None
    revision: int
    drafted_by: str
    drafted_at: datetime
    edited_by: str
    edited_at: datetime
    published_by: str | None
    published_at: datetime | None
    superseded_at: datetime | None

    @property
    def is_published(self) -> bool:
        """Whether dossiers may be opened on it: published, also when a newer version took its place."""
        return self.state is not SkillSetState.draft


async def draft_skill_set(
    context: Context, session: Session, issuer: Issuer, content: SkillSetContent
) -> SkillSet:
    """Version 1 of a new skill set, as a draft that may be incomplete.

    Raises InvalidInput for ids that are not its own and for a BSN, SkillSetExists for a code that is taken.
    """
    ensure_savable(content, known=frozenset())
    skill_set_id = context.randomness.uuid()
    return await _add_draft(context, session, issuer, skill_set_id, 1, content)


async def draft_next_version(
    context: Context, session: Session, issuer: Issuer, skill_set_id: UUID
) -> SkillSet:
    """A draft of the next version, with what the newest says. Raises NotFound, SkillSetDrafted when there is one."""
    newest = await load_skill_set(session, issuer.organisation_id, skill_set_id)
    if not newest.is_published:
        raise SkillSetDrafted
    return await _add_draft(context, session, issuer, skill_set_id, newest.version + 1, newest.content)


async def edit_skill_set(
    context: Context,
    session: Session,
    issuer: Issuer,
    skill_set_id: UUID,
    version: int,
    content: SkillSetContent,
    *,
    revision: int,
) -> SkillSet:
    """Other content for a draft, when nobody changed it after `revision`.

    Raises NotFound, SkillSetPublished, SkillSetChanged, SkillSetExists, InvalidInput as for a new draft.
    """
    await load_draft(session, issuer.organisation_id, skill_set_id, version, revision=revision)
    versions = await list_versions(session, issuer.organisation_id, skill_set_id)
    known = frozenset(found for other in versions for _, found in other.content.each_id())
    ensure_savable(content, known=known)
    repository = SkillSetRepository(session, issuer.organisation_id)
    if await repository.has_other_code(skill_set_id, content.code):
        raise SkillSetExists
    await repository.edit(skill_set_id, version, _values(context, issuer, content))
    await record(context, session, issuer, "skill-set.edited", skill_set_id, version)
    return await load_skill_set(session, issuer.organisation_id, skill_set_id, version)


async def load_draft(
    session: Session, organisation_id: UUID, skill_set_id: UUID, version: int, *, revision: int
) -> SkillSet:
    """A draft, locked until the end of the transaction. Raises NotFound, SkillSetPublished, SkillSetChanged."""
    row = await SkillSetRepository(session, organisation_id).find(skill_set_id, version, lock="FOR UPDATE")
    if row is None:
        raise NotFound
    draft = _skill_set(row)
    if draft.is_published:
        raise SkillSetPublished
    if draft.revision != revision:
        raise SkillSetChanged
    return draft


async def load_skill_set(
    session: Session, organisation_id: UUID, skill_set_id: UUID, version: int | None = None
) -> SkillSet:
    """One version, or the newest, draft or not. Raises NotFound."""
    for found in await list_versions(session, organisation_id, skill_set_id):
        if version in (None, found.version):
            return found
    raise NotFound


async def load_skill_set_of(
    session: Session, organisation_id: UUID, achievement_id: UUID, version: int | None = None
) -> SkillSet | None:
    """The published skill set of an achievement in one version or the newest; None when it is in no skill set."""
    repository = SkillSetRepository(session, organisation_id)
    found = await repository.find_of_achievement(achievement_id, version)
    return await load_skill_set(session, organisation_id, *found) if found else None


async def find_skill_sets_of(
    session: Session, organisation_id: UUID, achievement_ids: Iterable[UUID]
) -> dict[UUID, UUID]:
    """The skill sets of achievements, by achievement; those that belong to none are left out."""
    repository = SkillSetRepository(session, organisation_id)
    return await repository.find_of_achievements(list(achievement_ids))


async def list_versions(session: Session, organisation_id: UUID, skill_set_id: UUID) -> Sequence[SkillSet]:
    """Every version, the newest first; none for an unknown skill set."""
    rows = await SkillSetRepository(session, organisation_id).list_versions(skill_set_id)
    return [_skill_set(row) for row in rows]


async def list_skill_sets(
    session: Session, organisation_id: UUID, *, page: Page, state: SkillSetState | None = None
) -> Slice[SkillSet]:
    """The newest version of each, or its version in one state; last drafted first. Raises InvalidInput."""
    before = read_place(page)
    repository = SkillSetRepository(session, organisation_id)
    rows = await repository.list_newest(page.limit + 1, before, state and state.value)
    shown = [_skill_set(row) for row in rows[: page.limit]]
    following = None
    if len(rows) > page.limit:
        following = encode_place(shown[-1].drafted_at, shown[-1].id)
    return Slice(items=shown, next_cursor=following)


async def load_public_skill_set(
    session: Session, skill_set_id: UUID, version: int
) -> tuple[SkillSet, Sequence[int]]:
    """A published version behind its public address, and all published versions. Raises NotFound."""
    row = await find_public_skill_set(session, skill_set_id, version)
    if row is None:
        raise NotFound
    return _skill_set(row), await list_public_versions(session, skill_set_id)


async def record(
    context: Context, session: Session, issuer: Issuer, action: str, skill_set_id: UUID, version: int
) -> None:
    """Writes down who did it."""
    await record_act(context, session, issuer, action, f"skill-set:{skill_set_id}/{version}")


async def _add_draft(
    context: Context,
    session: Session,
    issuer: Issuer,
    skill_set_id: UUID,
    version: int,
    content: SkillSetContent,
) -> SkillSet:
    repository = SkillSetRepository(session, issuer.organisation_id)
    if not await repository.add_draft(skill_set_id, version, _values(context, issuer, content)):
        raise SkillSetExists if version == 1 else SkillSetDrafted
    await record(context, session, issuer, "skill-set.drafted", skill_set_id, version)
    return await load_skill_set(session, issuer.organisation_id, skill_set_id, version)


def _values(context: Context, issuer: Issuer, content: SkillSetContent) -> dict[str, Any]:
    return {
        "code": content.code,
        "content": write_content(content.with_new_ids(context.randomness)).decode(),
        "actor": issuer.eyes,
        "now": context.clock.now(),
    }


def ensure_savable(content: SkillSetContent, *, known: Collection[UUID]) -> None:
    """Raises InvalidInput for a BSN, and for ids that this skill set never had or that stand there twice."""
    faults = find_unsafe_texts(content)
    seen = {NEW}
    for pointer, found in content.each_id():
        if found != NEW and (found in seen or found not in known):
            faults.append(FieldError(pointer, "unknown_id", "Leave the id out of what is new."))
        seen.add(found)
    if faults:
        raise InvalidInput("The skill set was not saved.", errors=faults)


def _skill_set(row: Mapping[str, Any]) -> SkillSet:
    read = {
        "state": SkillSetState(row["state"]),
        "content": read_content(row["content"]),
        "aligned": None if row["aligned"] is None else read_aligned(row["aligned"]),
    }
    return SkillSet(**{**row, **read})
