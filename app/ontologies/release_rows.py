"""Queries of an import, second half: what was staged becomes a release, and the newest release is searched."""

from datetime import datetime
from typing import Any, Final

from app.platform.database import Session, fetch

# One import at a time: two would wait for each other's rows in another order.
_LOCK: Final = "SELECT pg_try_advisory_xact_lock(5311) AS is_free"
_LIST: Final = """
    SELECT id, framework_id, version, is_current, concept_count, languages, imported_at
    FROM framework_releases ORDER BY framework_id, is_current DESC, id DESC"""
_ADD: Final = """
    INSERT INTO framework_releases (id, framework_id, version, is_current, concept_count, languages, imported_at)
    SELECT coalesce(max(id), 0) + 1, :framework_id, :version, false, 0, '{}', :now FROM framework_releases
    ON CONFLICT (framework_id, version) DO UPDATE SET imported_at = excluded.imported_at
    RETURNING id"""
_HAS_FILE: Final = """
    SELECT r.version FROM framework_files f JOIN framework_releases r ON r.id = f.release_id
    WHERE f.digest = :digest AND r.framework_id = :framework_id"""
_ADD_FILE: Final = """
    INSERT INTO framework_files (release_id, digest, imported_at) VALUES (:release_id, :digest, :now)
    ON CONFLICT DO NOTHING"""
_LABELS_BY_NODE: Final = """
    INSERT INTO staged_texts (uri, language, role, text, words)
    SELECT l.source, t.language, substr(l.relation, 7), t.text, t.words
    FROM staged_links l JOIN staged_texts t ON t.uri = l.target AND t.role = 'literal'
    WHERE l.relation IN ('xlink:label', 'xlink:alternative', 'xlink:hidden')"""
_CONCEPTS: Final = """
    WITH told AS (
        SELECT uri, max(id::text)::uuid AS id, max(kind) AS kind, max(code) AS code, max(reuse_level) AS reuse_level,
               bool_or(is_withdrawn) AS is_withdrawn, max(withdrawn_at) AS withdrawn_at
        FROM staged_concepts GROUP BY uri
    ), named AS (
        SELECT uri, array_agg(DISTINCT text) FILTER (WHERE role = 'collection') AS collections
        FROM staged_texts GROUP BY uri HAVING count(*) FILTER (WHERE role = 'label') > 0
    ), base AS (SELECT coalesce(max(position), 0) AS position FROM concepts WHERE release_id = :release_id)
    INSERT INTO concepts (release_id, position, id, uri, kind, code, reuse_level, collections, is_withdrawn,
                          withdrawn_at)
    SELECT :release_id, base.position + row_number() OVER (ORDER BY uri), id, uri, kind, code, reuse_level,
           coalesce(collections, '{}'), is_withdrawn, withdrawn_at
    FROM told JOIN named USING (uri), base WHERE kind IS NOT NULL
    ON CONFLICT (release_id, uri) DO UPDATE SET
        kind = excluded.kind, code = coalesce(excluded.code, concepts.code),
        reuse_level = coalesce(excluded.reuse_level, concepts.reuse_level),
        collections = ARRAY(SELECT DISTINCT unnest(concepts.collections || excluded.collections) ORDER BY 1),
        is_withdrawn = excluded.is_withdrawn, withdrawn_at = excluded.withdrawn_at"""
_TEXTS: Final = """
    INSERT INTO concept_texts (release_id, position, language, label, alternatives, hidden, definition, scope_note)
    SELECT c.release_id, c.position, t.language, min(t.text) FILTER (WHERE role = 'label'),
           coalesce(array_agg(DISTINCT t.text) FILTER (WHERE role = 'alternative'), '{}'),
           coalesce(array_agg(DISTINCT t.text) FILTER (WHERE role = 'hidden'), '{}'),
           string_agg(DISTINCT t.text, E'\\n') FILTER (WHERE role = 'definition'),
           string_agg(DISTINCT t.text, E'\\n') FILTER (WHERE role = 'scope_note')
    FROM staged_texts t JOIN concepts c ON c.release_id = :release_id AND c.uri = t.uri
    WHERE t.role IN ('label', 'alternative', 'hidden', 'definition', 'scope_note')
    GROUP BY c.release_id, c.position, t.language
    HAVING count(*) FILTER (WHERE role = 'label') > 0
    ON CONFLICT (release_id, position, language) DO UPDATE SET
        label = excluded.label, alternatives = excluded.alternatives, hidden = excluded.hidden,
        definition = excluded.definition, scope_note = excluded.scope_note"""
