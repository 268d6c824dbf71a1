"""The values of selective proofs: what was written is read back, and every other shape is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.encoding import cbor
from app.credentials.errors import MalformedProof
from app.credentials.formats.cryptosuites.disclosure_values import (
    BASE,
    DERIVED,
    BaseValue,
    DerivedValue,
    decode_key,
    encode_key,
    signed_label,
)
from tests.unit.credentials.cases import signer

KEY = encode_key(signer("ES256").public)
LABELS = {f"_:c14n{number}": signed_label(bytes([number]) * 32) for number in range(3)}
BASE_VALUE = BaseValue(b"s" * 64, KEY, b"h" * 32, (b"1" * 64, b"2" * 64), ("/issuer", ""))
DERIVED_VALUE = DerivedValue(b"s" * 64, KEY, (b"1" * 64,), LABELS, (0, 2, 5))


def test_what_was_written_is_read_back() -> None:
    assert BaseValue.decode(BASE_VALUE.encode()) == BASE_VALUE
    assert DerivedValue.decode(DERIVED_VALUE.encode()) == DERIVED_VALUE
    assert BASE_VALUE.encode().startswith(b"\xd9\x5d\x00")
    assert DERIVED_VALUE.encode().startswith(b"\xd9\x5d\x01")


def test_a_key_is_compressed_and_comes_back_without_a_name() -> None:
    for seed in "abcdef":
        public = signer("ES256", seed=seed).public
        found = decode_key(encode_key(public))
        assert (found.raw, found.kid) == (public.raw, "")


CHANGES: list[Callable[[list[Any]], object]] = [
    lambda parts: parts.append(0),
    lambda parts: parts.pop(),
    lambda parts: parts.__setitem__(0, b"s" * 63),
    lambda parts: parts.__setitem__(0, "s" * 64),
    lambda parts: parts.__setitem__(1, KEY[:-1]),
    lambda parts: parts.__setitem__(1, b"\x80\x25" + KEY[2:]),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_first_parts_have_one_shape(change: Callable[[list[Any]], object]) -> None:
    for header, encoded, read in (
        (BASE, BASE_VALUE.encode(), BaseValue.decode),
        (DERIVED, DERIVED_VALUE.encode(), DerivedValue.decode),
    ):
        parts = cbor.decode(encoded.removeprefix(header))
        change(parts)
        with pytest.raises(MalformedProof):
            read(header + cbor.encode(parts))


@pytest.mark.parametrize(
    ("place", "value"),
    [(2, b"h" * 31), (2, "h" * 32), (3, {}), (3, [b"1" * 63]), (3, [1]), (4, {}), (4, [1]), (4, "/issuer")],
)
def test_a_base_value_has_one_shape(place: int, value: Any) -> None:
    parts = cbor.decode(BASE_VALUE.encode().removeprefix(BASE))
    parts[place] = value
    with pytest.raises(MalformedProof):
        BaseValue.decode(BASE + cbor.encode(parts))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (2, {}),
        (2, [b"1" * 64, b"2" * 65]),
        (3, []),
        (3, {0: b"a" * 31}),
        (3, {0: b"a" * 32, 1: b"a" * 32}),
        (4, {}),
        (4, ["0"]),
        (4, [2, 1]),
        (4, [1, 1]),
    ],
)
def test_a_derived_value_has_one_shape(place: int, value: Any) -> None:
    parts = cbor.decode(DERIVED_VALUE.encode().removeprefix(DERIVED))
    parts[place] = value
    with pytest.raises(MalformedProof):
        DerivedValue.decode(DERIVED + cbor.encode(parts))


def test_one_kind_of_value_is_never_read_as_the_other() -> None:
    with pytest.raises(MalformedProof):
        BaseValue.decode(DERIVED_VALUE.encode())
    with pytest.raises(MalformedProof):
        DerivedValue.decode(BASE_VALUE.encode())
    with pytest.raises(MalformedProof):
        decode_key(b"\x80\x24\x02" + b"\xff" * 32)
