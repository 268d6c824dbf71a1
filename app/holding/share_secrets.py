"""The secret of a share link: 128 bits in an address, or a code that people type."""

import asyncio

from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret
from app.platform.randomness import Randomness
from app.platform.typed_codes import hash_typed_code, new_typed_code, read_typed_code


def new_share_secret(randomness: Randomness, *, is_typed: bool) -> str:
    """A fresh secret; to be typed a code of 55 bits and a check."""
    return new_typed_code(randomness) if is_typed else new_link_secret(randomness)


def is_share_secret(text: str) -> bool:
    """Whether a text has the form of a secret or of a code without a typing error; not whether it exists."""
    return looks_like_link_secret(text) or read_typed_code(text) is not None


async def hash_share_secret(text: str) -> bytes | None:
    """What the database keeps of a secret: SHA-256, of a typed code scrypt; None for what can be neither."""
    if looks_like_link_secret(text):
        return hash_secret(text)
    code = read_typed_code(text)
    return None if code is None else await asyncio.to_thread(hash_typed_code, code)
