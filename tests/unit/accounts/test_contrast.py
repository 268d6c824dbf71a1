"""Contrast as WCAG counts it, and the colour that is put forward instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.contrast import LEAST_CONTRAST, contrast, is_colour, luminance, mix, nearest_readable

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # The two greys that everybody knows: one that does on white, and one that does not.
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#123f6d", "#ffffff", 10.73),
    ],
)
def test_known_pairs_have_their_known_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_luminance_goes_from_black_to_white() -> None:
    assert luminance("#000000") == 0.0
    assert luminance("#ffffff") == pytest.approx(1.0)
    assert luminance("#0a0a0a") == pytest.approx(10 / 255 / 12.92)


@pytest.mark.parametrize("text", ["#123F6D", "123f6d", "#123f6", "#123f6d\n", "red", ""])
def test_a_colour_has_one_spelling(text: str) -> None:
    assert not is_colour(text)
    assert is_colour("#123f6d")


@given(colours, colours)
def test_the_nearest_colour_can_always_be_read(colour: str, beside: str) -> None:
    assert contrast(nearest_readable(colour, beside=beside), beside) >= LEAST_CONTRAST


@given(colours, colours)
def test_a_colour_that_can_be_read_is_left_alone(colour: str, beside: str) -> None:
    if contrast(colour, beside) >= LEAST_CONTRAST:
        assert nearest_readable(colour, beside=beside) == colour


def test_the_nearest_colour_is_no_further_than_needed() -> None:
    assert nearest_readable("#777777", beside="#ffffff") in ("#757575", "#767676")
    # On yellow with white text, darker is the only way.
    assert luminance(nearest_readable("#ffcf47", beside="#ffffff")) < luminance("#ffcf47")


def test_more_than_black_and_white_can_give_is_refused() -> None:
    with pytest.raises(ValueError, match="no colour"):
        nearest_readable("#123456", beside="#777777", least=7.0)


def test_a_mix_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == ["#000000", "#808080", "#ffffff"]
