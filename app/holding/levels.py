"""Validation levels in the language of the reader."""

from app.assessing.validation_levels import load_ladder
from app.credentials.model import ValidationLevel


def level_in_language(level: ValidationLevel, language: str) -> ValidationLevel:
    """Our own words in `language` (nl, en) when the signed Dutch words are of our ladder, else as signed."""
    rung = load_ladder().find_level(level.number)
    if rung is None or rung.name["nl"] != level.name or language not in rung.name:
        return level
    return rung.in_language(language)
