"""A library can be imported without the extras it takes along, and everybody else still finds them."""

import sys
from importlib import import_module

import pytest

from app.platform.leaving_out import leaving_out


def test_what_is_left_out_is_not_there_within_the_block_and_is_there_again_after_it() -> None:
    before = import_module("colorsys")
    with leaving_out("colorsys", "chunk_of_nobody"), pytest.raises(ModuleNotFoundError):
        import_module("colorsys")
    assert import_module("colorsys") is before
    assert "chunk_of_nobody" not in sys.modules


def test_what_was_not_yet_imported_can_be_imported_after_an_error_in_the_block() -> None:
    sys.modules.pop("colorsys", None)
    with pytest.raises(ValueError), leaving_out("colorsys"):
        raise ValueError
    assert import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
