"""Cursors of lists, and what became of each item of a bulk call."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.issuing.answers import achievement_view, after_of, item_view, next_cursor
from app.issuing.reserve import Refused
from app.platform.errors import FieldError, InvalidInput, Overloaded
from app.platform.pagination import Page, encode_cursor, read_place
from tests.unit.issuing.cases import NOW, SNAPSHOT, URL

ROWS = [(datetime(2026, 11, day, tzinfo=UTC), UUID(int=day)) for day in (3, 2, 1)]


def test_a_page_goes_on_after_its_last_row_and_ends_with_the_last_page() -> None:
    cursor = next_cursor(ROWS, 2)
    assert read_place(Page(limit=2, cursor=cursor)) == ROWS[1]
    assert next_cursor(ROWS, 3) is None
    assert after_of(Page()) == (0, -1)
    assert after_of(Page(cursor=encode_cursor("4", "2"))) == (4, 2)


@pytest.mark.parametrize("keys", [("yesterday", str(UUID(int=1))), (NOW.isoformat(), "one")])
def test_a_cursor_with_other_content_is_the_callers_mistake(keys: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput):
        after_of(Page(cursor=encode_cursor(*keys)))


def test_an_item_that_was_refused_tells_its_faults_or_else_the_refusal_itself() -> None:
    fault = FieldError("/level", "range", "Use 0 to 4.")
    read = item_view(0, None, [fault], URL)
    refused = item_view(1, Refused(InvalidInput(errors=[fault])), [], URL)
    busy = item_view(2, Refused(Overloaded()), [], URL)
    assert [error.code for error in read.errors + refused.errors + busy.errors] == [
        "range",
        "range",
        "overloaded",
    ]
    assert busy.errors[0].pointer == ""
    assert read.credential is refused.credential is busy.credential is None


def test_an_achievement_is_shown_with_the_address_of_its_version() -> None:
    shown = achievement_view(SNAPSHOT, URL)
    assert shown.url.startswith(URL) and shown.url.endswith("/3")
    assert [alignment.target_name for alignment in shown.alignments] == ["drive"]
    assert len(shown.criteria) == 2
