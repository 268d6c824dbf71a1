"""The other end of `examining.py`: a process without keys or settings that reads one file and says what it is."""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from app.platform.media.attachments import read_attachments
from app.platform.media.examine import examine, examine_logo
from app.platform.media.kinds import MIB, Examined, FileRefused, Reason

try:
    import resource
except ImportError:  # Windows: the time limit of the caller is all there is
    resource = None  # type: ignore[assignment]

MEMORY_BYTES: Final = 1536 * MIB
CPU_SECONDS: Final = 20


def limit_process() -> None:
    """From here on: so much memory and time, no file is written, no memory is dumped."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(content: bytes, judge: Callable[[bytes], Examined] = examine) -> bytes:
    """One line of JSON, and after it the bytes to keep instead, if any."""
    try:
        examined = judge(content)
    except FileRefused as refusal:
        return _line({"refused": refusal.reason.value})
    except MemoryError:
        return _line({"refused": Reason.too_heavy.value})
    verdict = {
        "mediaType": examined.media_type.value,
        "blanks": examined.blanks,
        "isWrittenAgain": examined.content is not None,
    }
    return _line(verdict) + (examined.content or b"")


def answer_files(content: bytes) -> bytes:
    """One line of JSON with the sizes of the files that a PDF carries, and after it the files."""
    try:
        files = read_attachments(content)
    except FileRefused as refusal:
        return _line({"refused": refusal.reason.value})
    except MemoryError:
        return _line({"refused": Reason.too_heavy.value})
    return _line({"sizes": [len(file) for file in files]}) + b"".join(files)


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


if __name__ == "__main__":
    limit_process()
    answers: dict[str, Callable[[bytes], bytes]] = {
        "": answer,
        "logo": partial(answer, judge=examine_logo),
        "attachments": answer_files,
    }
    sys.stdout.buffer.write(answers["".join(sys.argv[1:])](sys.stdin.buffer.read()))
