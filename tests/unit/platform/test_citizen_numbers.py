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


@pytest.mark.parametrize(
    "text",
    [
        "ref-a123456782b481294d6497fd8d14f4d5c",
        "0a1b2c3d-0001-4abc-8def-a123456782bc",
        "A123456782B" + "0F" * 20,
    ],
)
def test_digits_inside_what_a_machine_made_up_are_left_alone(text: str) -> None:
    assert not has_citizen_number(text)


@pytest.mark.parametrize("text", ["abc 123456782 0a1b2c3d-0001-4abc-8def-a1b2c3d4e5f6", "a123456782b"])
def test_a_number_beside_what_a_machine_made_up_is_found(text: str) -> None:
    assert has_citizen_number(text)


def test_the_last_digit_weighs_minus_one() -> None:
    assert passes_eleven_test("123456782")
    assert not passes_eleven_test("123456783")
