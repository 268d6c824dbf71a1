"""Cursors of the lists of a holder."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.holding.cursors import read_cursor, write_cursor
from app.platform.errors import InvalidInput
from app.platform.pagination import encode_cursor

ROW = (datetime(2026, 11, 23, 12, 0, 1, 5, tzinfo=UTC), UUID(int=7))


def test_a_cursor_leads_back_to_its_row() -> None:
    assert read_cursor(write_cursor(*ROW)) == ROW
    assert read_cursor(None) is None


@pytest.mark.parametrize(
    "parts",
    [("gisteren", str(UUID(int=7))), (ROW[0].isoformat(), "geen-id"), ("2026-11-23T12:00:00", str(ROW[1]))],
)
def test_a_cursor_that_is_not_ours_is_refused(parts: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_cursor(encode_cursor(*parts))
