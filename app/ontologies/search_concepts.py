"""Search as you type: the exact name first, then its begin, its words, any text by stem, and what was misspelt.

Each step runs only while the answer is not full, so the cheap steps answer most questions.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final

from app.ontologies.concept_rows import ConceptRepository, Hit, Scope
from app.ontologies.concepts import Concept, read_concepts
from app.ontologies.facts import words_of
from app.ontologies.spelling import LONGEST, errors_allowed, grams, nearest
from app.platform.database import Session

MOST_WORDS: Final = 8
MOST_ITEMS: Final = 50
LANGUAGES: Final = ("nl", "en")
# A shorter last word is the begin of too many words.
_SHORTEST_BEGIN: Final = 3
_MOST_MEANT: Final = 6
# With fewer matches than these the words may have been misspelt.
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed so far, and where to look; no `frameworks`, `kinds` or `languages` means all of them."""

    text: str
    frameworks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    limit: int = 20


async def search_concepts(session: Session, question: Question) -> list[Concept]:
    """The best matches in current releases, at most `limit`; the first eight words count. The order is always the same."""
    repository = ConceptRepository(session)
    words = words_of(question.text)[:MOST_WORDS]
    current = await repository.list_current_releases()
    releases = [
        number for number, name in current.items() if name in (question.frameworks or current.values())
    ]
    if not words or not releases:
        return []
    scope = Scope(releases, question.languages, question.kinds, question.limit)
    hits = await _search(repository, words, scope)
    rows = {
        (row["release_id"], row["position"]): row for row in await repository.list_at([h[:2] for h in hits])
    }
    return await read_concepts(repository, [rows[hit[:2]] for hit in hits])


async def _search(repository: ConceptRepository, words: Sequence[str], scope: Scope) -> list[Hit]:
    found = await _add([], repository.search_names(" ".join(words), scope), scope)
    if len(found) < scope.limit and (len(words) > 1 or len(words[0]) >= _SHORTEST_BEGIN):
        found = await _add(found, repository.search_words(_begun(words), scope), scope)
        if len(found) < scope.limit:
            found = await _add(found, repository.search_stems(_begun(words), scope), scope)
    if len(found) < _FEW:
        meant = await _correct(repository, words, scope)
        if meant is not None:
            found = await _add(found, repository.search_words(meant, scope), scope)
    return found


async def _add(found: list[Hit], more: Awaitable[list[Hit]], scope: Scope) -> list[Hit]:
    places = {hit[:2] for hit in found}
    return [*found, *(hit for hit in await more if hit[:2] not in places)][: scope.limit]


def _begun(words: Sequence[str]) -> str:
    return " & ".join(
        word if len(word) < _SHORTEST_BEGIN and word != words[-1] else f"{word}:*" for word in words
    )


async def _correct(repository: ConceptRepository, words: Sequence[str], scope: Scope) -> str | None:
    """The query with unknown words widened to what may be meant; None when there are none."""
    forgiven = [word for word in dict.fromkeys(words) if len(word) <= LONGEST and errors_allowed(word)]
    unknown = await repository.list_unknown_words(forgiven, scope.releases)
    near: dict[str, list[str]] = {}
    runs = [run for word in unknown for run in _runs(word)]
    for asked, word in await repository.list_near_words(runs, scope.releases) if runs else ():
        near.setdefault(asked, []).append(word)
    meant = {word: nearest(word, candidates, at_most=_MOST_MEANT) for word, candidates in near.items()}
    if not any(meant.values()):
        return None
    parts = [" | ".join(dict.fromkeys([f"{word}:*", *meant.get(word, ())])) for word in words]
    return " & ".join(f"({part})" for part in parts)


def _runs(word: str) -> list[tuple[str, str, int]]:
    runs = grams(word)
    # One error spoils three runs of letters at most, and the end of a word that is still typed spoils one more.
    at_least = max(1, len(runs) - 3 * errors_allowed(word) - 1)
    return [(word, run, at_least) for run in runs]
