"""Queries on which concepts partnerships describe: an organisation writes its own, and everyone reads."""

from typing import Any, Final
from uuid import UUID

from app.platform.database import Session, fetch

_PUT: Final = """
    INSERT INTO described_concepts (organisation_id, concept_uri, source_id, source, name, match_type)
    VALUES (:organisation_id, :concept_uri, :source_id, :source, :name, :match_type)
    ON CONFLICT (organisation_id, concept_uri, source_id) DO UPDATE SET
        name = excluded.name, match_type = excluded.match_type"""
_FORGET: Final = """
    DELETE FROM described_concepts WHERE organisation_id = :organisation_id AND source_id = :source_id"""
# Two concepts of which a framework says that they are the same, or nearly so, count as one skill.
_SHARED: Final = """
    WITH mine AS (
        SELECT DISTINCT concept_uri FROM described_concepts WHERE organisation_id = :organisation_id
    ), near AS (
        SELECT concept_uri, concept_uri AS other_uri FROM mine
        UNION
        SELECT mine.concept_uri, m.target_uri FROM mine JOIN concepts c ON c.uri = mine.concept_uri
        JOIN concept_mappings m ON m.release_id = c.release_id AND m.source = c.position
        WHERE m.match_type IN ('exact', 'close')
        UNION
        SELECT mine.concept_uri, c.uri FROM mine JOIN concept_mappings m ON m.target_uri = mine.concept_uri
        JOIN concepts c ON c.release_id = m.release_id AND c.position = m.source
        WHERE m.match_type IN ('exact', 'close')
    )
    SELECT near.concept_uri, d.organisation_id, d.source, d.source_id, d.name, d.match_type,
           d.concept_uri AS their_concept_uri
    FROM near JOIN described_concepts d ON d.concept_uri = near.other_uri
    WHERE d.organisation_id <> :organisation_id AND near.concept_uri > :after
      AND near.concept_uri <= coalesce((
          SELECT max(concept_uri) FROM (
              SELECT DISTINCT n.concept_uri FROM near n JOIN described_concepts o ON o.concept_uri = n.other_uri
              WHERE o.organisation_id <> :organisation_id AND n.concept_uri > :after
              ORDER BY 1 LIMIT :limit) AS page), '')
    ORDER BY near.concept_uri, d.organisation_id, d.source_id"""


class DescribedConceptRepository:
    """Which concepts an organisation describes, and which others describe the same."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def put(
        self, concept_uri: str, source: str, source_id: UUID, *, name: str, match_type: str
    ) -> None:
        """Says that a term or achievement of this organisation describes the concept."""
        values = {"concept_uri": concept_uri, "source": source, "source_id": source_id}
        await self._rows(_PUT, **values, name=name, match_type=match_type)

    async def forget(self, source_id: UUID) -> None:
        """The term or achievement describes nothing any more."""
        await self._rows(_FORGET, source_id=source_id)

    async def list_shared(self, after: str, limit: int) -> list[dict[str, Any]]:
        """What others have for the concepts of this organisation, for at most `limit` of those."""
        return await self._rows(_SHARED, after=after, limit=limit)

    async def _rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        return await fetch(self._session, sql, {"organisation_id": self._organisation_id, **values})
