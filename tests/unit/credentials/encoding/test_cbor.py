"""A little CBOR, and none but the one form of each value."""

from typing import Any

import pytest

from app.credentials.encoding import cbor


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (255, "18ff"),
        (256, "190100"),
        (65_536, "1a00010000"),
        (b"", "40"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("IETF", "6449455446"),
        ("ü", "62c3bc"),
        ([], "80"),
        ([1, [2, 3]], "8201820203"),
        ({}, "a0"),
        ({3: b"a", 1: b"b"}, "a2014162034161"),
        ({24: 1, 2: 1}, "a20201181801"),
    ],
)
def test_each_value_has_one_form(value: Any, content: str) -> None:
    assert cbor.encode(value).hex() == content
    assert cbor.decode(bytes.fromhex(content)) == value


@pytest.mark.parametrize("value", [None, True, -1, 1.5, {1: None}, 2**32, object()])
def test_other_kinds_of_values_are_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="CBOR"):
        cbor.encode(value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "1800",
        "1817",
        "19",
        "1900ff",
        "1a0000ffff",
        "1b0000000000000001",
        "1c",
        "1f",
        "20",
        "41",
        "4461",
        "580161",
        "5f41614162ff",
        "61ff",
        "81",
        "9fff",
        "9a7fffffff",
        "a1",
        "a16161",
        "a16100",
        "a2010101",
        "a201010101",
        "a202010101",
        "c001",
        "f4",
        "f6",
        "f93c00",
        "0000",
        "8181818181" + "00",
    ],
)
def test_every_other_text_of_bytes_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        cbor.decode(bytes.fromhex(content))
