"""Says by its first bytes what a file is. Names and announced types are not asked."""

import re
from typing import Final

from app.platform.media.kinds import FileRefused, MediaType, Reason

# So many bytes are enough to say it.
HEAD_BYTES: Final = 1024
_STARTS: Final = (
    (b"\xff\xd8\xff", MediaType.jpeg),
    (b"\x89PNG\r\n\x1a\n", MediaType.png),
    (b"\x1aE\xdf\xa3", MediaType.webm),
    (b"OggS", MediaType.ogg),
    (b"ID3", MediaType.mp3),
    (b"%PDF-1.", MediaType.pdf),
    (b"%PDF-2.", MediaType.pdf),
)
_REFUSED: Final = (
    (b"PK\x05\x06", Reason.archive),
    (b"PK\x07\x08", Reason.archive),
    (b"\x1f\x8b", Reason.archive),
    (b"7z\xbc\xaf\x27\x1c", Reason.archive),
    (b"Rar!", Reason.archive),
    (b"BZh", Reason.archive),
    (b"\xfd7zXZ\x00", Reason.archive),
    (b"\x28\xb5\x2f\xfd", Reason.archive),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.office),
    (b"{\\rtf", Reason.office),
    (b"MZ", Reason.program),
    (b"\x7fELF", Reason.program),
    (b"#!", Reason.program),
    (b"\xca\xfe\xba\xbe", Reason.program),
    (b"\xcf\xfa\xed\xfe", Reason.program),
    (b"GIF8", Reason.moving_picture),
)
_RIFF: Final = {b"WEBP": MediaType.webp, b"WAVE": MediaType.wav}
_HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
)
_SOUND_BRANDS: Final = frozenset({b"M4A ", b"M4B "})
_FILM_BRANDS: Final = re.compile(rb"isom|iso[2-9a-f]|mp4[12]|avc1|M4V[ HP]|MSNV|3g[gp2][0-9a-z]|dash|f4v ")
_OFFICE: Final = re.compile(
    rb"\[Content_Types\]\.xml|word/|xl/|ppt/|mimetypeapplication/vnd\.oasis", re.ASCII
)
_MARKUP: Final = re.compile(rb"\s*<(\?xml|!--|!doctype|html|head|body|script|svg|[a-z])", re.IGNORECASE)
_SVG: Final = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes) -> MediaType:
    """The type, by the first `HEAD_BYTES` of a file. Raises FileRefused for every type that is not kept."""
    if not head:
        raise FileRefused(Reason.empty)
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _sniff_boxes(head[8:12])
    if _is_mp3_frame(head):
        return MediaType.mp3
    raise FileRefused(_name_refused(head))


def _sniff_boxes(brand: bytes) -> MediaType:
    """ISO/IEC 14496-12, section 4.3: the major brand."""
    if brand in _HEIC_BRANDS:
        raise FileRefused(Reason.heic)
    if brand in _SOUND_BRANDS:
        return MediaType.mp4_sound
    if brand == b"qt  ":
        return MediaType.quicktime
    if _FILM_BRANDS.fullmatch(brand):
        return MediaType.mp4
    raise FileRefused(Reason.unknown_type)


def _is_mp3_frame(head: bytes) -> bool:
    # Eleven set bits, and layer III (ISO/IEC 11172-3, section 2.4.1.3).
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2


def _name_refused(head: bytes) -> Reason:
    for start, reason in _REFUSED:
        if head.startswith(start):
            return reason
    if head.startswith(b"PK\x03\x04"):
        return Reason.office if _OFFICE.search(head) else Reason.archive
    text = head
    for mark in _MARKS:
        text = text.removeprefix(mark)
    text = text.replace(b"\x00", b"")
    if _MARKUP.match(text):
        return Reason.drawing if _SVG.search(text) else Reason.web_page
    return Reason.unknown_type
