"""The name that somebody gave a file: shown beside it, never a path."""

import re
import unicodedata
from typing import Final

from app.platform.media.kinds import MediaType

_LONGEST: Final = 80
_SEPARATORS: Final = re.compile(r"[/\\]")
# Names that a device has on Windows, whatever stands after the dot.
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_FORBIDDEN: Final = frozenset('<>:"|?*%')


def clean_label(name: str | None) -> str | None:
    """The name without folders, controls, reading directions and extension; None when nothing is left."""
    if not name:
        return None
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if _is_plain(letter))
    stem = kept.rpartition(".")[0] if "." in kept.strip(". ") else kept
    label = " ".join(stem.split()).strip(". ")[:_LONGEST].strip(". ")
    return None if not label or _RESERVED.fullmatch(label.partition(".")[0].strip()) else label


def file_name(label: str | None, media_type: MediaType) -> str:
    """What a downloaded file is called: the label, and the extension that its content has."""
    return f"{label or media_type.family.value}.{media_type.extension}"


def _is_plain(letter: str) -> bool:
    # Cc controls, Cf reading directions and zero widths, Cs halves, Co private, Cn unassigned.
    return letter not in _FORBIDDEN and unicodedata.category(letter)[0] != "C"
