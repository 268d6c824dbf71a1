"""Versions are compared by their numbers."""

import pytest

from app.ontologies.frameworks import is_newer


@pytest.mark.parametrize(
    ("newer", "older"), [("1.10", "1.9"), ("1.2.1", "1.2"), ("1.2.0", "1.1.1"), ("2026-02-01", "2025-09-30")]
)
def test_a_later_version_is_newer(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)
    assert not is_newer(newer, newer)
