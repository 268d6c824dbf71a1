"""Paths into claims."""

from typing import Any

import pytest

from app.credentials.claim_paths import find_paths

CLAIMS: dict[str, Any] = {"name": "F", "nodes": [{"a": 1}, {"a": 2, "b": 3}], "deep": {"list": [[1], []]}}


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        ((), [()]),
        (("name",), [("name",)]),
        (("nodes", None, "a"), [("nodes", 0, "a"), ("nodes", 1, "a")]),
        (("nodes", 1, "b"), [("nodes", 1, "b")]),
        (("nodes", None, "b"), [("nodes", 1, "b")]),
        (("deep", "list", None, None), [("deep", "list", 0, 0)]),
        (("absent",), []),
        (("nodes", 2), []),
        (("nodes", "a"), []),
        (("name", 0), []),
        (("deep", 0), []),
        ((None,), []),
    ],
)
def test_a_pattern_points_at_every_place_that_fits(pattern: Any, places: list[Any]) -> None:
    assert find_paths(CLAIMS, pattern) == places
