"""A cursor gives back what was put in, and nobody else can make one that breaks us."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.errors import InvalidInput
from app.platform.pagination import Page, decode_cursor, encode_cursor, encode_place, read_place

ROW = (datetime(2026, 11, 23, 12, 0, 1, 5, tzinfo=UTC), UUID(int=7))
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


def test_a_cursor_of_a_list_by_time_leads_back_to_its_row() -> None:
    assert read_place(Page(cursor=encode_place(*ROW))) == ROW
    assert read_place(Page()) is None


@pytest.mark.parametrize(
    "parts",
    [("gisteren", str(UUID(int=7))), (ROW[0].isoformat(), "geen-id"), ("2026-11-23T12:00:00", str(ROW[1]))],
)
def test_a_cursor_of_another_list_is_refused(parts: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_place(Page(cursor=encode_cursor(*parts)))
