"""Token Status List (draft-ietf-oauth-status-list-20): pack, unpack, and read the status of one token."""

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from app.credentials.encoding import base64url
from app.credentials.errors import StatusListError
from app.credentials.materials import TokenStatusList
from app.credentials.status.expanding import expand
from app.credentials.times import numeric_date

VALID: Final = 0
INVALID: Final = 1
SUSPENDED: Final = 2
STATUS_LIST_TYPE: Final = "statuslist+jwt"
MAX_BYTES: Final = 1_048_576
_SIZES: Final = frozenset({1, 2, 4, 8})
_COMPRESSION_LEVEL: Final = 9
_MAX_SECONDS: Final = 253_402_300_799


def pack_statuses(statuses: Mapping[int, int], *, size: int, length: int) -> bytes:
    """The list as bytes, 0 wherever `statuses` says nothing (section 4.1).

    `size` is 1, 2, 4 or 8 bits an entry. Raises ValueError for another size, a length that does not fill whole
    bytes, an index outside the list, or a status that does not fit.
    """
    if size not in _SIZES or length * size % 8:
        raise ValueError("a status list has entries of 1, 2, 4 or 8 bits, in whole bytes")
    packed = bytearray(length * size // 8)
    for index, status in statuses.items():
        if not 0 <= index < length or not 0 <= status < 1 << size:
            raise ValueError("an index or status outside the status list")
        at, offset = divmod(index * size, 8)
        packed[at] = packed[at] & ~(((1 << size) - 1) << offset) | status << offset
    return bytes(packed)


def encode_list(packed: bytes) -> str:
    """ZLIB at its best level, then base64url (section 4.2)."""
    return base64url.encode(zlib.compress(packed, _COMPRESSION_LEVEL)).decode("ascii")


def decode_list(text: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Expand an encoded list; raises StatusListTooLarge beyond `max_bytes`, StatusListError."""
    try:
        compressed = base64url.decode(text.encode("ascii"))
    except ValueError as error:
        raise StatusListError("The status list cannot be expanded.") from error
    return expand(compressed, zlib.MAX_WBITS, max_bytes=max_bytes)


def build_status_claims(
    *,
    url: str,
    packed: bytes,
    size: int,
    issued_at: datetime,
    expires_at: datetime | None = None,
    ttl: timedelta | None = None,
) -> dict[str, Any]:
    """The payload of a Status List Token (section 5.1); times in whole seconds, also `ttl`."""
    claims: dict[str, Any] = {"sub": url, "iat": numeric_date(issued_at)}
    if expires_at is not None:
        claims["exp"] = numeric_date(expires_at)
    if ttl is not None:
        claims["ttl"] = int(ttl.total_seconds())
    claims["status_list"] = {"bits": size, "lst": encode_list(packed)}
    return claims


def parse_status_claims(
    claims: Mapping[str, Any], *, url: str, max_bytes: int = MAX_BYTES
) -> TokenStatusList:
    """Read the payload of a proven Status List Token and hold it against the address asked for (section 8.3).

    Raises StatusListError for another `sub`, a wrong time, size or list; StatusListTooLarge.
    """
    if claims.get("sub") != url:
        raise StatusListError("The status list is another list.")
    content = claims.get("status_list")
    size = content.get("bits") if type(content) is dict else None
    if type(content) is not dict or type(size) is not int or size not in _SIZES:
        raise StatusListError("The status list does not say how many bits an entry has.")
    if type(content.get("lst")) is not str:
        raise StatusListError("The status list holds no list.")
    packed = decode_list(content["lst"], max_bytes=max_bytes)
    ttl = _seconds(claims, "ttl")
    issued_at, expires_at = _seconds(claims, "iat"), _seconds(claims, "exp")
    if issued_at is None:
        raise StatusListError("The status list does not say when it was made.")
    return TokenStatusList(
        url,
        size,
        packed,
        _EPOCH + timedelta(seconds=issued_at),
        None if expires_at is None else _EPOCH + timedelta(seconds=expires_at),
        None if ttl is None else timedelta(seconds=ttl),
    )


def _seconds(claims: Mapping[str, Any], name: str) -> int | None:
    value = claims.get(name)
    if name not in claims or (type(value) is int and 0 < value <= _MAX_SECONDS):
        return value
    raise StatusListError("A time of the status list is not a whole number of seconds.")


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
