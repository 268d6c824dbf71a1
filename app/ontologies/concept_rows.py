"""Queries on imported concepts; they belong to nobody, so no organisation scopes them."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.platform.columns import Column
from app.platform.database import Session, fetch

_RELEASES: Final = "SELECT id, framework_id FROM framework_releases WHERE is_current"
# The greatest character there is closes the range of names that begin with the text.
_BY_NAME: Final = """
    SELECT position, release_id, min(CASE WHEN name = :text THEN 0 ELSE 2 END + rank) AS grade, min(length(name)) AS size
    FROM concept_names n
    WHERE release_id = ANY(:releases) AND language = ANY(:languages) AND name >= :text AND name < :text || chr(1114111)
      AND (:any_kind OR EXISTS (SELECT FROM concepts c WHERE c.release_id = n.release_id
                                AND c.position = n.position AND c.kind = ANY(:kinds)))
    GROUP BY release_id, position ORDER BY grade, size, position LIMIT :limit"""
_BY_WORDS: Final = """
    SELECT position, release_id, 4 AS grade, max(ts_rank('{0,0.1,0.3,1}', names, wanted, 1)) AS weight
    FROM concept_vectors v, to_tsquery('simple', :wanted) AS wanted
    WHERE names @@ wanted AND release_id = ANY(:releases) AND language = ANY(:languages)
      AND (:any_kind OR EXISTS (SELECT FROM concepts c WHERE c.release_id = v.release_id
                                AND c.position = v.position AND c.kind = ANY(:kinds)))
    GROUP BY release_id, position ORDER BY weight DESC, position LIMIT :limit"""
# Written out for each language, so that each part can use the index.
_BY_STEMS: Final = """
    SELECT position, release_id, 5 AS grade, max(ts_rank('{0.1,0.1,0.4,1}', stems, CASE language
               WHEN 'nl' THEN to_tsquery('dutch', :wanted) WHEN 'en' THEN to_tsquery('english', :wanted)
               ELSE to_tsquery('simple', :wanted) END, 1)) AS weight
    FROM concept_vectors v
    WHERE (language = 'nl' AND stems @@ to_tsquery('dutch', :wanted)
           OR language = 'en' AND stems @@ to_tsquery('english', :wanted)
           OR language NOT IN ('nl', 'en') AND stems @@ to_tsquery('simple', :wanted))
      AND release_id = ANY(:releases) AND v.language = ANY(:languages)
      AND (:any_kind OR EXISTS (SELECT FROM concepts c WHERE c.release_id = v.release_id
                                AND c.position = v.position AND c.kind = ANY(:kinds)))
    GROUP BY release_id, position ORDER BY weight DESC, position LIMIT :limit"""
_UNKNOWN_WORDS: Final = """
    SELECT word FROM unnest(:words) AS word WHERE NOT EXISTS (
        SELECT FROM concept_vectors WHERE names @@ to_tsquery('simple', word) AND release_id = ANY(:releases))"""
_NEAR_WORDS: Final = """
    SELECT asked, word FROM (
        SELECT asked, word, row_number() OVER (PARTITION BY asked ORDER BY count(*) DESC, word) AS place
        FROM unnest(:asked, :grams, :at_least) AS run (asked, gram, at_least)
        JOIN word_grams g ON g.gram = run.gram AND release_id = ANY(:releases), unnest(words) AS word
        GROUP BY asked, at_least, release_id, word HAVING count(*) >= at_least) AS near
    WHERE place <= 100"""
_CONCEPT: Final = """
    SELECT c.release_id, c.position, c.id, c.uri, c.kind, c.code, c.reuse_level, c.collections,
           c.is_withdrawn OR c.withdrawn_at IS NOT NULL AS is_withdrawn, c.withdrawn_at, r.framework_id, r.version, r.is_current
    FROM concepts c JOIN framework_releases r ON r.id = c.release_id"""
_FIND: Final = f"{_CONCEPT} WHERE c.id = :id ORDER BY r.is_current DESC, r.id DESC"
_FIND_BY_URI: Final = f"{_CONCEPT} WHERE c.uri = ANY(:uris) ORDER BY r.is_current DESC, r.id DESC"
_FIND_AT: Final = f"""{_CONCEPT}
    JOIN unnest(:releases, :positions) AS wanted (release_id, position)
      ON wanted.release_id = c.release_id AND wanted.position = c.position"""
_LIST: Final = f"""{_CONCEPT}
    WHERE r.framework_id = :framework_id AND r.version = :version AND c.position > :after
    ORDER BY c.position LIMIT :limit"""
_TEXTS: Final = """
    SELECT t.release_id, t.position, t.language, t.label, t.alternatives, t.definition, t.scope_note
    FROM concept_texts t
    JOIN unnest(:releases, :positions) AS wanted (release_id, position)
      ON wanted.release_id = t.release_id AND wanted.position = t.position
    ORDER BY t.language"""
_RELATED: Final = """
    SELECT l.relation, c.id, c.uri, c.kind, t.language, t.label
    FROM (SELECT relation, target AS position FROM concept_relations WHERE release_id = :release_id AND source = :position
          UNION ALL
          SELECT 'narrower', source FROM concept_relations
          WHERE release_id = :release_id AND target = :position AND relation = 'broader') AS l
    JOIN concepts c ON c.release_id = :release_id AND c.position = l.position
    JOIN concept_texts t ON t.release_id = :release_id AND t.position = l.position
    ORDER BY l.relation, c.position, t.language LIMIT :limit"""
_MAPPED: Final = """
    SELECT match_type, target_uri FROM concept_mappings WHERE release_id = :release_id AND source = :position
    ORDER BY match_type, target_uri"""


class Scope(NamedTuple):
    """Where to search: releases by number, languages, and kinds (none for every kind); at most `limit` hits."""

    releases: Sequence[int]
    languages: Sequence[str]
    kinds: Sequence[str]
    limit: int

    def values(self) -> dict[str, Any]:
        """As the statements name them."""
        return {
            "releases": Column("integer", self.releases),
            "languages": Column("text", self.languages),
            "kinds": Column("text", self.kinds),
            "any_kind": not self.kinds,
            "limit": self.limit,
        }


class Hit(NamedTuple):
    """Where a concept stands, and how well it matches: a lower grade is better."""

    release_id: int
    position: int
    grade: int


class ConceptRepository:
    """Reads imported concepts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def list_current_releases(self) -> dict[int, str]:
        """The releases that are searched, and the framework of each."""
        return {row["id"]: row["framework_id"] for row in await fetch(self._session, _RELEASES, {})}

    async def search_names(self, text: str, scope: Scope) -> list[Hit]:
        """Concepts with a name that is the text (grade 0 for labels, 1 for other names) or begins with it (2, 3)."""
        return await self._hits(_BY_NAME, {"text": text}, scope)

    async def search_words(self, wanted: str, scope: Scope) -> list[Hit]:
        """Concepts whose names satisfy a text search query."""
        return await self._hits(_BY_WORDS, {"wanted": wanted}, scope)

    async def search_stems(self, wanted: str, scope: Scope) -> list[Hit]:
        """Concepts of which any text satisfies the query, in the stems of its language."""
        return await self._hits(_BY_STEMS, {"wanted": wanted}, scope)

    async def list_unknown_words(self, words: Sequence[str], releases: Sequence[int]) -> list[str]:
        """Those of the words that stand in no name."""
        values = {"words": Column("text", words), "releases": Column("integer", releases)}
        return [row["word"] for row in await fetch(self._session, _UNKNOWN_WORDS, values)]

    async def list_near_words(
        self, runs: Sequence[tuple[str, str, int]], releases: Sequence[int]
    ) -> list[tuple[str, str]]:
        """Of each asked word the known words that share enough runs of three letters.

        `runs` are a word, one of its runs, and how many of them must be shared.
        """
        asked, grams, at_least = zip(*runs, strict=True)
        values = {
            "asked": Column("text", asked),
            "grams": Column("text", grams),
            "at_least": Column("integer", at_least),
            "releases": Column("integer", releases),
        }
        return [(row["asked"], row["word"]) for row in await fetch(self._session, _NEAR_WORDS, values)]

    async def list_by_id(self, concept_id: UUID) -> list[dict[str, Any]]:
        """The concept in every release that has it, the current one first."""
        return await fetch(self._session, _FIND, {"id": concept_id})

    async def list_by_uri(self, uris: Sequence[str]) -> list[dict[str, Any]]:
        """The concepts in every release that has them, those of current ones first."""
        return await fetch(self._session, _FIND_BY_URI, {"uris": Column("text", uris)})

    async def list_at(self, places: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
        """The concepts at these places, in any order."""
        return await fetch(self._session, _FIND_AT, _places(places))

    async def list_of_release(
        self, framework_id: str, version: str, *, after: int, limit: int
    ) -> list[dict[str, Any]]:
        """The concepts of a release in a fixed order, from a position on."""
        values = {"framework_id": framework_id, "version": version, "after": after, "limit": limit}
        return await fetch(self._session, _LIST, values)

    async def list_texts(self, places: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
        """The texts of the concepts at these places, in every language."""
        return await fetch(self._session, _TEXTS, _places(places))

    async def list_related(self, release_id: int, position: int, *, limit: int) -> list[dict[str, Any]]:
        """To what a concept is related, a row for each language."""
        values = {"release_id": release_id, "position": position, "limit": limit}
        return await fetch(self._session, _RELATED, values)

    async def list_mappings(self, release_id: int, position: int) -> list[dict[str, Any]]:
        """What other frameworks call it."""
        return await fetch(self._session, _MAPPED, {"release_id": release_id, "position": position})

    async def _hits(self, statement: str, values: dict[str, Any], scope: Scope) -> list[Hit]:
        rows = await fetch(self._session, statement, {**values, **scope.values()})
        return [Hit(row["release_id"], row["position"], row["grade"]) for row in rows]


def _places(places: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {
        "releases": Column("integer", [release for release, _ in places]),
        "positions": Column("integer", [position for _, position in places]),
    }
