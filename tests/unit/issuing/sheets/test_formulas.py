"""No text leaves as a formula, and every text comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.issuing.sheets.formulas import neutralise, restore

pytestmark = pytest.mark.abuse("A36")


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", '=HYPERLINK("x")'])
def test_a_text_that_would_be_computed_gets_a_quote(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@given(st.text())
def test_what_was_neutralised_comes_back_as_it_was(text: str) -> None:
    assert restore(neutralise(text)) == text or text.startswith("'")
    assert not neutralise(text).startswith(("=", "+", "-", "@"))
