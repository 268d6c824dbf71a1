"""Base64url without padding, canonical only (RFC 7515 section 2, RFC 4648 section 3.5)."""

from binascii import a2b_base64, b2a_base64
from typing import Final

_FROM_STANDARD: Final = bytes.maketrans(b"+/", b"-_")
# The letters of the standard alphabet, and padding, become a byte that the decoder drops.
_TO_STANDARD: Final = bytes.maketrans(b"-_+/=", b"+/\0\0\0")
_PADDING: Final = (b"", None, b"==", b"=")
_CANONICAL_END: Final = (None, None, frozenset(b"AQgw"), frozenset(b"AEIMQUYcgkosw048"))


def encode(value: bytes) -> bytes:
    """Encode without padding."""
    return b2a_base64(value, newline=False).translate(_FROM_STANDARD, b"=")


def decode(text: bytes) -> bytes:
    """Decode; raises ValueError on padding, foreign characters or trailing bits that are not zero."""
    remainder = len(text) % 4
    padding = _PADDING[remainder]
    if padding is None:
        raise ValueError("base64url of an impossible length")
    allowed = _CANONICAL_END[remainder]
    if allowed is not None and text[-1] not in allowed:
        raise ValueError("base64url with trailing bits")
    decoded = a2b_base64(text.translate(_TO_STANDARD) + padding)
    # The decoder drops foreign characters, so a text that held one comes out shorter.
    if len(decoded) != len(text) * 3 // 4:
        raise ValueError("not base64url")
    return decoded
