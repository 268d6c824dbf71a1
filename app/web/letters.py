"""Writes mail in the language of who gets it: once as text and once as HTML, from the same sentences."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import jinja2

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates" / "mail"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a mail says: translated plain text. `action` is a button's words and its address.

    `small_print` stands under a line, such as who sends this and why; `code` may be typed in place of the link.
    """

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str] | None = None
    code: tuple[str, str] | None = None
    small_print: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """Subject, text and HTML of one mail."""

    subject: str
    text: str
    html: str


def write_letter(contents: Contents, *, language: str) -> WrittenLetter:
    """The mail in both forms; without pictures or anything else that a reader would fetch."""
    html = _environment().get_template("letter.html").render(contents=contents, language=language)
    return WrittenLetter(contents.subject, _write_text(contents), html)


def _write_text(contents: Contents) -> str:
    parts = [contents.heading, *contents.paragraphs]
    if contents.action:
        parts.append("{}:\n{}".format(*contents.action))
    if contents.code:
        parts.append("{}\n{}".format(*contents.code))
    if contents.small_print:
        parts.append("-- \n" + "\n".join(contents.small_print))
    return "\n\n".join(parts) + "\n"


@lru_cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
