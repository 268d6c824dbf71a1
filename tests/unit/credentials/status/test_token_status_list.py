"""Token status lists: packing, unpacking, and the payload of their token."""

import time
import zlib
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.errors import CredentialError, StatusListError, StatusListTooLarge
from app.credentials.status.token_status_list import (
    build_status_claims,
    decode_list,
    encode_list,
    pack_statuses,
    parse_status_claims,
)
from tests.unit.credentials.cases import DAY, NOW
from tests.unit.credentials.sd_cases import TOKEN_LIST, token_list

PACKED = pack_statuses({0: 1, 5: 2, 7: 3}, size=2, length=8)
CLAIMS = build_status_claims(
    url=TOKEN_LIST, packed=PACKED, size=2, issued_at=NOW, expires_at=NOW + DAY, ttl=timedelta(minutes=5)
)


def test_4_1_the_first_entry_is_in_the_lowest_bits() -> None:
    assert pack_statuses({0: 1}, size=1, length=8) == b"\x01"
    assert pack_statuses({1: 2}, size=2, length=4) == b"\x08"
    assert pack_statuses({1: 15}, size=4, length=2) == b"\xf0"
    assert pack_statuses({1: 255}, size=8, length=2) == b"\x00\xff"


@pytest.mark.parametrize(
    ("statuses", "size", "length"),
    [({}, 3, 8), ({}, 16, 8), ({}, 1, 4), ({8: 1}, 1, 8), ({-1: 1}, 1, 8), ({0: 2}, 1, 8), ({0: -1}, 8, 8)],
)
def test_what_does_not_fit_is_not_packed(statuses: Any, size: int, length: int) -> None:
    with pytest.raises(ValueError):
        pack_statuses(statuses, size=size, length=length)


def test_an_entry_is_read_by_its_index_and_never_outside_the_list() -> None:
    found = parse_status_claims(CLAIMS, url=TOKEN_LIST)
    assert [found.status_at(index) for index in range(8)] == [1, 0, 0, 0, 0, 2, 0, 3]
    assert found.length == 8
    for index in (-1, 8):
        with pytest.raises(IndexError):
            found.status_at(index)


def test_the_claims_say_what_was_asked_in_seconds() -> None:
    assert {name: CLAIMS[name] for name in ("sub", "iat", "exp", "ttl")} == {
        "sub": TOKEN_LIST,
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 86_400,
        "ttl": 300,
    }
    found = parse_status_claims(CLAIMS, url=TOKEN_LIST)
    assert (found.issued_at, found.expires_at, found.ttl) == (NOW, NOW + DAY, timedelta(minutes=5))


def test_end_and_time_to_live_may_be_absent() -> None:
    claims = build_status_claims(url=TOKEN_LIST, packed=PACKED, size=2, issued_at=NOW)
    found = parse_status_claims(claims, url=TOKEN_LIST)
    assert (found.expires_at, found.ttl) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": "https://other.example"},
        {"sub": None},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"iat": 1.5},
        {"exp": 0},
        {"exp": 1e308},
        {"exp": 253_402_300_800},
        {"ttl": 0},
        {"ttl": -1},
        {"ttl": "300"},
        {"status_list": None},
        {"status_list": {}},
        {"status_list": {"bits": 3, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": True, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": "1", "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": 1}},
        {"status_list": {"bits": 1, "lst": 7}},
        {"status_list": {"bits": 1, "lst": "é"}},
        {"status_list": {"bits": 1, "lst": "AAAA"}},
    ],
)
def test_8_3_a_list_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(StatusListError):
        parse_status_claims({**CLAIMS, **change}, url=TOKEN_LIST)


def test_a_list_says_when_it_was_made() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "iat"}
    with pytest.raises(StatusListError):
        parse_status_claims(claims, url=TOKEN_LIST)


def test_a_bomb_is_refused_before_it_is_expanded() -> None:
    bomb = base64url.encode(zlib.compress(bytes(64_000_000), 9)).decode()
    started = time.process_time()
    with pytest.raises(StatusListTooLarge):
        decode_list(bomb)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "content",
    [
        zlib.compress(b"abc")[:-1],
        zlib.compress(b"abc") + b"x",
        zlib.compress(b"abc") * 2,
        b"",
        zlib.compressobj(wbits=31).flush(),
        zlib.compressobj(wbits=-15).flush(),
    ],
)
def test_4_2_only_one_whole_zlib_stream_is_expanded(content: bytes) -> None:
    with pytest.raises(CredentialError):
        decode_list(base64url.encode(content).decode())


def test_the_cap_is_exact() -> None:
    text = encode_list(bytes(100))
    assert decode_list(text, max_bytes=100) == bytes(100)
    with pytest.raises(StatusListTooLarge):
        decode_list(text, max_bytes=99)


def test_the_length_of_a_list_follows_from_its_bytes() -> None:
    assert token_list().length == 8_192
