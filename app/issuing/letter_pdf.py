"""Sets a letter as PDF: one template, texts only as data."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.platform.press import print_document

_TEMPLATE: Final = Path(__file__).resolve().parent / "letters" / "letter.typ"


def set_letter(facts: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF of a letter whose QR code leads to `address`; the same facts and moment give the same bytes.

    Raises UnwritableText.
    """
    return print_document(_TEMPLATE, facts, address=address, made_at=made_at)
