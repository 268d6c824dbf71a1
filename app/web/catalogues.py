"""Keeps the two translation catalogues in step with the texts in the code: `python -m app.web.catalogues`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

LANGUAGES: Final = ("nl", "en")
SOURCE_LANGUAGE: Final = "nl"
_APP: Final = Path(__file__).resolve().parent.parent
_TRANSLATIONS: Final = _APP / "web" / "translations"
_METHODS: Final = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
_KEYWORDS: Final = {**DEFAULT_KEYWORDS, "N_": None}
_FIXED_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)  # so that a rewrite without new texts changes nothing
_OPTIONS: Final = {"web/templates/**.html": {"trimmed": "true"}}


def catalogue_path(language: str) -> Path:
    """Where the catalogue of `language` (nl or en) is."""
    return _TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def extract_texts() -> Catalog:
    """Every text that the code and the templates mark with `_`, `ngettext`, `trans` or `N_`."""
    found = Catalog(fuzzy=False, project="skills-passport")
    for _, _, text, _, context in extract_from_dir(_APP, _METHODS, _OPTIONS, keywords=_KEYWORDS):
        found.add(text, context=context)
    return found


def read_catalogue(language: str) -> Catalog:
    """The catalogue of `language` as committed; an empty one when there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update_catalogue(language: str) -> list[str]:
    """Rewrite the catalogue of `language` after the code. Returns the texts without a translation."""
    known, fresh = read_catalogue(language), _empty(language)
    for message in extract_texts():
        if message.id:
            fresh.add(message.id, _translation(known, message, language))
    write_catalogue(fresh, language)
    return [_text_of(message) for message in fresh if message.id and not is_translated(message)]


def write_catalogue(catalogue: Catalog, language: str) -> None:
    """Write `catalogue` as the catalogue of `language`, sorted, so that changes stay small."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, width=0)


def is_translated(message: Message) -> bool:
    """True when every form of the message has a text."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms)


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language,
        fuzzy=False,
        project="skills-passport",
        version="1",
        header_comment=f"# The texts of the pages in {language}, made by app/web/catalogues.py.",
        msgid_bugs_address="the issue tracker",
        last_translator="the team",
        language_team=language,
        creation_date=_FIXED_DATE,
        revision_date=_FIXED_DATE,
    )


def _translation(known: Catalog, message: Message, language: str) -> str | tuple[str, ...]:
    if language == SOURCE_LANGUAGE:
        return message.id if isinstance(message.id, str) else tuple(message.id)
    old = known.get(_text_of(message))
    if old is None or isinstance(old.id, str) != isinstance(message.id, str):
        return "" if isinstance(message.id, str) else ("", "")
    return old.string if isinstance(old.string, str) else tuple(old.string or ())


def _text_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


if __name__ == "__main__":
    missing = [text for language in LANGUAGES for text in update_catalogue(language)]
    raise SystemExit("No translation yet:\n" + "\n".join(missing) if missing else 0)
