"""What is gathered before judging."""

import pytest

from app.credentials.materials import StatusList
from tests.unit.credentials.cases import NOW


def test_the_bit_of_an_entry_is_read_from_the_left() -> None:
    found = StatusList("revocation", b"\x80\x01", 16, NOW)
    assert [index for index in range(16) if found.is_set(index)] == [0, 15]
    for index in (-1, 16):
        with pytest.raises(IndexError):
            found.is_set(index)
