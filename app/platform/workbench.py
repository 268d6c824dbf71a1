"""The other end of `workshops.py`: a process without keys or settings that does one kind of work until its input ends."""

import os
import struct
import sys
from collections.abc import Callable
from typing import IO, Final

try:
    import resource
except ImportError:  # Windows: the time limit of the caller is all there is
    resource = None  # type: ignore[assignment]

MEMORY_BYTES: Final = 1536 << 20
DONE, DECLINED, BROKEN = b"+", b"-", b"!"
# How an answer went, and the length of what follows in bytes.
_HEAD: Final = struct.Struct(">cQ")


class Declined(Exception):
    """The work was understood and cannot be done; `reason` is what both ends agreed on, and the process goes on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def work(answer: Callable[[bytes], bytes]) -> None:
    """Answers one request after the other, with a limit on memory; ends when nobody can ask any more.

    Of an error its type is told and no more: its text may hold what was sent.
    """
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever a library prints must not come between answers
        while True:
            try:
                _, request = read_message(sys.stdin.buffer)
            except EOFError:
                return
            write_message(out, *_try(answer, request))


def _try(answer: Callable[[bytes], bytes], request: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, answer(request)
    except Declined as declined:
        return DECLINED, declined.reason.encode()
    except Exception as error:
        return BROKEN, type(error).__name__.encode()


def write_message(stream: IO[bytes], kind: bytes, content: bytes) -> None:
    """One message, sent at once."""
    stream.write(_HEAD.pack(kind, len(content)))
    stream.write(content)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Its kind and its content. Raises EOFError when the other end is gone."""
    head = stream.read(_HEAD.size)
    if len(head) == _HEAD.size:
        kind, length = _HEAD.unpack(head)
        content = stream.read(length)
        if len(content) == length:
            return kind, content
    raise EOFError
