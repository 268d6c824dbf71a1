"""What tells one order from another, and to which row its kept answer is bound."""

from uuid import UUID

import pytest

from app.web.replays import Order
from app.web.schemas import Body


class Wish(Body):
    """A body with one field."""

    name: str


ORDER = Order(UUID(int=1), "createThing", "key-00001", Wish(name="a"))


def test_the_scope_begins_with_the_owner_whom_row_level_security_looks_for() -> None:
    assert ORDER.scope.split(":") == [str(UUID(int=1)), "createThing"]


def test_the_same_order_has_the_same_digest() -> None:
    assert ORDER.digest == Order(UUID(int=1), "createThing", "key-00001", Wish(name="a")).digest
    assert len(ORDER.digest) == 32


@pytest.mark.parametrize(
    "other",
    [
        Order(UUID(int=1), "createThing", "key-00002", Wish(name="a")),
        Order(UUID(int=1), "createThing", "key-00001", Wish(name="b")),
        Order(UUID(int=1), "createThing", "key-00001", Wish(name="a"), target=UUID(int=2)),
    ],
)
def test_another_key_body_or_target_is_another_order(other: Order) -> None:
    assert other.digest != ORDER.digest


@pytest.mark.parametrize(
    "other",
    [
        Order(UUID(int=2), "createThing", "key-00001", Wish(name="a")),
        Order(UUID(int=1), "createOther", "key-00001", Wish(name="a")),
        Order(UUID(int=1), "createThing", "key-00002", Wish(name="a")),
    ],
)
def test_an_answer_cannot_be_moved_to_another_owner_operation_or_key(other: Order) -> None:
    assert other.place != ORDER.place
