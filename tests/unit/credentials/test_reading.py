"""Members of a JSON object have the type they must have."""

from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.errors import MalformedCredential
from app.credentials.reading import read_node, read_nodes, read_optional_text, read_text


def test_members_of_the_right_type_are_read() -> None:
    node = {"a": "x", "b": {"c": 1}, "d": [{"c": 1}]}
    assert read_text(node, "a") == "x"
    assert read_optional_text(node, "z") is None
    assert read_optional_text(node, "a") == "x"
    assert read_node(node, "b") == {"c": 1}
    assert read_nodes(node, "z") == []
    assert read_nodes(node, "b") == read_nodes(node, "d") == [{"c": 1}]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_text, None),
        (read_text, ""),
        (read_text, 1),
        (read_optional_text, 1),
        (read_node, None),
        (read_node, [{}]),
        (read_nodes, "x"),
        (read_nodes, [{}, "x"]),
    ],
)
def test_members_of_another_type_are_refused(read: Callable[..., Any], value: Any) -> None:
    with pytest.raises(MalformedCredential):
        read({"a": value}, "a")
