"""Codes of six digits that somebody reads in a message and types: once, soon, and in the browser that asked.

Six digits can be tried out, so every try counts: five for a code, twenty a day for an address over all its codes.
"""

from hashlib import sha256
from typing import Final

from app.platform.randomness import Randomness

DIGITS: Final = 6
ASKS: Final = 5
MOST_TRIES: Final = 5
# Somebody who asks again and again gets new codes to guess, so tries count over all of them.
TRIES_A_DAY: Final = 20


def new_code(randomness: Randomness) -> str:
    """A fresh code, such as 042917."""
    return f"{randomness.below(10**DIGITS):0{DIGITS}}"


def read_code(typed: str) -> str:
    """The code as somebody typed it, without spaces; whether it is one is seen at its hash."""
    return "".join(typed.split())


def hash_code(browser_hash: bytes, code: str) -> bytes:
    """SHA-256 of a code and of the secret's hash of the browser that asked.

    Six digits can be tried out by who reads the database, but are of use in that one browser only.
    """
    return sha256(browser_hash + code.encode()).digest()
