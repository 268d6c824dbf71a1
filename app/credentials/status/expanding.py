"""Expanding a compressed status list that a stranger sent, no further than was agreed."""

import zlib

from app.credentials.errors import StatusListError, StatusListTooLarge


def expand(compressed: bytes, window: int, *, max_bytes: int) -> bytes:
    """All of it, `window` as zlib has it; raises StatusListTooLarge beyond `max_bytes`, StatusListError."""
    expander = zlib.decompressobj(window)
    try:
        expanded = expander.decompress(compressed, max_bytes + 1)
    except zlib.error as error:
        raise StatusListError("The status list cannot be expanded.") from error
    if len(expanded) > max_bytes:
        raise StatusListTooLarge
    if not expander.eof or expander.unused_data:
        raise StatusListError("The status list is cut off or has something behind it.")
    return expanded
