"""Two files in one: an archive is read from its end, so it can hide behind anything."""

import re
import struct
from typing import Final

from app.platform.media.kinds import FileRefused, Reason

# APPNOTE.TXT 4.3.16: 22 bytes, and a comment of at most 65,535.
_RECORD: Final = 22
_FURTHEST: Final = _RECORD + 65_535
_END: Final = re.compile(rb"PK\x05\x06")
_ELSEWHERE: Final = (b"7z\xbc\xaf\x27\x1c\x00", b"Rar!\x1a\x07")


def ensure_no_archive(content: bytes) -> None:
    """Refuses a file whose end is that of a zip archive. Raises FileRefused."""
    tail = content[-_FURTHEST:]
    for found in _END.finditer(tail):
        record = tail[found.start() : found.start() + _RECORD]
        if len(record) < _RECORD:
            continue
        (comment,) = struct.unpack_from("<H", record, 20)
        # Readers forgive bytes after the comment; a directory that fits in the file is no accident.
        size, start = struct.unpack_from("<II", record, 12)
        if found.start() + _RECORD + comment <= len(tail) and size + start <= len(content):
            raise FileRefused(Reason.two_in_one)
    if any(mark in tail for mark in _ELSEWHERE):
        raise FileRefused(Reason.two_in_one)
