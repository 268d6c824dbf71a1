"""Whether a sentence about a skill is plain: short, without jargon, about what one can see."""

import re
from typing import Final

MOST_WORDS: Final = 15
# What people who give or check proofs say among themselves, and the worker does not.
_JARGON: Final = {
    "nl": (
        "credential", "badge", "issuer", "uitgever", "holder", "verifiëren", "verificatie", "revoked", "suspended",
        "expired", "evidence", "assessment", "assessor", "wallet", "selective disclosure", "competentie", "kwalificatie",
        "leeruitkomst", "valideren",
    ),
    "en": ("credential", "badge", "holder", "wallet", "selective disclosure", "competency", "learning outcome"),
}  # fmt: skip
_PATTERNS: Final = {
    language: re.compile(rf"\b(?:{'|'.join(words)})(?:s|en|'s)?\b", re.IGNORECASE)
    for language, words in _JARGON.items()
}
_WORD: Final = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
# Nobody can see somebody know or understand; Dutch verbs of the third person end in t, English ones in s.
_INNER: Final = {
    "nl": {"weet", "kent", "begrijpt", "snapt", "beseft", "vindt", "denkt", "heeft", "leert", "beheerst"},
    "en": {"knows", "understands", "is", "has", "thinks", "believes", "realises", "learns", "masters"},
}
_ENDINGS: Final = {"nl": "t", "en": "s"}


def count_words(text: str) -> int:
    """How many words a text has; 1.500 and don't are one word each."""
    return len(_WORD.findall(text))


def find_jargon(text: str, language: str) -> str | None:
    """The first word that needs another one in plain language."""
    found = _PATTERNS[language].search(text)
    return found.group() if found else None


def starts_observably(text: str, language: str) -> bool:
    """Whether the first word looks like a verb of something that one can see somebody do."""
    words = _WORD.findall(text.lower())
    return bool(words) and words[0].endswith(_ENDINGS[language]) and words[0] not in _INNER[language]
