"""Fold text for searching: case and accents do not matter."""

import unicodedata


def fold(text: str) -> str:
    """Lower-case text without accents, its words separated by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(kept.split())
