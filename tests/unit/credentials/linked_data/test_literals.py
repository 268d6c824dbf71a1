"""Literals as canonical N-Quads write them."""

from typing import Any

import pytest

from app.credentials.errors import DataLoss
from app.credentials.linked_data.literals import (
    DOUBLE,
    ending,
    escape,
    escape_safely,
    needs_care,
    normalize_language,
    write_json,
    write_native,
)


def test_only_what_the_standard_names_is_escaped() -> None:
    assert escape('\b\t\n\f\r"\\') == '\\b\\t\\n\\f\\r\\"\\\\'
    assert escape("\x00\x0b\x1f\x7f") == "\\u0000\\u000B\\u001F\\u007F"
    assert escape("\x80é漢😀/'") == "\x80é漢😀/'"


def test_white_space_may_stand_in_a_text() -> None:
    assert escape_safely("a\tb\r\nc") == "a\\tb\\r\\nc"


@pytest.mark.parametrize("text", ["\x00", "\x08", "\x0b", "\x1b[0m", "\x7f", "\ud800", "a\udfff"])
def test_control_characters_and_lone_surrogates_are_refused(text: str) -> None:
    assert needs_care(text)
    with pytest.raises(DataLoss):
        escape_safely(text)


@pytest.mark.parametrize(
    ("datatype", "language", "direction", "expected"),
    [
        (None, None, None, '"'),
        ("http://www.w3.org/2001/XMLSchema#string", None, None, '"'),
        ("https://x.example/", None, None, '"^^<https://x.example/>'),
        (None, "nl", None, '"@nl'),
        (None, "ar", "rtl", '"^^<https://www.w3.org/ns/i18n#ar_rtl>'),
        (None, None, "ltr", '"^^<https://www.w3.org/ns/i18n#_ltr>'),
    ],
)
def test_a_literal_ends_with_its_datatype_or_language(
    datatype: str | None, language: str | None, direction: str | None, expected: str
) -> None:
    assert ending(datatype, language, direction) == expected


def test_language_tags_are_written_small() -> None:
    assert normalize_language("nl-NL") == "nl-nl"


@pytest.mark.parametrize("tag", ["", "n l", "nl_NL", "nl-", 5, None, "123", "nl-\n"])
def test_what_is_no_language_tag_is_refused(tag: Any) -> None:
    with pytest.raises(DataLoss):
        normalize_language(tag)


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        (0, "0", "integer"),
        (-0.0, "0", "integer"),
        (5.0, "5", "integer"),
        (2**53 - 1, "9007199254740991", "integer"),
        (1e20, "100000000000000000000", "integer"),
        (1e21, "1.0E21", "double"),
        (5.3, "5.3E0", "double"),
        (0.1, "1.0E-1", "double"),
        (-2.5e-7, "-2.5E-7", "double"),
        (123456.789, "1.23456789E5", "double"),
        (5e-324, "4.940656458412465E-324", "double"),
    ],
)
def test_numbers_have_one_lexical_form(value: Any, text: str, kind: str) -> None:
    assert write_native(value, None) == (text, f"http://www.w3.org/2001/XMLSchema#{kind}")


def test_a_number_keeps_the_datatype_of_its_term() -> None:
    assert write_native(5, DOUBLE) == ("5.0E0", DOUBLE)
    assert write_native(5.5, "https://x.example/") == ("5.5E0", "https://x.example/")
    assert write_native(True, "https://x.example/") == ("true", "https://x.example/")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(DataLoss):
        write_native(value, None)


def test_json_literals_are_canonical() -> None:
    expected = r'"{\"a\":\"\\n\",\"b\":[1,null]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>'
    assert write_json({"b": [1.0, None], "a": "\n"}) == expected


@pytest.mark.parametrize("value", [float("nan"), 2**60, "\ud800"])
def test_json_literals_that_cannot_be_kept_are_refused(value: Any) -> None:
    with pytest.raises(DataLoss):
        write_json([value])
