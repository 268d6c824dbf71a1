"""A code that was typed wrongly is noticed before anything is looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.randomness import SeededRandomness, SystemRandomness
from app.platform.typed_codes import (
    ALPHABET,
    DATA_BITS,
    LENGTH,
    hash_typed_code,
    is_code_like,
    new_typed_code,
    read_typed_code,
)

codes = st.integers(0, 2**32).map(lambda seed: new_typed_code(SeededRandomness(seed)))


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_noticed(code: str, place: int, sign: str) -> None:
    signs = list(code.replace("-", ""))
    is_same = signs[place] == sign
    signs[place] = sign
    assert (read_typed_code("".join(signs)) is not None) == is_same


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_signs_that_changed_places_are_always_noticed(code: str, one: int, other: int) -> None:
    signs = list(code.replace("-", ""))
    is_same = signs[one] == signs[other]
    signs[one], signs[other] = signs[other], signs[one]
    assert (read_typed_code("".join(signs)) is not None) == is_same


@given(codes)
def test_a_code_is_read_as_people_write_it(code: str) -> None:
    bare = code.replace("-", "")
    for typed in (code, bare, code.lower(), f" {code} ", " ".join(bare), code.replace("-", " – ")):
        assert read_typed_code(typed) == code
    assert read_typed_code(code.replace("0", "O").replace("1", "l")) == code


def test_what_is_no_code_is_none() -> None:
    for text in ("", "ABCD", "U" * 12, "4H9Ah8f2KSA45M5jnRgDKmcEBWCz", "0000-0000-0001", "é" * 12, "-" * 500):
        assert read_typed_code(text) is None


def test_a_code_holds_55_random_bits_and_no_two_are_the_same() -> None:
    assert DATA_BITS == 55
    made = {new_typed_code(SystemRandomness()) for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(code) == LENGTH + 2 and read_typed_code(code) == code for code in made)


def test_a_code_is_told_from_the_secret_of_a_link_and_hashed_by_itself() -> None:
    assert is_code_like("7qk2 m0zd 4xpt")
    assert not is_code_like("4H9Ah8f2KSA45M5jnRgDKmcEBWCz")
    one, other = hash_typed_code("7QK2-M0ZD-4XPT"), hash_typed_code("7QK2-M0ZD-4XPS")
    assert len(one) == 32
    assert one != other


@pytest.mark.parametrize("hyphen", ["\u00ad", "\u2010", "\u2011", "–", " ", ""])
def test_any_hyphen_of_any_program_stands_for_ours(hyphen: str) -> None:
    code = new_typed_code(SystemRandomness())
    assert read_typed_code(code.replace("-", hyphen)) == code
