"""Bitstring status lists: built the same each time, read with suspicion."""

import gzip
import time
import zlib
from typing import Any

import pytest

from app.credentials.encoding import multibase
from app.credentials.errors import StatusListError, StatusListTooLarge, TimeInvalid
from app.credentials.materials import StatusList
from app.credentials.status.bitstring_status_list import (
    build_status_list_document,
    decode_bits,
    encode_bits,
    parse_status_list,
    set_bits,
)
from tests.unit.credentials.cases import DAY, DID, NOW, SIZE

URL = "https://vaardig.example/status-lists/1/revocation"


def document(*indexes: int, **changes: Any) -> dict[str, Any]:
    built = build_status_list_document(
        id=URL,
        issuer_id=DID,
        purpose="revocation",
        set_indexes=indexes,
        valid_from=NOW,
        valid_until=NOW + DAY,
        ttl_ms=60_000,
    )
    subject = {**built["credentialSubject"], **changes.pop("subject", {})}
    return {**built, "credentialSubject": subject, **changes}


def parse(built: dict[str, Any], **changes: Any) -> StatusList:
    return parse_status_list(built, **{"url": URL, "purpose": "revocation", "issuer_id": DID, **changes})


def test_exactly_the_bits_that_were_set_are_set() -> None:
    found = parse(document(0, 7, 8, SIZE - 1))
    assert [index for index in range(SIZE) if found.is_set(index)] == [0, 7, 8, SIZE - 1]
    assert (found.length, found.ttl_ms, found.valid_from, found.valid_until) == (SIZE, 60_000, NOW, NOW + DAY)


def test_the_first_entry_is_the_highest_bit_of_the_first_byte() -> None:
    assert set_bits([0], SIZE)[0] == 0b1000_0000
    assert set_bits([15], SIZE)[1] == 0b0000_0001


def test_the_same_entries_give_the_same_bytes_in_a_gzip_without_time() -> None:
    assert document(3, 5) == document(5, 3)
    packed = multibase.decode(document(3)["credentialSubject"]["encodedList"])
    assert packed[:2] == b"\x1f\x8b"
    assert packed[4:8] == bytes(4)
    assert gzip.decompress(packed) == set_bits([3], SIZE)


def test_a_list_without_end_has_none() -> None:
    built = build_status_list_document(
        id=URL, issuer_id=DID, purpose="suspension", set_indexes=(), valid_from=NOW, ttl_ms=1
    )
    assert "validUntil" not in built
    found = parse(built, purpose="suspension")
    assert found.valid_until is None


@pytest.mark.parametrize("index", [-1, SIZE])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(ValueError):
        set_bits([index], SIZE)
    with pytest.raises(IndexError):
        parse(document()).is_set(index)


@pytest.mark.parametrize("size", [SIZE - 8, SIZE + 1])
def test_a_short_or_broken_size_is_not_built(size: int) -> None:
    with pytest.raises(ValueError):
        set_bits([], size)


@pytest.mark.parametrize(
    "built",
    [
        document(id="https://vaardig.example/status-lists/2/revocation"),
        document(issuer="did:web:other.example"),
        document(issuer={"id": "did:web:other.example"}),
        document(issuer=None),
        document(credentialSubject=[]),
        document(subject={"statusPurpose": "suspension"}),
        document(subject={"statusPurpose": None}),
        document(subject={"type": "StatusList2021"}),
        document(subject={"encodedList": 7}),
        document(subject={"encodedList": "z6Mk"}),
        document(subject={"encodedList": "u=="}),
        document(subject={"encodedList": "uAAAA"}),
        document(subject={"encodedList": encode_bits(bytes(SIZE // 8 - 1))}),
        document(subject={"ttl": "60000"}),
        document(subject={"ttl": -1}),
        document(subject={"ttl": True}),
    ],
)
def test_a_list_that_is_not_what_was_asked_for_is_refused(built: dict[str, Any]) -> None:
    with pytest.raises(StatusListError):
        parse(built)


def test_other_spellings_of_the_same_list_are_read() -> None:
    assert parse(document(issuer={"id": DID}))
    assert parse(
        document(subject={"statusPurpose": ["suspension", "revocation"], "type": ["BitstringStatusList"]})
    )
    without = document()
    del without["credentialSubject"]["ttl"]
    assert parse(without).ttl_ms is None


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(TimeInvalid):
        parse(document(validFrom="2026-11-23"))


def test_something_behind_the_list_is_refused() -> None:
    packed = gzip.compress(bytes(SIZE // 8), mtime=0)
    for wrong in (packed + packed, packed + b"\x00", packed[:-4]):
        with pytest.raises(StatusListError, match="cut off or has something behind"):
            decode_bits(multibase.encode_base64url(wrong))


def test_a_bomb_is_stopped_before_it_grows() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    bomb = multibase.encode_base64url(b"".join([packer.compress(block) for _ in range(64)]) + packer.flush())
    start = time.process_time()
    with pytest.raises(StatusListTooLarge):
        decode_bits(bomb)
    assert time.process_time() - start < 1
