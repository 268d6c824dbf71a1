"""PDF: a document that only shows pages. What runs, fetches, or carries other files is refused."""

import re
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

_MOST_OBJECTS: Final = 300_000
_TAIL: Final = 1024
# ISO 32000-2: 7.11.4 embedded files, 12.6.4 actions, 12.7.8 XFA, 13 multimedia, 14.13 associated files.
_ACTIVE_KEYS: Final = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
)
_ACTIVE_ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition", "/Movie"}
    | {"/Sound", "/RichMediaExecute", "/GoTo3DView"}
)
_ACTIVE_TYPES: Final = frozenset(
    {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Screen"}
)
# Also in what no cross-reference reaches: another reader may repair the file and find it.
_ACTIVE_TEXT: Final = re.compile(rb"/(JavaScript|EmbeddedFile|Launch|RichMedia)")
_BROKEN: Final = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
)


def examine_pdf(content: bytes) -> Examined:
    """A PDF with pages and nothing that acts. Raises FileRefused."""
    if b"%%EOF" not in content[-_TAIL:]:
        raise FileRefused(Reason.damaged)
    if _ACTIVE_TEXT.search(content):
        raise FileRefused(Reason.active_document)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise FileRefused(Reason.protected_document)
        _walk(reader)
        pages = len(reader.pages)
    except _BROKEN as error:
        raise FileRefused(Reason.damaged) from error
    if not pages:
        raise FileRefused(Reason.damaged)
    return Examined(MediaType.pdf)


def _walk(reader: PdfReader) -> None:
    """Looks at every object that can be reached; each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        value, count = waiting.pop(), count + 1
        if count > _MOST_OBJECTS:
            raise FileRefused(Reason.too_heavy)
        if isinstance(value, IndirectObject):
            place = (value.idnum, value.generation)
            if place not in seen:
                seen.add(place)
                waiting.append(value.get_object())
        elif isinstance(value, DictionaryObject):
            _ensure_passive(value)
            waiting.extend(value.values())
        elif isinstance(value, ArrayObject):
            waiting.extend(value)


def _ensure_passive(value: DictionaryObject) -> None:
    named = {str(value.get(name)) for name in ("/Type", "/Subtype")}
    if _ACTIVE_KEYS & value.keys() or str(value.get("/S")) in _ACTIVE_ACTIONS or named & _ACTIVE_TYPES:
        raise FileRefused(Reason.active_document)
