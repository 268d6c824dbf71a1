"""Sets a letter as PDF/A-3a and PDF/UA-1 with typst: no network, no files but the template, texts only as data."""

import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import orjson
import segno
import typst

_FOLDER: Final = Path(__file__).resolve().parent / "letters"
# A compiler keeps the template and its fonts; one letter at a time, some ten milliseconds each.
_TURN: Final = Lock()


class UnwritableLetter(Exception):
    """A text has signs that none of the fonts has; an archive may hold no letter with gaps."""


def set_letter(facts: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF of a letter whose QR code leads to `address`; the same facts and moment give the same bytes.

    Raises UnwritableLetter.
    """
    data = orjson.dumps({**facts, "qr": _draw(address)}).decode()
    try:
        with _TURN:
            pdf = _compiler().compile(
                format="pdf",
                sys_inputs={"facts": data},
                pdf_standards=["a-3a", "ua-1"],
                timestamp=made_at.replace(microsecond=0),
            )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise UnwritableLetter from error
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("a letter is one PDF")
    return pdf


@cache
def _compiler() -> typst.Compiler:
    # Only the fonts in the wheel: the same letter on every machine. Packages are looked for in the template's folder.
    return typst.Compiler(
        input=str(_FOLDER / "letter.typ"),
        root=str(_FOLDER),
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"facts": "{}"},
        package_path=str(_FOLDER),
        package_cache_path=str(_FOLDER),
    )


def _draw(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=True, svgns=True, border=4, scale=4
    )
    return out.getvalue().decode()
