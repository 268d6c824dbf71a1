"""The text of an API key."""

from uuid import UUID
from zlib import crc32

import pytest

from app.accounts.key_text import KEY_LENGTH, SECRET_BYTES, format_key, hash_key, hint_of, parse_key

ORGANISATION = UUID("6f0c3a3e-6d3f-4b51-9a54-7f6f3f1f2a01")
SECRET = bytes(range(SECRET_BYTES))
KEY = format_key(ORGANISATION, SECRET, is_test=False)


def test_a_key_has_a_prefix_that_a_secret_scanner_knows_and_a_fixed_length() -> None:
    assert KEY.startswith("sp_live_")
    assert format_key(ORGANISATION, SECRET, is_test=True).startswith("sp_test_")
    assert len(KEY) == KEY_LENGTH == 68


def test_what_is_written_is_read_back() -> None:
    parsed = parse_key(KEY)
    assert parsed is not None
    assert parsed.organisation_id == ORGANISATION
    assert not parsed.is_test
    assert parsed.key_hash == hash_key(KEY)


@pytest.mark.parametrize("organisation", [UUID(int=0), UUID(int=2**128 - 1)])
@pytest.mark.parametrize("secret", [bytes(SECRET_BYTES), b"\xff" * SECRET_BYTES])
def test_the_extremes_are_read_back(organisation: UUID, secret: bytes) -> None:
    parsed = parse_key(format_key(organisation, secret, is_test=True))
    assert parsed is not None
    assert parsed.organisation_id == organisation
    assert parsed.is_test


@pytest.mark.parametrize("position", range(8, KEY_LENGTH))
def test_one_wrong_character_anywhere_is_refused_without_a_look_up(position: int) -> None:
    wrong = "0" if KEY[position] != "0" else "1"
    assert parse_key(KEY[:position] + wrong + KEY[position + 1 :]) is None


@pytest.mark.parametrize("position", range(8, KEY_LENGTH - 1))
def test_two_characters_swapped_are_refused(position: int) -> None:
    swapped = KEY[:position] + KEY[position + 1] + KEY[position] + KEY[position + 2 :]
    assert swapped == KEY or parse_key(swapped) is None


@pytest.mark.parametrize(
    "text",
    ["", "sp_live_", KEY[:-1], KEY + "0", KEY.replace("sp_live_", "sp_test_"), "Bearer " + KEY, "é" * 68],
)
def test_what_is_not_a_key_is_refused(text: str) -> None:
    assert parse_key(text) is None


def test_a_body_beyond_forty_bytes_is_refused() -> None:
    largest = "z" * 54
    for prefix in ("sp_live_", "sp_test_"):
        body = prefix + largest
        assert parse_key(body + _checksum_of(body)) is None


def test_the_parsed_key_does_not_show_its_hash() -> None:
    parsed = parse_key(KEY)
    assert parsed is not None
    assert parsed.key_hash.hex() not in repr(parsed)
    assert "key_hash" not in repr(parsed)


def test_a_hint_tells_keys_apart_and_gives_nothing_of_the_secret_away() -> None:
    assert hint_of(KEY) == "sp_live_…" + KEY[-4:]


def _checksum_of(body: str) -> str:
    digits, number = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", crc32(body.encode())
    text = ""
    for _ in range(6):
        number, value = divmod(number, 62)
        text = digits[value] + text
    return text
