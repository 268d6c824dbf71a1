"""Has a file examined by a process of its own, with limits on memory and time, so that no file stops the service."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Timer
from typing import Any, Final

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

WALL_SECONDS: Final = 30.0
# One file may take a gigabyte of memory: two at a time, the others wait.
_WORKERS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="examining")
_ROOT: Final = Path(__file__).resolve().parents[3]
COMMAND: Final = (sys.executable, "-E", "-s", "-m", "app.platform.media.worker")

Source = Callable[[], Iterable[bytes]]


async def examine_elsewhere(source: Source, *, seconds: float = WALL_SECONDS) -> Examined:
    """Judges what `source` gives, in order; it is called in a thread. Raises FileRefused, and what `source` raises."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _examine, source, COMMAND, seconds)


async def examine_logo_elsewhere(content: bytes) -> bytes:
    """The logo as it is kept: a small PNG, written again. Raises FileRefused."""
    command = (*COMMAND, "logo")
    work = asyncio.get_running_loop().run_in_executor(
        _WORKERS, _examine, lambda: [content], command, WALL_SECONDS
    )
    return (await work).content or b""


async def read_attachments_elsewhere(content: bytes) -> list[bytes]:
    """The files that a PDF carries. Raises FileRefused."""
    command = (*COMMAND, "attachments")
    work = asyncio.get_running_loop().run_in_executor(
        _WORKERS, _ask, lambda: [content], command, WALL_SECONDS
    )
    return read_files(await work)


def _examine(source: Source, command: tuple[str, ...], seconds: float) -> Examined:
    return read_answer(_ask(source, command, seconds))


def _ask(source: Source, command: tuple[str, ...], seconds: float) -> bytes:
    # An empty environment: the settings of the service hold the key-encryption key.
    with subprocess.Popen(  # noqa: S603 - our own module; what was sent is only its input
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={},
    ) as process:
        timer = Timer(seconds, process.kill)
        timer.start()
        try:
            _send(process, source)
            assert process.stdout is not None
            said = process.stdout.read()
        finally:
            timer.cancel()
            process.kill()
    return said


def _send(process: "subprocess.Popen[bytes]", source: Source) -> None:
    assert process.stdin is not None
    # The worker reads all before it writes; where it died, its silence is the answer.
    with suppress(BrokenPipeError):
        for piece in source():
            process.stdin.write(piece)
    with suppress(BrokenPipeError):
        process.stdin.close()


def read_answer(said: bytes) -> Examined:
    """What the worker said. Raises FileRefused, also when it said nothing because a limit ended it."""
    verdict, content = _read_line(said)
    return Examined(
        MediaType(verdict["mediaType"]),
        content if verdict["isWrittenAgain"] else None,
        tuple((start, end) for start, end in verdict["blanks"]),
    )


def read_files(said: bytes) -> list[bytes]:
    """The files that the worker found. Raises FileRefused as `read_answer`."""
    verdict, content = _read_line(said)
    ends = list(accumulate(verdict["sizes"], initial=0))
    return [content[start:end] for start, end in pairwise(ends)]


def _read_line(said: bytes) -> tuple[dict[str, Any], bytes]:
    line, _, content = said.partition(b"\n")
    if not line:
        raise FileRefused(Reason.too_heavy)
    verdict: dict[str, Any] = json.loads(line)
    if "refused" in verdict:
        raise FileRefused(Reason(verdict["refused"]))
    return verdict, content
