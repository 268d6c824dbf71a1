"""Queries of an import, first half: facts go into temporary tables by COPY, a few thousand at a time."""

from typing import Any, Final, NamedTuple

from app.ontologies.facts import ConceptFact, Fact, LinkFact, TextFact
from app.platform.database import Session, driver_connection, fetch

BATCH: Final = 5_000
_CREATE: Final = (
    # Milliseconds: an import is one long transaction of an operator, not a request.
    "SET LOCAL statement_timeout = 600000",
    "SET LOCAL idle_in_transaction_session_timeout = 600000",
    "SET LOCAL work_mem = '64MB'",
    """CREATE TEMP TABLE staged_concepts (
           uri text, id uuid, kind text, code text, reuse_level text, is_withdrawn boolean, withdrawn_at timestamptz
       ) ON COMMIT DROP""",
    """CREATE TEMP TABLE staged_texts (
           uri text, language text, role text, text text, words text
       ) ON COMMIT DROP""",
    "CREATE TEMP TABLE staged_links (source text, relation text, target text) ON COMMIT DROP",
)
_COPY: Final[dict[type[Fact], str]] = {
    ConceptFact: "COPY staged_concepts FROM STDIN",
    TextFact: "COPY staged_texts FROM STDIN",
    LinkFact: "COPY staged_links FROM STDIN",
}


class Staged(NamedTuple):
    """How many facts of each sort were staged."""

    concepts: int
    texts: int
    links: int


class Staging:
    """The temporary tables of one transaction; they are gone at its end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: dict[type[Fact], list[Fact]] = {kind: [] for kind in _COPY}
        self._counts: dict[type[Fact], int] = dict.fromkeys(_COPY, 0)

    async def create(self) -> None:
        """Makes the tables, and gives the transaction the time that an import takes."""
        for statement in _CREATE:
            await fetch(self._session, statement, {})

    async def add(self, fact: Fact) -> None:
        """Stages a fact; now and then that means sending a batch."""
        waiting = self._waiting[type(fact)]
        waiting.append(fact)
        if len(waiting) >= BATCH:
            await self._send(type(fact))

    async def finish(self) -> Staged:
        """Sends what still waits, and lets the planner see what there is."""
        for kind in _COPY:
            await self._send(kind)
        for table in ("staged_concepts", "staged_texts", "staged_links"):
            await fetch(self._session, f"ANALYZE {table}", {})
        counts = self._counts
        return Staged(counts[ConceptFact], counts[TextFact], counts[LinkFact])

    async def _send(self, kind: type[Fact]) -> None:
        waiting: list[Any] = self._waiting[kind]
        connection = await driver_connection(self._session)
        async with connection.cursor() as cursor, cursor.copy(_COPY[kind]) as copy:
            for fact in waiting:
                await copy.write_row(fact)
        self._counts[kind] += len(waiting)
        waiting.clear()
