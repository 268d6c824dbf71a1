"""Queries on the vocabulary; it belongs to nobody, so no organisation scopes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from app.ontologies.folding import fold
from app.ontologies.models import FrameworkRecord, SkillRecord
from app.ontologies.skills import EscoMatch, Framework, MatchType, Skill
from app.platform.database import Session

_LIKE_ESCAPES = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class SkillRepository:
    """Reads and loads frameworks and their skills."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, skill_id: str) -> Skill | None:
        """The skill with this id, withdrawn or not."""
        record = await self._session.scalar(select(SkillRecord).where(SkillRecord.id == skill_id))
        return _skill(record) if record else None

    async def search(
        self,
        words: Sequence[str],
        *,
        sector: str | None,
        after: tuple[int, str, str] | None,
        limit: int,
    ) -> list[tuple[int, Skill]]:
        """Offered skills with every word, label matches first, each with its rank; at most `limit` rows."""
        rank = _rank(words)
        statement = select(SkillRecord, rank.label("rank")).where(SkillRecord.withdrawn_at.is_(None))
        statement = statement.where(*(_contains(SkillRecord.search_text, word) for word in words))
        if sector is not None:
            statement = statement.where(SkillRecord.sector == sector)
        rows = await self._session.execute(_page(statement, rank, after, limit))
        return [(row.rank, _skill(row.SkillRecord)) for row in rows]

    async def put_framework(self, framework: Framework) -> None:
        """Add the framework, or bring its facts up to date."""
        values = {
            "id": framework.id,
            "version": framework.version,
            "name_nl": framework.name_nl,
            "name_en": framework.name_en,
            "source_url": framework.source_url,
            "licence": framework.licence,
        }
        await self._session.execute(
            insert(FrameworkRecord)
            .values(values)
            .on_conflict_do_update(index_elements=[FrameworkRecord.id], set_=values)
        )

    async def put_skills(self, skills: Sequence[Skill]) -> None:
        """Add the skills, or bring them up to date; a withdrawn skill that is back is offered again."""
        statement = insert(SkillRecord)
        fresh = {
            name: statement.excluded[name] for name in _row(skills[0]) if name not in {"framework_id", "id"}
        }
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[SkillRecord.framework_id, SkillRecord.id], set_=fresh
            ),
            [_row(skill) for skill in skills],
        )

    async def withdraw_others(self, framework_id: str, kept: Sequence[str], *, at: datetime) -> None:
        """Mark the skills of the framework that are not in `kept` as withdrawn."""
        await self._session.execute(
            update(SkillRecord)
            .where(
                SkillRecord.framework_id == framework_id,
                SkillRecord.withdrawn_at.is_(None),
                SkillRecord.id.not_in(kept),
            )
            .values(withdrawn_at=at)
        )


def _contains(column: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    return column.like(f"%{word.translate(_LIKE_ESCAPES)}%", escape="\\")


def _rank(words: Sequence[str]) -> ColumnElement[int]:
    if not words:
        return literal(0, Integer)
    label = func.lower(SkillRecord.label_nl + " " + SkillRecord.label_en)
    return case((and_(*(_contains(label, word) for word in words)), 0), else_=1)


def _page(
    statement: Select[SkillRecord, int],
    rank: ColumnElement[int],
    after: tuple[int, str, str] | None,
    limit: int,
) -> Select[SkillRecord, int]:
    order = (rank, SkillRecord.label_nl, SkillRecord.id)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(*(literal(part) for part in after)))
    return statement.order_by(*order).limit(limit)


def _row(skill: Skill) -> dict[str, object]:
    texts = (
        skill.code,
        skill.label_nl,
        skill.label_en,
        skill.definition_nl,
        skill.definition_en,
        skill.esco.label,
    )
    return {
        "framework_id": skill.framework_id,
        "id": skill.id,
        "code": skill.code,
        "sector": skill.sector,
        "label_nl": skill.label_nl,
        "label_en": skill.label_en,
        "definition_nl": skill.definition_nl,
        "definition_en": skill.definition_en,
        "esco_uri": skill.esco.uri,
        "esco_label": skill.esco.label,
        "match_type": skill.esco.match_type.value,
        "search_text": fold(" ".join(texts)),
        "withdrawn_at": skill.withdrawn_at,
    }


def _skill(record: SkillRecord) -> Skill:
    return Skill(
        id=record.id,
        framework_id=record.framework_id,
        code=record.code,
        sector=record.sector,
        label_nl=record.label_nl,
        label_en=record.label_en,
        definition_nl=record.definition_nl,
        definition_en=record.definition_en,
        esco=EscoMatch(record.esco_uri, record.esco_label, MatchType(record.match_type)),
        withdrawn_at=record.withdrawn_at,
    )
