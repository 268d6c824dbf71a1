"""What a holder writes is plain, short and without a citizen service number."""

import pytest

from app.holding.own_words import read_words


def test_plain_words_come_back_as_they_are_without_space_around() -> None:
    assert read_words("  Ik lastte\r\n10 jaar. ", "/words", longest=50) == ("Ik lastte\n10 jaar.", [])


@pytest.mark.parametrize(
    ("text", "code"),
    [("a\u202eb", "unsafe_content"), ("x" * 51, "too_long"), ("123456782", "unsafe_content")],
)
def test_each_fault_is_named_at_its_place(text: str, code: str) -> None:
    _, [fault] = read_words(text, "/words", longest=50)
    assert (fault.pointer, fault.code) == ("/words", code)