_FORGET_RELATIONS: Final = """
    DELETE FROM concept_relations
    WHERE release_id = :release_id AND relation IN (SELECT DISTINCT relation FROM staged_links)"""
_RELATIONS: Final = """
    INSERT INTO concept_relations (release_id, source, relation, target)
    SELECT DISTINCT s.release_id, s.position, l.relation, t.position
    FROM staged_links l
    JOIN concepts s ON s.release_id = :release_id AND s.uri = l.source
    JOIN concepts t ON t.release_id = :release_id AND t.uri = l.target
    WHERE l.relation NOT LIKE 'match:%' AND l.relation NOT LIKE 'xlink:%'"""
_MAPPINGS: Final = """
    INSERT INTO concept_mappings (release_id, source, match_type, target_uri)
    SELECT DISTINCT s.release_id, s.position, substr(l.relation, 7), l.target
    FROM staged_links l JOIN concepts s ON s.release_id = :release_id AND s.uri = l.source
    WHERE l.relation LIKE 'match:%'
    ON CONFLICT DO NOTHING"""
_COUNT: Final = """
    UPDATE framework_releases SET
        concept_count = (SELECT count(*) FROM concepts WHERE release_id = :release_id),
        languages = ARRAY(SELECT DISTINCT language FROM concept_texts WHERE release_id = :release_id ORDER BY 1)
    WHERE id = :release_id RETURNING concept_count"""
# Only the current release of a framework has rows to search in: its predecessor's go in the same transaction.
_SWITCH: Final = (
    """UPDATE framework_releases SET is_current = false
       WHERE framework_id = :framework_id AND is_current AND id <> :release_id""",
    "UPDATE framework_releases SET is_current = true WHERE id = :release_id",
    """DELETE FROM concept_names WHERE release_id IN (
           SELECT id FROM framework_releases WHERE framework_id = :framework_id AND NOT is_current)""",
    """DELETE FROM concept_vectors WHERE release_id IN (
           SELECT id FROM framework_releases WHERE framework_id = :framework_id AND NOT is_current)""",
    """DELETE FROM word_grams WHERE release_id IN (
           SELECT id FROM framework_releases WHERE framework_id = :framework_id AND NOT is_current)""",
)
_FORGET_NAMES: Final = """
    DELETE FROM concept_names n USING (
        SELECT DISTINCT c.position, t.language FROM staged_texts t
        JOIN concepts c ON c.release_id = :release_id AND c.uri = t.uri WHERE t.role = 'label') AS again
    WHERE n.release_id = :release_id AND n.position = again.position AND n.language = again.language"""
_NAMES: Final = """
    INSERT INTO concept_names (release_id, language, name, position, rank)
    SELECT :release_id, t.language, left(t.words, 300), c.position,
           min(CASE t.role WHEN 'label' THEN 0 ELSE 1 END)
    FROM staged_texts t JOIN concepts c ON c.release_id = :release_id AND c.uri = t.uri
    WHERE t.role IN ('label', 'alternative', 'hidden') AND t.words <> '' AND NOT c.is_withdrawn
      AND c.withdrawn_at IS NULL
    GROUP BY t.language, left(t.words, 300), c.position"""
