"""The translation catalogues are complete, in step with the code, and written in plain language."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from app.web.catalogues import LANGUAGES, extract_texts, is_translated, read_catalogue

MAX_WORDS = 15
JARGON = re.compile(
    r"\b(credential|badge|certificaat|issuer|uitgever|holder|verifiëren|verificatie|revoked|gerevoceerd|suspended"
    r"|geschorst|expired|evidence|assessment|assessor|wallet|share|selective disclosure|token|cryptografisch"
    r"|authenticeren|valideren)",
    re.IGNORECASE,
)


def forms(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str) or value is None else tuple(value)


def texts(language: str) -> Iterator[str]:
    for message in read_catalogue(language):
        if message.id:
            yield from forms(message.string)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?!:]+(?:\s+|$)", text) if part.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_a_translation(language: str) -> None:
    assert [
        message.id for message in read_catalogue(language) if message.id and not is_translated(message)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_marked_as_doubtful(language: str) -> None:
    assert [message.id for message in read_catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_exactly_the_texts_of_the_code(language: str) -> None:
    in_code = {message.id for message in extract_texts() if message.id}
    in_catalogue = {message.id for message in read_catalogue(language) if message.id}
    assert in_code == in_catalogue, "run `python -m app.web.catalogues`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_at_most_fifteen_words(language: str) -> None:
    long = [part for text in texts(language) for part in sentences(text) if len(part.split()) > MAX_WORDS]
    assert long == []


def test_the_dutch_texts_have_no_jargon() -> None:
    assert [text for text in texts("nl") if JARGON.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_the_same_places_as_its_source(language: str) -> None:
    assert [
        message.id for message in read_catalogue(language) if message.id and not same_places(message)
    ] == []


def same_places(message: Message) -> bool:
    source, target = (
        {place for text in forms(value) for place in re.findall(r"%\((\w+)\)s", text)}
        for value in (message.id, message.string)
    )
    return source == target
