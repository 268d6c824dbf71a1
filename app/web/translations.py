"""Texts, dates and times in the language of the visitor; the catalogues are read once, at start."""

import io
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.support import Translations
from starlette.requests import Request

from app.web.catalogues import LANGUAGES, SOURCE_LANGUAGE, read_catalogue

_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_SPOKEN: Final = "skillspass.language"


@lru_cache
def load_translations(language: str) -> Translations:
    """The texts of `language` (nl or en), from its committed catalogue."""
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=2_048)
def translate(text: str, language: str) -> str:
    """`text` (Dutch) in `language`; itself when there is no translation."""
    return str(load_translations(language).gettext(text))


def speak(request: Request, language: str) -> None:
    """Use this language for who is known, unless the address asks for another."""
    request.scope[_SPOKEN] = language


def language_of(request: Request) -> str:
    """The language of the visitor: ?taal=, else what who is known chose, else of Accept-Language, else Dutch."""
    asked = request.query_params.get("taal") or request.scope.get(_SPOKEN)
    if asked in LANGUAGES:
        return str(asked)
    for part in request.headers.get("accept-language", "")[:200].split(","):
        language = part.partition(";")[0].strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return language
    return SOURCE_LANGUAGE


def date_text(value: date | datetime, locale: str) -> str:
    """`23 november 2026`; an instant is shown on the clock of Amsterdam."""
    local = value.astimezone(_ZONE).date() if isinstance(value, datetime) else value
    return str(format_date(local, "d MMMM y", locale=locale))


def time_text(value: datetime, locale: str) -> str:
    """`13:05` on the clock of Amsterdam."""
    return str(format_time(value.astimezone(_ZONE), "HH:mm", tzinfo=_ZONE, locale=locale))
