"""Reads single cells: levels and dates as people and spreadsheets write them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from app.assessing.validation_levels import load_ladder
from app.platform.text import clean_text

DAY_FIRST: Final = "day-first"
MONTH_FIRST: Final = "month-first"
SHOWN: Final = 40
PLACEHOLDERS: Final = frozenset(
    {"-", "--", "?", "n/a", "n.v.t.", "nvt", "na", "onbekend", "unknown", "tbd", "x"}
)
ANSWERS: Final = {
    **dict.fromkeys(("ja", "j", "yes", "y", "true", "waar", "1"), True),
    **dict.fromkeys(("nee", "n", "no", "false", "onwaar", "0"), False),
}
LANGUAGES: Final = {
    **dict.fromkeys(("nl", "nederlands", "dutch"), "nl"),
    **dict.fromkeys(("en", "engels", "english"), "en"),
}
_CREDENTIAL: Final = re.compile(
    r"(?:urn:uuid:|https?://\S+/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?"
)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_PARTS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_WORDS: Final = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})", re.ASCII)
_TIME: Final = re.compile(r"[ T]\d{1,2}[:.]\d{2}")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.ASCII)
_MONTHS: Final = (
    ("januari", "january"), ("februari", "february"), ("maart", "mrt", "march"), ("april",), ("mei", "may"),
    ("juni", "june"), ("juli", "july"), ("augustus", "august"), ("september",), ("oktober", "october"),
    ("november",), ("december",),
)  # fmt: skip


class Wrong(Exception):
    """A cell that cannot be read; `code` is a sentence of words.py, `values` fill it in."""

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}


def shown(text: str) -> str:
    """The start of a cell, for a sentence about it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def read_text(text: str, longest: int) -> str:
    """The text as it will be signed. Raises Wrong."""
    if len(text) > longest:
        raise Wrong("too_long", {"most": str(longest)})
    if "\ufffd" in text:
        raise Wrong("lost_character")
    try:
        return clean_text(" ".join(text.split("\n")))
    except ValueError as error:
        raise Wrong("unsafe_character") from error


def read_reference(text: str) -> str:
    """A worker's own number. Raises Wrong for one that a spreadsheet has shortened (1,23E+11)."""
    if _SCIENTIFIC.fullmatch(text):
        raise Wrong("scientific_number")
    return text


def read_answer(text: str) -> bool:
    """Yes or no, in Dutch or English. Raises Wrong."""
    answer = ANSWERS.get(text.strip().lower())
    if answer is None:
        raise Wrong("not_yes_no", {"value": shown(text)})
    return answer


def read_mandate(text: str) -> UUID:
    """The number of a mandate. Raises Wrong."""
    try:
        return UUID(text.strip())
    except ValueError as error:
        raise Wrong("not_a_mandate", {"value": shown(text)}) from error


def read_language(text: str) -> str:
    """A language of mail, by its code or its name. Raises Wrong."""
    language = LANGUAGES.get(text.strip().lower())
    if language is None:
        raise Wrong("unknown_language", {"value": shown(text)})
    return language


def read_credential_id(text: str) -> UUID:
    """The credential of a number, alone or as `urn:uuid:`, or at the end of the address of its page. Raises Wrong."""
    found = _CREDENTIAL.fullmatch(text.strip().lower())
    if found is None:
        raise Wrong("not_a_credential", {"value": shown(text)})
    return UUID(found[1])


def read_level(text: str) -> int:
    """A level of the ladder, alone (`3`) or with a word before it (`Niveau 3`). Raises Wrong."""
    digits = re.sub(r"^(niveau|level)\s*", "", text.strip(), flags=re.IGNORECASE)
    numbers = [level.number for level in load_ladder().levels]
    values = {"value": shown(text), "lowest": str(numbers[0]), "highest": str(numbers[-1])}
    if not (digits.isascii() and digits.isdecimal()):
        raise Wrong("level_not_whole", values)
    if len(digits) > 4 or int(digits) not in numbers:
        raise Wrong("unknown_level", values)
    return int(digits)


def read_date(text: str, date_order: str = "") -> date:
    """A day: 2026-11-23, 23-11-2026, 5-3-2026, 23/11/2026, 23 november 2026. Raises Wrong.

    With dashes or points the day comes first, as in Dutch. With slashes it is not known which comes first, nor
    which century a year of two digits is in; `date_order` tells both: then `26` is 2026.
    """
    values = {"value": shown(text)}
    found = _ISO.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]), values)
    if words := _WORDS.fullmatch(text.lower()):
        return _day(int(words[3]), _month(words[2], values), int(words[1]), values)
    parts = _PARTS.fullmatch(text)
    if parts:
        return _read_parts(parts, date_order, values)
    if _TIME.search(text):
        raise Wrong("date_has_time", values)
    raise Wrong("date_is_number" if _NUMBER.fullmatch(text) else "date_unreadable", values)


def _read_parts(parts: re.Match[str], date_order: str, values: Mapping[str, str]) -> date:
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    if len(parts[4]) == 2:
        if not date_order:
            raise Wrong("date_ambiguous" if parts[2] == "/" else "date_short_year", values)
        year += 2000
    if parts[2] == "/" and not date_order and first != second:
        if first <= 12 and second <= 12:
            raise Wrong("date_ambiguous", values)
        date_order = DAY_FIRST if first > 12 else MONTH_FIRST
    if date_order == MONTH_FIRST and parts[2] == "/":
        first, second = second, first
    return _day(year, second, first, values)


def _day(year: int, month: int, day: int, values: Mapping[str, str]) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Wrong("no_such_day", values) from error


def _month(word: str, values: Mapping[str, str]) -> int:
    for number, names in enumerate(_MONTHS, 1):
        if any(name == word or name[:3] == word for name in names):
            return number
    raise Wrong("date_unreadable", values)
