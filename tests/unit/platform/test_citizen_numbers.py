"""Citizen service numbers are found in every way people write them, and other numbers are left alone."""

import pytest

from app.platform.citizen_numbers import has_citizen_number, passes_eleven_test


@pytest.mark.parametrize(
    "text", ["123456782", "BSN: 111222333.", "1234.56.782", "123 456 782", "x123456782y"]
)
def test_a_number_that_passes_the_eleven_test_is_found(text: str) -> None:
    assert has_citizen_number(text)


@pytest.mark.parametrize(
    "text",
    ["123456789", "0612345678", "12345678", "1234567820", "000000000", "W-2026-11-23", "jaar 2026", ""],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not has_citizen_number(text)


def test_the_last_digit_weighs_minus_one() -> None:
    assert passes_eleven_test("123456782")
    assert not passes_eleven_test("123456783")
