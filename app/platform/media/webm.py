"""WebM: walks the elements (RFC 8794, RFC 9559), also of a recording that was never closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

_HEADER, _DOC_TYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_TRACKS, _TRACK, _TRACK_TYPE = 0x1654AE6B, 0xAE, 0x83
_CLUSTER, _ATTACHMENTS = 0x1F43B675, 0x1941A469
_SEEK, _INFO, _CUES, _CHAPTERS, _TAGS = 0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1043A770, 0x1254C367
_VOID, _CHECKSUM = 0xEC, 0xBF
_OUTER: Final = frozenset(
    {_TRACKS, _CLUSTER, _SEEK, _INFO, _CUES, _CHAPTERS, _TAGS, _VOID, _CHECKSUM, _ATTACHMENTS}
)
_IN_CLUSTER: Final = frozenset({0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xAF, 0x5854, _VOID, _CHECKSUM})
_MOST_ELEMENTS: Final = 2_000_000
_PICTURE, _SOUND = 1, 2


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its content from `body` up to `end`, None when its size is not told; offsets in bytes."""

    id: int
    body: int
    end: int | None


def examine_webm(content: bytes) -> Examined:
    """Film or sound, in elements that fill the file exactly. Raises FileRefused."""
    header = _read(content, 0, len(content))
    if header.id != _HEADER or header.end is None:
        raise FileRefused(Reason.damaged)
    names = [
        content[e.body : e.end] for e in _children(content, header.body, header.end) if e.id == _DOC_TYPE
    ]
    if [name.rstrip(b"\x00") for name in names] != [b"webm"]:
        raise FileRefused(Reason.unknown_type)
    segment = _read(content, header.end, len(content))
    if segment.id != _SEGMENT or segment.end not in (None, len(content)):
        raise FileRefused(Reason.damaged)
    outer = list(_children(content, segment.body, len(content)))
    ids = {element.id for element in outer}
    if _ATTACHMENTS in ids:
        raise FileRefused(Reason.two_in_one)
    if ids - _OUTER or not {_TRACKS, _CLUSTER} <= ids:
        raise FileRefused(Reason.damaged)
    types = {kind for element in outer if element.id == _TRACKS for kind in _track_types(content, element)}
    if not types & {_PICTURE, _SOUND}:
        raise FileRefused(Reason.damaged)
    return Examined(MediaType.webm if _PICTURE in types else MediaType.webm_sound)


def _track_types(content: bytes, tracks: Element) -> Iterator[int]:
    for track in _children(content, tracks.body, tracks.end or tracks.body):
        if track.id == _TRACK:
            for element in _children(content, track.body, track.end or track.body):
                if element.id == _TRACK_TYPE:
                    yield int.from_bytes(content[element.body : element.end])


def _children(content: bytes, start: int, end: int) -> Iterator[Element]:
    at, count = start, 0
    while at < end:
        count += 1
        if count > _MOST_ELEMENTS:
            raise FileRefused(Reason.too_heavy)
        element = _read(content, at, end)
        yield element
        at = _end_of_open_cluster(content, element, end) if element.end is None else element.end


def _end_of_open_cluster(content: bytes, cluster: Element, end: int) -> int:
    """Where a cluster of untold size ends: at the first element that cannot be in one (RFC 8794, section 6.2)."""
    if cluster.id != _CLUSTER:
        raise FileRefused(Reason.damaged)
    at = cluster.body
    while at < end:
        element = _read(content, at, end)
        if element.id not in _IN_CLUSTER:
            return at
        if element.end is None:
            raise FileRefused(Reason.damaged)
        at = element.end
    return at


def _read(content: bytes, at: int, end: int) -> Element:
    width = _width(content, at, end, most=4)
    element_id, at = int.from_bytes(content[at : at + width]), at + width
    width = _width(content, at, end, most=8)
    size = int.from_bytes(content[at : at + width]) & ((1 << (7 * width)) - 1)
    body = at + width
    if size == (1 << (7 * width)) - 1:
        return Element(element_id, body, None)
    if body + size > end:
        raise FileRefused(Reason.damaged)
    return Element(element_id, body, body + size)


def _width(content: bytes, at: int, end: int, *, most: int) -> int:
    first = content[at] if at < end else 0
    width = 9 - first.bit_length()
    if width > most or at + width > end:
        raise FileRefused(Reason.damaged)
    return width
