"""One canonical form of JSON."""

from typing import Any

import pytest

from app.credentials.encoding import jcs


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "é\u2028"]}, '{"a":[true,null,"é\u2028"],"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ([1e16, 1e21, 0.000001, 1e-7, -0.0, 4.5], "[10000000000000000,1e+21,0.000001,1e-7,0,4.5]"),
        ('\x00\x1f\x7f\b"\\/', '"\\u0000\\u001f\x7f\\b\\"\\\\/"'),
    ],
)
def test_the_form_is_that_of_the_standard(value: Any, text: str) -> None:
    assert jcs.canonicalize(value).decode() == text


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), "\ud800", {1: 2}, {"a": object()}, [b""]])
def test_what_json_cannot_hold_has_no_form(value: Any) -> None:
    with pytest.raises(ValueError, match=r".*"):
        jcs.canonicalize(value)
