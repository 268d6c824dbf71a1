"""The only list of formats."""

from typing import Final

from app.credentials.errors import UnknownFormat
from app.credentials.formats.base import Format
from app.credentials.formats.data_integrity import DataIntegrity
from app.credentials.formats.vc_jwt import VcJwt

FORMATS: Final[tuple[Format, ...]] = (DataIntegrity(), VcJwt())


def recognise(text: str | bytes) -> Format:
    """The format whose outer shape the text has; raises UnknownFormat."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for candidate in FORMATS:
        if candidate.recognises(raw):
            return candidate
    raise UnknownFormat
