"""What the vault seals opens only under the same key, in the same place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.randomness import SystemRandomness
from app.platform.vault import SealBroken, Vault

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
RANDOMNESS = SystemRandomness()


@given(st.binary(max_size=200), st.integers(min_value=0))
def test_any_changed_byte_breaks_the_seal(plaintext: bytes, place: int) -> None:
    vault = Vault({1: OLD}, 1, RANDOMNESS)
    sealed = bytearray(vault.seal(plaintext, context="t/c/o/r"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(SealBroken):
        vault.open(bytes(sealed), context="t/c/o/r")


def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    vault = Vault({1: OLD}, 1, RANDOMNESS)
    with pytest.raises(SealBroken):
        vault.open(vault.seal(b"secret", context="t/c/o/1"), context="t/c/o/2")


def test_an_older_key_still_opens_after_the_current_one_changed() -> None:
    sealed = Vault({1: OLD}, 1, RANDOMNESS).seal(b"secret", context="c")
    both = Vault({1: OLD, 2: NEW}, 2, RANDOMNESS)
    assert both.open(sealed, context="c") == b"secret"
    assert both.seal(b"secret", context="c")[:2] == b"\x00\x02"


def test_a_key_of_an_unknown_version_does_not_open() -> None:
    sealed = Vault({2: NEW}, 2, RANDOMNESS).seal(b"secret", context="c")
    with pytest.raises(SealBroken):
        Vault({1: OLD}, 1, RANDOMNESS).open(sealed, context="c")


def test_a_data_key_opens_what_it_sealed_and_nothing_of_another() -> None:
    vault = Vault({1: OLD}, 1, RANDOMNESS)
    key, wrapped = vault.new_data_key(context="mine")
    other, _ = vault.new_data_key(context="mine")
    sealed = key.seal(b"name", context="c")
    assert vault.data_key(wrapped, context="mine").open(sealed, context="c") == b"name"
    with pytest.raises(SealBroken):
        other.open(sealed, context="c")
    with pytest.raises(SealBroken):
        vault.data_key(wrapped, context="yours")


@pytest.mark.parametrize(
    "sealed", [b"", b"\x00", b"\x00\x01", b"\x00\x01" + bytes(12), b"\x00\x01" + bytes(40)]
)
def test_anything_else_is_a_broken_seal(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        Vault({1: OLD}, 1, RANDOMNESS).open(sealed, context="c")


def test_a_vault_without_its_current_key_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        Vault({1: OLD}, 2, RANDOMNESS)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault({1: b"short"}, 1, RANDOMNESS)


def test_a_fingerprint_is_the_same_for_the_same_text_key_and_purpose_only() -> None:
    vault = Vault({1: OLD, 2: NEW}, 1, RANDOMNESS)
    prints = {
        vault.fingerprint(b"sanne", purpose="mail"),
        vault.fingerprint(b"piet", purpose="mail"),
        vault.fingerprint(b"sanne", purpose="phone"),
        Vault({1: OLD, 2: NEW}, 2, RANDOMNESS).fingerprint(b"sanne", purpose="mail"),
    }
    assert len(prints) == 4
    assert vault.fingerprint(b"sanne", purpose="mail") in prints
