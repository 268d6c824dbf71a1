"""Secrets in links and sessions: base62 text outside, only a SHA-256 hash inside."""

import hashlib
import string
from typing import Final

from app.platform.randomness import Randomness

_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LINK_BYTES: Final = 16
_SESSION_BYTES: Final = 32
LINK_SECRET_LENGTH: Final = 22
SESSION_SECRET_LENGTH: Final = 43


def new_link_secret(randomness: Randomness) -> str:
    """A fresh secret of 128 bits as 22 characters of base62."""
    return _base62(randomness.token(_LINK_BYTES), LINK_SECRET_LENGTH)


def new_session_secret(randomness: Randomness) -> str:
    """A fresh secret of 256 bits as 43 characters of base62."""
    return _base62(randomness.token(_SESSION_BYTES), SESSION_SECRET_LENGTH)


def hash_secret(secret: str) -> bytes:
    """The SHA-256 of a secret: what the database keeps and what opens the row (its capability)."""
    return hashlib.sha256(secret.encode()).digest()


def looks_like_link_secret(text: str) -> bool:
    """Whether a text has the form of a link secret; says nothing of whether it exists."""
    return len(text) == LINK_SECRET_LENGTH and all(character in _ALPHABET for character in text)


def _base62(token: bytes, length: int) -> str:
    number = int.from_bytes(token, "big")
    digits: list[str] = []
    for _ in range(length):
        number, remainder = divmod(number, 62)
        digits.append(_ALPHABET[remainder])
    return "".join(reversed(digits))
