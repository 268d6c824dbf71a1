"""Multibase: only the two bases that credentials use, `u` (base64url) and `z` (base58btc)."""

from typing import Final

import base58

from app.credentials.encoding import base64url

_MAX_BASE58_LENGTH: Final = 256


def encode_base64url(value: bytes) -> str:
    """Encode as `u…` without padding."""
    return "u" + base64url.encode(value).decode("ascii")


def encode_base58(value: bytes) -> str:
    """Encode as `z…`."""
    return "z" + base58.b58encode(value).decode("ascii")


def decode(text: str) -> bytes:
    """Decode `u…` or `z…`; raises ValueError on any other base or a malformed value."""
    if not text.isascii():
        raise ValueError("multibase is ASCII")
    if text.startswith("u"):
        return base64url.decode(text[1:].encode("ascii"))
    # Base58 decoding costs the square of the length, and only short keys are written in it.
    if text.startswith("z") and len(text) <= _MAX_BASE58_LENGTH:
        decoded: bytes = base58.b58decode(text[1:])
        # The decoder drops white space at the end.
        if base58.b58encode(decoded).decode("ascii") != text[1:]:
            raise ValueError("not base58")
        return decoded
    raise ValueError("unsupported multibase")
