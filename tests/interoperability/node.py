"""The pipe to other people's software: one Node process that answers tasks, with a still clock and no network."""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

FOLDER = Path(__file__).parent
ANSWER_SECONDS = 60.0
OLDEST_NODE = 20


@cache
def why_missing() -> str | None:
    """Why the peers cannot be asked, None when they can."""
    if shutil.which("node") is None:
        return "Node missing"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30).stdout
    if int(version.lstrip("v").partition(".")[0]) < OLDEST_NODE:
        return f"Node {OLDEST_NODE} missing"
    if not (FOLDER / "node_modules" / "jose").is_dir():
        return "the packages of tests/interoperability are not installed (`make interop` installs them)"
    return None


# For every module of tests that asks a peer.
NEEDS_PEERS = [
    pytest.mark.slow,
    pytest.mark.skipif(why_missing() is not None, reason=why_missing() or ""),
]


class Peers:
    """The process, while the block lasts. `now` is the time that it is there."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __enter__(self) -> Peers:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            ["node", str(FOLDER / "peers.mjs"), self._now.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def ask(self, peer: str, task: str, **details: Any) -> dict[str, Any]:
        """The answer of one peer to one task; raises RuntimeError when it breaks down over it."""
        return self._send({"peer": peer, "task": task, **details})

    def rate(self, name: str, seconds: float, **details: Any) -> float:
        """How often a second of the processor a peer does the work, measured within its own process."""
        answer = self._send({"peer": "measure", "name": name, "seconds": seconds, **details})
        return float(answer["rate"])

    def _send(self, task: dict[str, Any]) -> dict[str, Any]:
        pipes = self._process
        assert pipes.stdin is not None
        assert pipes.stdout is not None
        pipes.stdin.write(json.dumps(task).encode() + b"\n")
        pipes.stdin.flush()
        ready, _, _ = select.select([pipes.stdout], [], [], ANSWER_SECONDS)
        line = pipes.stdout.readline() if ready else b""
        if not line:
            raise RuntimeError(f"the peers do not answer: {self._last_words()}")
        found = json.loads(line)
        if "failure" in found:
            raise RuntimeError(found["failure"])
        answer: dict[str, Any] = found["answer"]
        return answer

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read()[-2000:].decode("utf-8", "replace")
