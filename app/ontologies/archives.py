"""Zip archives from outside: read in place, never unpacked, within limits of number, size and ratio."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from app.ontologies.errors import UnreadableFramework

MOST_MEMBERS: Final = 200
MOST_BYTES: Final = 1024 * 1024 * 1024
MOST_RATIO: Final = 100
MOST_LINE: Final = 1_000_000
# A small member may be all zeroes; it takes size as well as ratio to do harm.
_RATIO_FROM: Final = 1024 * 1024
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive whose directory was judged. Raises UnreadableFramework, also for what is found out later.

    Sizes are those of the directory: the reader of the standard library never gives more than they say, and
    compares the checksum.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _judge(path, archive.infolist())
            yield archive
    except (*_BROKEN, OSError) as error:
        raise UnreadableFramework(f"{path.name} is no zip archive that can be read.") from error


def base_name(member: zipfile.ZipInfo) -> str:
    """The last part of a member's name; folders within an archive have no meaning here."""
    return PurePosixPath(member.filename.replace("\\", "/")).name


def read_lines(stream: IO[bytes], name: str) -> Iterator[str]:
    """The lines of a UTF-8 text with their ends, a mark at its begin left out. Raises UnreadableFramework."""
    number = 0
    while line := stream.readline(MOST_LINE):
        number += 1
        if len(line) == MOST_LINE:
            raise UnreadableFramework(f"{name}, line {number}: the line is too long.")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableFramework(f"{name}, line {number}: this is no UTF-8.") from error
        yield text.removeprefix("\ufeff") if number == 1 else text


def _judge(path: Path, members: list[zipfile.ZipInfo]) -> None:
    reasons = {
        f"has more than {MOST_MEMBERS} files": len(members) > MOST_MEMBERS,
        "has two files with one name": len({member.filename for member in members}) < len(members),
        "has files that lie over each other": sum(m.compress_size for m in members) > path.stat().st_size,
        "would become too large": sum(member.file_size for member in members) > MOST_BYTES,
        "has a file that is packed too tightly": any(_is_bomb(member) for member in members),
        "has an encrypted file": any(member.flag_bits & _ENCRYPTED for member in members),
        "is packed in a way that is not read": any(m.compress_type not in _METHODS for m in members),
    }
    for reason, is_so in reasons.items():
        if is_so:
            raise UnreadableFramework(f"{path.name} {reason}.")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)
