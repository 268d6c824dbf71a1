"""Queries on a partnership's own terms, each scoped to one organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.platform.columns import Column
from app.platform.database import Session, fetch

_IS_MAPPED: Final = """EXISTS (
    SELECT FROM term_mappings m WHERE m.organisation_id = t.organisation_id AND m.term_id = t.id
      AND m.state = 'approved') AS is_mapped"""
_COLUMNS: Final = """t.id, t.layer, t.label_nl, t.label_en, t.definition_nl, t.definition_en,
    t.created_at, t.retired_at"""
_ADD: Final = """
    INSERT INTO own_terms (organisation_id, id, layer, label_nl, label_en, definition_nl, definition_en, created_at)
    VALUES (:organisation_id, :id, :layer, :label_nl, :label_en, :definition_nl, :definition_en, :now)"""
_FIND: Final = (
    f"SELECT {_COLUMNS}, {_IS_MAPPED} FROM own_terms t WHERE organisation_id = :organisation_id AND id = :id"
)
_LIST: Final = f"""
    SELECT {_COLUMNS}, {_IS_MAPPED} FROM own_terms t
    WHERE organisation_id = :organisation_id
      AND (CAST(:at AS timestamptz) IS NULL OR (created_at, id) < (:at, CAST(:id AS uuid)))
    ORDER BY created_at DESC, id DESC LIMIT :limit"""
# Names are few in one organisation, so each is looked at; accents are forgiven as in the search of concepts.
_SEARCH: Final = f"""
    SELECT {_COLUMNS}, {_IS_MAPPED} FROM own_terms t
    CROSS JOIN LATERAL (SELECT concat_ws(' ', t.label_nl, t.label_en) AS names) AS n
    CROSS JOIN LATERAL (
        SELECT translate(lower(concat_ws(' ', n.names, t.definition_nl, t.definition_en)),
                         'áàâäãéèêëíìîïóòôöõúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn') AS said) AS s
    WHERE t.organisation_id = :organisation_id AND t.retired_at IS NULL
      AND NOT EXISTS (SELECT FROM unnest(:words) AS word WHERE strpos(s.said, word) = 0)
    ORDER BY starts_with(s.said, :first) DESC, strpos(s.said, :first), length(n.names), t.id LIMIT :limit"""
_RETIRE: Final = """
    UPDATE own_terms SET retired_at = coalesce(retired_at, :now)
    WHERE organisation_id = :organisation_id AND id = :id"""
_PROPOSE: Final = """
    INSERT INTO term_mappings (organisation_id, id, term_id, match_type, concept_uri, framework_id, framework_version,
                               concept_label, language, state, proposed_by, proposed_at)
    VALUES (:organisation_id, :id, :term_id, :match_type, :concept_uri, :framework_id, :framework_version,
            :concept_label, :language, 'proposed', :actor, :now)
    ON CONFLICT (organisation_id, term_id, concept_uri) WHERE state IN ('proposed', 'approved') DO NOTHING
    RETURNING id"""
_MAPPINGS: Final = """
    SELECT id, term_id, match_type, concept_uri, framework_id, framework_version, concept_label, language, state,
           proposed_by, proposed_at, reviewed_by, reviewed_at
    FROM term_mappings WHERE organisation_id = :organisation_id AND term_id = :term_id
    ORDER BY proposed_at DESC, id LIMIT 100"""
_REVIEW: Final = """
    UPDATE term_mappings SET state = :state, reviewed_by = :actor, reviewed_at = :now
    WHERE organisation_id = :organisation_id AND id = :id AND state = 'proposed' AND proposed_by <> :actor
    RETURNING id"""
_COVERAGE: Final = f"""
    SELECT count(*) AS terms, count(*) FILTER (WHERE is_mapped) AS mapped
    FROM (SELECT {_IS_MAPPED} FROM own_terms t WHERE organisation_id = :organisation_id AND retired_at IS NULL) AS known"""


class TermRepository:
    """Own terms and their mappings."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, term_id: UUID, texts: Mapping[str, Any], *, now: datetime) -> None:
        """A new term, not mapped yet."""
        await self._rows(_ADD, id=term_id, now=now, **texts)

    async def find(self, term_id: UUID) -> dict[str, Any] | None:
        """The term with this id."""
        rows = await self._rows(_FIND, id=term_id)
        return rows[0] if rows else None

    async def list_newest(self, limit: int, before: tuple[datetime, UUID] | None) -> list[dict[str, Any]]:
        """Terms, the newest first."""
        at, term_id = before or (None, None)
        return await self._rows(_LIST, at=at, id=term_id, limit=limit)

    async def search(self, words: Sequence[str], *, limit: int) -> list[dict[str, Any]]:
        """Terms in use with every one of these folded words in a label or definition, those that begin so first."""
        return await self._rows(_SEARCH, words=Column("text", words), first=words[0], limit=limit)

    async def retire(self, term_id: UUID, *, now: datetime) -> None:
        """The term is not offered any more."""
        await self._rows(_RETIRE, id=term_id, now=now)

    async def propose(self, mapping_id: UUID, facts: Mapping[str, Any], *, actor: str, now: datetime) -> bool:
        """False when this mapping is proposed or approved already."""
        return bool(await self._rows(_PROPOSE, id=mapping_id, actor=actor, now=now, **facts))

    async def list_mappings(self, term_id: UUID) -> list[dict[str, Any]]:
        """The mappings of a term, the newest first, at most a hundred."""
        return await self._rows(_MAPPINGS, term_id=term_id)

    async def review(self, mapping_id: UUID, state: str, *, actor: str, now: datetime) -> bool:
        """False when it is no proposal any more, or one of the same actor."""
        return bool(await self._rows(_REVIEW, id=mapping_id, state=state, actor=actor, now=now))

    async def count(self) -> tuple[int, int]:
        """How many terms are in use, and how many of them are mapped."""
        [row] = await self._rows(_COVERAGE)
        return row["terms"], row["mapped"]

    async def _rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        return await fetch(self._session, sql, {"organisation_id": self._organisation_id, **values})
