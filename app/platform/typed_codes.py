"""Codes that people type: 55 random bits as Crockford base32 in three groups of four, the last sign a check.

The check is a linear code over GF(32): the signs, weighed with the powers of its generator, add up to nothing. One wrong
sign, and two signs that changed places wherever they stand, never add up to nothing.
"""

import re
from hashlib import scrypt
from typing import Final

from app.platform.randomness import Randomness

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
DATA_BITS: Final = 5 * (LENGTH - 1)
# What people write for what they read (https://www.crockford.com/base32.html); U is no sign at all.
_READ_AS: Final = str.maketrans("OILoil", "011011")
# Spaces, and every sign that people or programs write for a hyphen.
_BETWEEN: Final = re.compile(r"[\s\-\u00ad\u2010-\u2015]+")
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
# Slow on purpose: a thief of the database would need this for each of 2^55 guesses. 8 MiB and some 20 ms.
_COST: Final = {"n": 2**13, "r": 8, "p": 1}
_SALT: Final = b"skills passport claim code, version 1"


def _powers() -> tuple[int, ...]:
    values = [1]
    while len(values) < len(ALPHABET) - 1:
        doubled = values[-1] << 1
        values.append(doubled ^ _POLYNOMIAL if doubled >= len(ALPHABET) else doubled)
    return tuple(values)


_POWERS: Final = _powers()
_LOGARITHMS: Final = {value: exponent for exponent, value in enumerate(_POWERS)}


def new_typed_code(randomness: Randomness) -> str:
    """A fresh code, such as 7QK2-M0ZD-4XPT."""
    number = randomness.below(1 << DATA_BITS)
    digits = [number >> 5 * place & 31 for place in range(LENGTH - 1)]
    rest = _weigh(digits)
    digits.append(_times(rest, -(LENGTH - 1)) if rest else 0)
    return _write("".join(ALPHABET[digit] for digit in digits))


def read_typed_code(text: str) -> str | None:
    """The code in its one form, as somebody typed it; None when it has a typing error or is no code."""
    signs = _BETWEEN.sub("", text[:100]).translate(_READ_AS).upper()
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return None if _weigh([ALPHABET.index(sign) for sign in signs]) else _write(signs)


def is_code_like(text: str) -> bool:
    """Whether a text is as short as a code, and no secret of a link."""
    return len(_BETWEEN.sub("", text)) <= LENGTH + 2


def hash_typed_code(code: str) -> bytes:
    """32 bytes by scrypt (RFC 7914) of a code in its one form; takes some 20 ms of computing."""
    return scrypt(code.encode(), salt=_SALT, maxmem=1 << 25, dklen=32, **_COST)


def _weigh(digits: list[int]) -> int:
    total = 0
    for place, digit in enumerate(digits):
        total ^= _times(digit, place) if digit else 0
    return total


def _times(value: int, exponent: int) -> int:
    """A value other than zero times a power of the generator."""
    return _POWERS[(_LOGARITHMS[value] + exponent) % len(_POWERS)]


def _write(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))
