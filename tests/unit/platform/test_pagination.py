"""A cursor gives back what was put in, and nobody else can make one that breaks us."""

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.errors import InvalidInput
from app.platform.pagination import decode_cursor, encode_cursor

KEYS = st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=1, max_size=4)


@given(KEYS)
def test_a_cursor_gives_back_its_sort_keys_and_fits_in_an_address(keys: list[str]) -> None:
    cursor = encode_cursor(*keys)
    assert decode_cursor(cursor, len(keys)) == tuple(keys)
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=60))
def test_a_text_that_somebody_made_up_is_refused(text: str) -> None:
    # No text this short is the cursor of thirty sort keys.
    with pytest.raises(InvalidInput) as refusal:
        decode_cursor(text, 30)
    assert [(fault.pointer, fault.code) for fault in refusal.value.errors] == [("?cursor", "invalid_cursor")]


@pytest.mark.parametrize(
    "value", [{"a": 1}, "text", 5, None, [], ["one"], ["one", 2], ["one", "two", "three"]]
)
def test_json_that_is_no_pair_of_texts_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(base64.urlsafe_b64encode(orjson.dumps(value)).decode(), 2)
