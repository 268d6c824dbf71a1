"""How the process keeps its memory small when a busy moment has passed."""

import ctypes
import sys
from typing import Final

# The parameters of mallopt(3) in glibc. Left alone, glibc raises both by itself to what was once needed, up to 64 MB.
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_BYTES: Final = 131_072


def give_back_freed_memory() -> None:
    """From here on what is freed at the end of the heap goes back to the machine; where there is no glibc, nothing."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for parameter in (_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD):
            mallopt(parameter, _BYTES)