_VECTORS: Final = """
    WITH told AS (
        SELECT c.position, t.language,
               CASE t.language WHEN 'nl' THEN 'dutch' WHEN 'en' THEN 'english' ELSE 'simple' END::regconfig AS stemmer,
               coalesce(string_agg(t.words, ' ') FILTER (WHERE role = 'label'), '') AS label,
               coalesce(string_agg(t.words, ' ') FILTER (WHERE role IN ('alternative', 'hidden')), '') AS others,
               coalesce(string_agg(t.words, ' ') FILTER (WHERE role = 'definition'), '') AS definition
        FROM staged_texts t JOIN concepts c ON c.release_id = :release_id AND c.uri = t.uri
        WHERE t.language <> '' AND NOT c.is_withdrawn AND c.withdrawn_at IS NULL
        GROUP BY c.position, t.language HAVING count(*) FILTER (WHERE role = 'label') > 0
    )
    INSERT INTO concept_vectors (release_id, position, language, names, stems)
    SELECT :release_id, position, language,
           setweight(to_tsvector('simple', label), 'A') || setweight(to_tsvector('simple', others), 'B'),
           setweight(to_tsvector(stemmer, label), 'A') || setweight(to_tsvector(stemmer, others), 'B')
           || setweight(to_tsvector(stemmer, definition), 'D')
    FROM told
    ON CONFLICT (release_id, position, language) DO UPDATE SET names = excluded.names, stems = excluded.stems"""
_FORGET_GRAMS: Final = "DELETE FROM word_grams WHERE release_id = :release_id"
_GRAMS: Final = """
    WITH words AS (
        SELECT DISTINCT word FROM concept_vectors, unnest(tsvector_to_array(names)) AS word
        WHERE release_id = :release_id AND length(word) BETWEEN 4 AND 40
    )
    INSERT INTO word_grams (release_id, gram, words)
    SELECT :release_id, substr('  ' || word || ' ', place, 3), array_agg(DISTINCT word)
    FROM words, generate_series(1, length(word) + 1) AS place GROUP BY 2"""
# Beside a release that is there already, the planner takes a new one for empty until it has looked again: then it
# walks all of its concepts anew for each text.
_LOOK_AGAIN: Final = "ANALYZE concepts"
_ANALYZE: Final = "ANALYZE concepts, concept_texts, concept_relations, concept_mappings, concept_names, concept_vectors, word_grams"


class ReleaseRepository:
    """Imported releases; only the owner of the tables may write them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def list_all(self) -> list[dict[str, Any]]:
        """Every release, the latest import first within its framework."""
        return await fetch(self._session, _LIST, {})

    async def try_lock(self) -> bool:
        """Keeps other imports out until this transaction ends; False when one is running."""
        return bool((await fetch(self._session, _LOCK, {}))[0]["is_free"])

    async def find_version_of_file(self, framework_id: str, digest: bytes) -> str | None:
        """The release that a file with this SHA-256 became a part of."""
        values = {"framework_id": framework_id, "digest": digest}
        rows = await fetch(self._session, _HAS_FILE, values)
        return rows[0]["version"] if rows else None

    async def put_release(self, framework_id: str, version: str, *, now: datetime) -> int:
        """The number of a release, new or known."""
        values = {"framework_id": framework_id, "version": version, "now": now}
        return int((await fetch(self._session, _ADD, values))[0]["id"])

    async def merge_staged(self, release_id: int) -> int:
        """Brings what was staged into the release; answers how many concepts it has now."""
        values = {"release_id": release_id}
        await fetch(self._session, _LABELS_BY_NODE, {})
        for statement in (_CONCEPTS, _LOOK_AGAIN, _TEXTS, _FORGET_RELATIONS, _RELATIONS, _MAPPINGS):
            await fetch(self._session, statement, _used(statement, values))
        return int((await fetch(self._session, _COUNT, values))[0]["concept_count"])

    async def make_current(self, framework_id: str, release_id: int) -> None:
        """From the end of this transaction the release is the one that is searched."""
        values = {"framework_id": framework_id, "release_id": release_id}
        for statement in (*_SWITCH, _FORGET_NAMES, _NAMES, _VECTORS, _FORGET_GRAMS, _GRAMS):
            await fetch(self._session, statement, _used(statement, values))
        await fetch(self._session, _ANALYZE, {})

    async def add_file(self, release_id: int, digest: bytes, *, now: datetime) -> None:
        """Remembers that a file is in the release."""
        await fetch(self._session, _ADD_FILE, {"release_id": release_id, "digest": digest, "now": now})


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}
