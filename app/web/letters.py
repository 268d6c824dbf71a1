"""Writes mail in the language of who gets it: once as text and once as HTML, from the same sentences."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import jinja2

from app.platform.mail import Letter

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


def write_letter(
    contents: Contents, *, to: str, purpose: str, language: str, expires_at: datetime | None = None
) -> Letter:
    """The mail in both forms; without pictures or anything else that a reader would fetch.

    It is the service's own; who sends it in the name of an organisation, says so in the letter that comes back.
    """
    return Letter(
        to=to,
        purpose=purpose,
        language=language,
        subject=contents.subject,
        text=_write_text(contents),
        html=_environment().get_template("letter.html").render(contents=contents, language=language),
        expires_at=expires_at,
    )


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
