"""What a busy moment took is not kept for ever."""

import platform
import subprocess
import sys

import pytest

# A block of 24 MB makes glibc keep that much from then on; then 30 MB in pieces is taken and freed.
MOMENT = """
from pathlib import Path
from app.platform.memory import give_back_freed_memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if {asked}:
    give_back_freed_memory()
del [bytes(24_000_000)][0]
before = resident()
pieces = [b"x" * 100_000 for _ in range(300)]
del pieces
print((resident() - before) // 1_000_000)
"""


def kept_megabytes(*, asked: bool) -> int:
    """What a new process still holds of what it freed."""
    command = [sys.executable, "-c", MOMENT.format(asked=asked)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have ways of their own")
def test_freed_memory_goes_back_to_the_machine() -> None:
    assert kept_megabytes(asked=False) > 20
    assert kept_megabytes(asked=True) < 5
