"""What somebody types in a dossier: short enough, readable, and without a citizen service number."""

import pytest

from app.assessing.text_faults import find_text_fault


@pytest.mark.parametrize("text", [None, "", "Reed goed.", "Regel 1.\r\nRegel 2.", "x" * 20])
def test_plain_text_has_no_fault(text: str | None) -> None:
    assert find_text_fault("/summary", text, 20) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * 21, "too_long"), ("BSN 111222333", "unsafe_content"), ("a\u202eb", "unsafe_content")],
)
def test_a_fault_is_named_at_its_place(text: str, code: str) -> None:
    fault = find_text_fault("/summary", text, 20)
    assert fault is not None
    assert (fault.pointer, fault.code) == ("/summary", code)
