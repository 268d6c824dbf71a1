"""Texts that a spreadsheet would compute, on their way out and back in (threat A36)."""

from typing import Final

# OWASP ASVS 1.2.10; some programs turn a full-width sign into the plain one.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralise(text: str) -> str:
    """The text with a quote before it where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_STARTS) else text


def restore(text: str) -> str:
    """Takes away the quote that `neutralise` put there, so that a file can be sent back as it came."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_STARTS) else text
