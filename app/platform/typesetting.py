"""Sets a document as PDF/A-3a and PDF/UA-1 with typst, or draws a PNG: no network, no files but its template, texts only
as data.

The service has it done by `press.py`, in a process that runs this module.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

from app.platform.press import UNWRITABLE, UnwritableText
from app.platform.workbench import Declined, work


def set_document(template: Path, facts: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF of a template, whose QR code leads to `address`; the same facts and moment give the same bytes.

    Raises UnwritableText.
    """
    data = orjson.dumps({**facts, "qr": _draw(address)}).decode()
    try:
        pdf = _compiler(template).compile(
            format="pdf",
            sys_inputs={"facts": data},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=made_at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise UnwritableText from error
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("a document is one PDF")
    return pdf


def draw_picture(template: Path, facts: Mapping[str, Any], *, dots_per_inch: float) -> bytes:
    """The PNG of a template of one page; the same facts give the same bytes. A sign without a font is an empty box."""
    data = orjson.dumps(dict(facts)).decode()
    png = _compiler(template).compile(format="png", ppi=dots_per_inch, sys_inputs={"facts": data})
    if not isinstance(png, bytes):
        raise TypeError("a picture is one page")
    return png


@cache
def _compiler(template: Path) -> typst.Compiler:
    # Only the fonts in the wheel: the same on every machine. Packages are looked for in the template's folder.
    folder = str(template.parent)
    return typst.Compiler(
        input=str(template),
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"facts": "{}"},
        package_path=folder,
        package_cache_path=folder,
    )


def _draw(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=True, svgns=True, border=4, scale=4
    )
    return out.getvalue().decode()


def _answer(request: bytes) -> bytes:
    order = orjson.loads(request)
    if "dots_per_inch" in order:
        return draw_picture(Path(order["template"]), order["facts"], dots_per_inch=order["dots_per_inch"])
    template, made_at = Path(order["template"]), datetime.fromisoformat(order["made_at"])
    try:
        return set_document(template, order["facts"], address=order["address"], made_at=made_at)
    except UnwritableText as error:
        raise Declined(UNWRITABLE) from error


if __name__ == "__main__":
    work(_answer)
