"""Evidence files on disk: sealed under a key of their own, in pieces that can be neither moved, swapped nor left out."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from app.platform.vault import DataKey, SealBroken

CHUNK_BYTES: Final = 64 * 1024
# What sealing adds: version, nonce and tag.
_SEAL_BYTES: Final = 2 + 12 + 16
_SEALED_CHUNK: Final = CHUNK_BYTES + _SEAL_BYTES
PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_BLANK: Final = b"free"


class FileBroken(Exception):
    """A file on disk is gone, cut off, or not what was written; nothing of it may be believed."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: bytes before sealing, and their SHA-256."""

    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands: the folder of its organisation, and a random name."""

    folder: Path
    organisation_id: UUID
    file_id: UUID
    stored_as: UUID

    @property
    def path(self) -> Path:
        """The path; nothing of it comes from outside."""
        return self.folder / self.organisation_id.hex / self.stored_as.hex

    def context(self, position: str) -> str:
        """What a piece is bound to: the file, its copy on disk, and where in it."""
        return f"evidence_files/{self.organisation_id}/{self.file_id}/{self.stored_as}/{position}"


def write_part(place: Place, key: DataKey, starts_at: int, content: bytes) -> None:
    """One piece of an upload, safely on disk before this returns. Raises OSError."""
    _write_new(place.path, [key.seal(content, context=place.context(f"part/{starts_at}"))])


def read_part(place: Place, key: DataKey, starts_at: int) -> bytes:
    """The piece again. Raises FileBroken."""
    try:
        return key.open(place.path.read_bytes(), context=place.context(f"part/{starts_at}"))
    except (OSError, SealBroken) as error:
        raise FileBroken(str(place.stored_as)) from error


def write_file(place: Place, key: DataKey, pieces: Iterable[bytes]) -> Written:
    """A whole file in chunks, safely on disk before this returns; whether a chunk is the last is sealed with it.

    Raises OSError.
    """
    digest, size = hashlib.sha256(), 0

    def sealed() -> Iterator[bytes]:
        nonlocal size
        for number, (chunk, is_last) in enumerate(_chunks(pieces)):
            digest.update(chunk)
            size += len(chunk)
            yield key.seal(chunk, context=_chunk_context(place, number, is_last=is_last))

    _write_new(place.path, sealed())
    return Written(size, digest.digest())


def open_file(
    place: Place, key: DataKey, size: int, *, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The bytes from `start` up to `end` of a file of `size` bytes, in order, each proven before it is given.

    The length on disk is looked at before the first is given. Raises FileBroken, also halfway.
    """
    end = size if end is None else end
    _ensure_length(place, size)
    return _read_chunks(place, key, size, start, end)


def _ensure_length(place: Place, size: int) -> None:
    count = _count(size)
    try:
        is_whole = place.path.stat().st_size == size + count * _SEAL_BYTES
    except OSError as error:
        raise FileBroken(str(place.stored_as)) from error
    if not is_whole:
        raise FileBroken(str(place.stored_as))


def _read_chunks(place: Place, key: DataKey, size: int, start: int, end: int) -> Iterator[bytes]:
    last = _count(size) - 1
    first = start // CHUNK_BYTES
    try:
        with place.path.open("rb") as opened:
            opened.seek(first * _SEALED_CHUNK)
            for number in range(first, _count(end)):
                context = _chunk_context(place, number, is_last=number == last)
                chunk = key.open(opened.read(_SEALED_CHUNK), context=context)
                begin = number * CHUNK_BYTES
                yield chunk[max(start - begin, 0) : end - begin]
    except (OSError, SealBroken) as error:
        raise FileBroken(str(place.stored_as)) from error


def blank(pieces: Iterable[bytes], ranges: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """The pieces, with each range (from, to; in bytes) written as `free` and zeros."""
    at = 0
    for piece in pieces:
        changed = bytearray(piece)
        for start, end in ranges:
            for place in range(max(start, at), min(end, at + len(piece))):
                changed[place - at] = _BLANK[place - start] if place - start < len(_BLANK) else 0
        at += len(piece)
        yield bytes(changed)


def remove(paths: Iterable[Path]) -> None:
    """Takes files away; one that is gone already is no fault."""
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()


def _chunk_context(place: Place, number: int, *, is_last: bool) -> str:
    return place.context(f"chunk/{number}/{'last' if is_last else 'more'}")


def _chunks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES]), False
            del waiting[:CHUNK_BYTES]
    if not waiting:
        raise ValueError("an empty file is never kept")
    yield bytes(waiting), True


def _count(size: int) -> int:
    return -(-size // CHUNK_BYTES)


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(path, _CREATE, _PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            for piece in pieces:
                opened.write(piece)
            opened.flush()
            os.fsync(opened.fileno())
        _sync_folder(path.parent)
    except BaseException:
        remove([path])
        raise


def _sync_folder(folder: Path) -> None:
    """The name of a new file is safe only when its folder is."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
