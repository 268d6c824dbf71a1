"""Bitstring Status List 1.0: build and read the list, without its proof."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from app.credentials.encoding import multibase
from app.credentials.errors import MalformedCredential, StatusListError
from app.credentials.materials import StatusList
from app.credentials.reading import read_node, read_text
from app.credentials.status.expanding import expand
from app.credentials.times import format_time, parse_time

MIN_ENTRIES: Final = 131_072
MAX_BYTES: Final = 1_048_576
_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
_GZIP: Final = 31
_COMPRESSION_LEVEL: Final = 6


def build_status_list_document(
    *,
    id: str,
    issuer_id: str,
    purpose: str,
    set_indexes: Iterable[int],
    size: int = MIN_ENTRIES,
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl_ms: int,
) -> dict[str, Any]:
    """The status list credential (section 2.2), unsigned; same input, same bytes.

    `id` is the URL at which the list is published, `size` a multiple of 8. Raises ValueError on an index
    outside the list or a list below the 131,072 entries that hide one person among many.
    """
    document: dict[str, Any] = {
        "@context": [_CONTEXT],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": format_time(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = format_time(valid_until)
    document["credentialSubject"] = {
        "id": f"{id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encode_bits(set_bits(set_indexes, size)),
        "ttl": ttl_ms,
    }
    return document


def set_bits(indexes: Iterable[int], size: int) -> bytes:
    """A bitstring with these bits set, index 0 in the highest bit of the first byte; raises ValueError."""
    if size < MIN_ENTRIES or size % 8:
        raise ValueError("a status list has at least 131,072 entries, in whole bytes")
    bits = bytearray(size // 8)
    for index in indexes:
        if not 0 <= index < size:
            raise ValueError("index outside the status list")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def encode_bits(bits: bytes) -> str:
    """GZIP without name and time, then multibase base64url (section 3.3)."""
    compressor = zlib.compressobj(_COMPRESSION_LEVEL, zlib.DEFLATED, _GZIP)
    return multibase.encode_base64url(compressor.compress(bits) + compressor.flush())


def decode_bits(text: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Expand an encoded list (section 3.4); raises StatusListTooLarge beyond `max_bytes`, StatusListError."""
    if not text.startswith("u"):
        raise StatusListError("The status list is not in base64url.")
    try:
        compressed = multibase.decode(text)
    except ValueError as error:
        raise StatusListError("The status list cannot be expanded.") from error
    return expand(compressed, _GZIP, max_bytes=max_bytes)


def parse_status_list(
    document: Mapping[str, Any],
    *,
    url: str,
    purpose: str,
    issuer_id: str,
    max_bytes: int = MAX_BYTES,
    min_entries: int = MIN_ENTRIES,
) -> StatusList:
    """Read a proven status list credential and hold it against what the entry asked for (section 3.2).

    Raises StatusListError on another id, issuer, purpose or a short list, StatusListTooLarge, TimeInvalid.
    """
    try:
        subject = read_node(document, "credentialSubject")
        encoded = read_text(subject, "encodedList")
        kind, purposes = subject.get("type"), subject.get("statusPurpose")
    except MalformedCredential as error:
        raise StatusListError from error
    if document.get("id") != url or _issuer_id(document) != issuer_id:
        raise StatusListError("The status list is another list, or comes from another issuer.")
    if kind not in ("BitstringStatusList", ["BitstringStatusList"]) or purpose not in _as_list(purposes):
        raise StatusListError("The status list has another purpose.")
    bits = decode_bits(encoded, max_bytes=max_bytes)
    if len(bits) * 8 < min_entries:
        raise StatusListError("The status list is too short.")
    valid_until = parse_time(document["validUntil"]) if "validUntil" in document else None
    valid_from = parse_time(document.get("validFrom"))
    return StatusList(purpose, bits, len(bits) * 8, valid_from, valid_until, _ttl(subject))


def _issuer_id(document: Mapping[str, Any]) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ttl(subject: Mapping[str, Any]) -> int | None:
    ttl = subject.get("ttl")
    if ttl is None or (type(ttl) is int and ttl >= 0):
        return ttl
    raise StatusListError("The time to live of the status list is not a number of milliseconds.")
