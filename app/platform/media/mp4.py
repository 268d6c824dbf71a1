"""MP4, MOV and M4A: walks the boxes (ISO/IEC 14496-12, section 4.2) and blanks what tells where it was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

_OUTER: Final = frozenset(
    b"ftyp moov mdat free skip wide uuid moof mfra sidx ssix styp pdin meta emsg prft pnot udta".split()
)
# Where phones write the place of recording, its owner and the device; players do without.
_TELLING: Final = frozenset({b"udta", b"meta", b"uuid"})
_MOST_BOXES: Final = 200_000
_SELF_CONTAINED: Final = 0x000001


@dataclass(frozen=True, slots=True)
class Box:
    """One box: from `start`, its content from `body`, up to `end`; offsets in bytes."""

    kind: bytes
    start: int
    body: int
    end: int


def examine_mp4(content: bytes, brand: MediaType) -> Examined:
    """Film or sound, in boxes that fill the file exactly. Raises FileRefused."""
    outer = list(_boxes(content, 0, len(content)))
    kinds = [box.kind for box in outer]
    if kinds[0] != b"ftyp" or kinds.count(b"moov") != 1 or not {b"mdat", b"moof"} & set(kinds):
        raise FileRefused(Reason.damaged)
    if set(kinds) - _OUTER:
        raise FileRefused(Reason.damaged)
    movie = outer[kinds.index(b"moov")]
    inner = list(_boxes(content, movie.body, movie.end))
    tracks = [box for box in inner if box.kind == b"trak"]
    parts = [list(_boxes(content, track.body, track.end)) for track in tracks]
    handlers = {_examine_track(content, track) for track in parts}
    if any(box.kind == b"cmov" for box in inner) or not handlers & {b"vide", b"soun"}:
        raise FileRefused(Reason.damaged)
    blanks = [_blank(box) for group in (outer, inner, *parts) for box in group if box.kind in _TELLING]
    return Examined(_type(brand, has_picture=b"vide" in handlers), blanks=tuple(sorted(blanks)))


def _type(brand: MediaType, *, has_picture: bool) -> MediaType:
    if not has_picture:
        return MediaType.mp4_sound
    return MediaType.quicktime if brand is MediaType.quicktime else MediaType.mp4


def _blank(box: Box) -> tuple[int, int]:
    if box.body != box.start + 8:
        raise FileRefused(Reason.damaged)
    return box.start + 4, box.end


def _boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    at, count = start, 0
    while at < end:
        count += 1
        box = _read_box(content, at, end)
        if count > _MOST_BOXES:
            raise FileRefused(Reason.too_heavy)
        yield box
        at = box.end


def _read_box(content: bytes, at: int, end: int) -> Box:
    size, kind, body = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8], at + 8
    if size == 1:
        size, body = int.from_bytes(content[at + 8 : at + 16]), at + 16
    elif size == 0 and kind == b"mdat":
        size = end - at
    if size < body - at or at + size > end:
        raise FileRefused(Reason.damaged)
    return Box(kind, at, body, at + size)


def _examine_track(content: bytes, track: list[Box]) -> bytes:
    """The handler of a track, section 8.4.3. Its samples must be in this file, section 8.7.2."""
    media = _descend(content, track, b"mdia")
    handler = next((box for box in media if box.kind == b"hdlr"), None)
    if handler is None:
        raise FileRefused(Reason.damaged)
    for box in _descend(content, _descend(content, media, b"minf"), b"dinf"):
        if box.kind == b"dref":
            _ensure_here(content, box)
    return content[handler.body + 8 : handler.body + 12]


def _ensure_here(content: bytes, references: Box) -> None:
    for entry in _boxes(content, references.body + 8, references.end):
        flags = int.from_bytes(content[entry.body + 1 : entry.body + 4])
        if not flags & _SELF_CONTAINED:
            raise FileRefused(Reason.two_in_one)


def _descend(content: bytes, boxes: list[Box], kind: bytes) -> list[Box]:
    found = next((box for box in boxes if box.kind == kind), None)
    return [] if found is None else list(_boxes(content, found.body, found.end))
