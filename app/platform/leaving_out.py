"""Imports a library without the extras that it takes along only because something else installed them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def leaving_out(*names: str) -> Iterator[None]:
    """Within the block importing one of these modules raises ModuleNotFoundError, as if it was not installed."""
    kept = {name: sys.modules[name] for name in names if name in sys.modules}
    # What Python documents for an import that is to fail (The import system, section 5.3.1).
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(kept)
