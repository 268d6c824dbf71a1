"""When a process counts a status list again, and that each database has a memory of its own."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from app.issuing.memory import FULL_AT, RECOUNT_AFTER, OpenList, memory_of


@pytest.mark.parametrize(
    ("counted", "taken", "needs_count"),
    [
        (0, 0, False),
        (0, FULL_AT // 8 - 1, False),
        (0, FULL_AT // 8, True),
        (FULL_AT - 10, RECOUNT_AFTER - 1, False),
        (FULL_AT - 10, RECOUNT_AFTER, True),
    ],
)
def test_a_list_is_counted_again_sooner_the_fuller_it_is(counted: int, taken: int, needs_count: bool) -> None:
    assert OpenList(UUID(int=1), counted, taken).needs_count is needs_count


def test_what_is_remembered_belongs_to_one_database() -> None:
    class Elsewhere:
        """Stands for a database: only its identity counts."""

    def process(database: Any) -> Any:
        return SimpleNamespace(database=database)

    first, second = Elsewhere(), Elsewhere()
    assert memory_of(process(first)) is memory_of(process(first))
    assert memory_of(process(first)) is not memory_of(process(second))
