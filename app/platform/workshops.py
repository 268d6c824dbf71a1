"""Has rare work done by a process of its own, so that what it imports is not in the memory of every server.

Python gives a module that was imported never back. Such a process stays for a while after its last piece of work.
"""

import atexit
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from app.platform.workbench import BROKEN, DECLINED, DONE, Declined, read_message, write_message

IDLE_SECONDS: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]


class WorkBroken(Exception):
    """The process came to grief over a piece of work, or took longer than it may; says the type of the error."""


class Workshop:
    """One process at a time that runs `module`, which calls `workbench.work`; `seconds` a piece of work may take."""

    def __init__(self, module: str, *, seconds: float, idle_seconds: float = IDLE_SECONDS) -> None:
        self._module, self._seconds, self._idle_seconds = module, seconds, idle_seconds
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end = Timer(0, self.close)
        atexit.register(self.close)

    def ask(self, request: bytes) -> bytes:
        """The answer; waits for its turn, so call it in a thread. Raises Declined and WorkBroken."""
        with self._turn:
            self._end.cancel()
            kind, content = self._ask(request)
            self._end = Timer(self._idle_seconds, self.close)
            self._end.daemon = True
            self._end.start()
        if kind == DECLINED:
            raise Declined(content.decode())
        if kind != DONE:
            raise WorkBroken(content.decode())
        return content

    def close(self) -> None:
        """Ends the process, if there is one; the next piece of work starts another."""
        with self._turn:
            self._stop()

    def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        process = self._process
        if process is None or process.poll() is not None:
            self._stop()
            process = self._process = self._start()
        assert process.stdin is not None and process.stdout is not None
        limit = Timer(self._seconds, process.kill)
        limit.start()
        try:
            write_message(process.stdin, DONE, request)
            kind, content = read_message(process.stdout)
        except (OSError, EOFError) as error:
            kind, content = BROKEN, type(error).__name__.encode()
        finally:
            limit.cancel()
        if kind == BROKEN:
            self._stop()
        return kind, content

    def _start(self) -> "subprocess.Popen[bytes]":
        # An empty environment: the settings of the service hold the key-encryption key.
        return subprocess.Popen(  # noqa: S603 - our own module; what was sent is only its input
            (sys.executable, "-B", "-E", "-s", "-m", self._module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"MALLOC_ARENA_MAX": "2"},  # threads reserve less, and what is reserved counts to the limit
        )

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        # Leaving the block closes both pipes and waits for the end.
        with process:
            pass
