"""What pages with forms share: the form as it was sent, and the language of the sentences."""

import unicodedata
from collections.abc import Callable
from functools import partial

from fastapi import Request

from app.web.rendering import language_of
from app.web.translations import translate


def say_of(request: Request) -> Callable[[str], str]:
    """Translates Dutch into the language of the visitor."""
    return partial(translate, language=language_of(request))


async def read_form(request: Request) -> dict[str, list[str]]:
    """What was filled in, by field: in Unicode form NFC, and with the line ends that everybody else here uses."""
    sent = await request.form()
    return {name: [as_typed(str(value)) for value in sent.getlist(name)] for name in sent}


def as_typed(text: str) -> str:
    """The text in Unicode form NFC, with plain line ends: browsers send two signs for each."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def first_of(form: dict[str, list[str]], name: str) -> str:
    """The one value of a field, empty without one."""
    return next(iter(form.get(name, ())), "")


def revision_of(form: dict[str, list[str]]) -> int:
    """The revision that the page was made with; 0, which none has, for anything else."""
    text = first_of(form, "revision")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
