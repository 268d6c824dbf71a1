"""What a vocabulary says, one fact at a time: however large a file is, only one fact is held."""

import re
import unicodedata
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from app.ontologies.folding import fold

MOST_TEXT: Final = 20_000
_KEPT_CONTROLS: Final = {"\n", "\t"}
_DROPPED: Final = {"Cc", "Cf", "Cn", "Co", "Cs"}
_WORD: Final = re.compile(r"[^\W_]+")


class ConceptFact(NamedTuple):
    """Something about a concept itself; None where this fact does not say."""

    uri: str
    id: UUID
    kind: str | None = None
    code: str | None = None
    reuse_level: str | None = None
    is_withdrawn: bool = False
    withdrawn_at: datetime | None = None


class TextFact(NamedTuple):
    """A text about a concept; `role` is label, alternative, hidden, definition, scope_note or collection.

    `words` is the text as searching sees it.
    """

    uri: str
    language: str
    role: str
    text: str
    words: str


class LinkFact(NamedTuple):
    """A concept, how it is related, and to what: both ends are URIs."""

    source: str
    relation: str
    target: str


Fact: TypeAlias = ConceptFact | TextFact | LinkFact


def concept_id(uri: str) -> UUID:
    """The id of a concept in this service: the name-based UUID of its URI (RFC 9562, section 5.5)."""
    return uuid5(NAMESPACE_URL, uri)


def words_of(text: str) -> list[str]:
    """The words of a text as searching sees them: without case, accents and signs."""
    return _WORD.findall(fold(text))


def text_fact(uri: str, language: str, role: str, text: str) -> TextFact | None:
    """The fact of a text in Unicode form NFC without invisible characters, or None when nothing is left of it."""
    plain = _plain(text)
    return TextFact(uri, language, role, plain, " ".join(words_of(plain))) if plain else None


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()[:MOST_TEXT]
    normal = unicodedata.normalize("NFC", text[:MOST_TEXT])
    kept = [
        character
        for character in normal
        if character in _KEPT_CONTROLS or unicodedata.category(character) not in _DROPPED
    ]
    return "".join(kept).strip()
