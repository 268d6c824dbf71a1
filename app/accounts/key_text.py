"""The text of an API key: prefix, organisation and secret in base62, and a checksum that catches a typo."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID
from zlib import crc32

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_PREFIXES: Final = ("sp_live_", "sp_test_")
_PREFIX_LENGTH: Final = 8
_BODY_LENGTH: Final = 54
_CHECKSUM_LENGTH: Final = 6
_HINT_LENGTH: Final = 4
SECRET_BYTES: Final = 24
KEY_LENGTH: Final = _PREFIX_LENGTH + _BODY_LENGTH + _CHECKSUM_LENGTH


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A well-formed key: whose it says it is, and the hash under which its row is found (32 bytes)."""

    organisation_id: UUID
    is_test: bool
    key_hash: bytes = field(repr=False)


def format_key(organisation_id: UUID, secret: bytes, *, is_test: bool) -> str:
    """Write a key: 8 characters of prefix, 54 of organisation and secret, 6 of CRC-32 over all before."""
    prefix = _PREFIXES[is_test]
    body = prefix + _encode(int.from_bytes(organisation_id.bytes + secret, "big"), _BODY_LENGTH)
    return body + _checksum(body)


def parse_key(text: str) -> ParsedKey | None:
    """Read a key without any look-up; None for everything that `format_key` never wrote."""
    if len(text) != KEY_LENGTH or not text.startswith(_PREFIXES):
        return None
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    if not _VALUES.keys() >= set(body[_PREFIX_LENGTH:]) or _checksum(body) != checksum:
        return None
    number = _decode(body[_PREFIX_LENGTH:])
    if number.bit_length() > 8 * (16 + SECRET_BYTES):
        return None
    organisation = number.to_bytes(16 + SECRET_BYTES, "big")[:16]
    return ParsedKey(UUID(bytes=organisation), text.startswith(_PREFIXES[1]), hash_key(text))


def hash_key(text: str) -> bytes:
    """SHA-256 of the key: 192 random bits need no slow hash."""
    return sha256(text.encode("ascii")).digest()


def hint_of(text: str) -> str:
    """What of a key may be shown again, to tell one from another: the prefix and the checksum's last four."""
    return text[:_PREFIX_LENGTH] + "…" + text[-_HINT_LENGTH:]


def _checksum(body: str) -> str:
    return _encode(crc32(body.encode("ascii")), _CHECKSUM_LENGTH)


def _encode(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, value = divmod(number, 62)
        digits.append(_DIGITS[value])
    return "".join(reversed(digits))


def _decode(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 62 + _VALUES[digit]
    return number
