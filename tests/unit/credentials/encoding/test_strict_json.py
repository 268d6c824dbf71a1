"""One strict reading of JSON: no text has two meanings."""

from pathlib import Path

import pytest

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, JsonNotStrict, JsonTooDeep, TooLarge
from tests.unit.credentials.cases import VECTORS, needs

SUITE = VECTORS / "jsontestsuite" / "test_parsing"


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{ "a": 1, "a": 1 }',
        b'{"a": "b", "a": "b"}',
        b'{"a": [1, 2], "b": {"c": null, "c": null}}',
        b'{"": 1, "": 2}',
        b'{"a": "\\"", "a": 1, "b": 1}',
        b'{"a": 100000000000000000000}',
        b"[1.5, 100000000000000000000]",
        b" 100000000000000000000",
        b'{"a":{"b":1,"b":2}}',
        b'[{"a":[{"b":1,"c":0,"b":1}]}]',
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b'["\\ud800"]',
        b'["\\udc00\\ud800"]',
        b'"\xed\xa0\x80"',
        b"[9007199254740992]",
        b"[-9007199254740992]",
        b"[18446744073709551616]",
        b"9007199254740992",
        b"[ 9007199254740993 ]",
        b'{"a": 100000000000000000000, "b": 1}',
        b'{"a":1} x',
        b"",
        b"{'a':1}",
        b"[1,]",
        b"[\x01]",
    ],
)
def test_ambiguous_json_is_refused(text: bytes) -> None:
    with pytest.raises(JsonNotStrict):
        strict_json.loads(text)


def test_a_lone_surrogate_in_a_text_is_refused() -> None:
    with pytest.raises(JsonNotStrict):
        strict_json.loads('["\ud800"]')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a":[1,2.5,true,null,"\\u00e9"]}', {"a": [1, 2.5, True, None, "é"]}),
        (b' { "a" : -9007199254740991 } ', {"a": -9007199254740991}),
        (b"[9007199254740991]", [9007199254740991]),
        (b'"a"', "a"),
        (b"7", 7),
        (b"[1E2]", [100.0]),
        (b'{"a": "b", "c": ["a", "b"]}', {"a": "b", "c": ["a", "b"]}),
        (b'{"a": 1.50, "b": "\\u0062"}', {"a": 1.5, "b": "b"}),
        ('{"naam":"Zoë"}', {"naam": "Zoë"}),
    ],
)
def test_i_json_is_read(text: bytes | str, value: object) -> None:
    assert strict_json.loads(text) == value


def test_depth_is_limited_to_the_level() -> None:
    assert strict_json.loads(b"[" * 32 + b"]" * 32)
    with pytest.raises(JsonTooDeep):
        strict_json.loads(b"[" * 33 + b"]" * 33)


def test_a_smaller_depth_than_usual_is_kept() -> None:
    assert strict_json.loads(b"[[1]]", max_depth=2) == [[1]]
    with pytest.raises(JsonTooDeep):
        strict_json.loads(b"[[[1]]]", max_depth=2)


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**64 - 1])
@pytest.mark.parametrize("depth", [0, 1, 31])
def test_a_huge_integer_is_seen_at_any_depth(number: int, depth: int) -> None:
    with pytest.raises(JsonNotStrict):
        strict_json.loads(b"[" * depth + str(number).encode() + b"]" * depth)


def test_a_large_double_is_no_integer() -> None:
    assert strict_json.loads(b"[1e300]") == [1e300]


def test_depth_beyond_the_parser_is_too_deep_and_not_an_exception_of_python() -> None:
    with pytest.raises(JsonTooDeep):
        strict_json.loads(b"[" * 30_000 + b"]" * 30_000)
    with pytest.raises(JsonTooDeep):
        strict_json.loads(b'{"a":' * 10_000 + b"1" + b"}" * 10_000)


def test_depth_hidden_behind_a_repeated_name_is_seen() -> None:
    with pytest.raises(JsonTooDeep):
        strict_json.loads(b'{"a":' + b"[" * 900 + b"]" * 900 + b',"a":1}')


def test_brackets_in_a_text_are_no_depth() -> None:
    with pytest.raises(JsonNotStrict):
        strict_json.loads(b'["' + b"[" * 100 + b'\\"{",]')


def test_members_are_counted_over_the_whole_text() -> None:
    assert len(strict_json.loads(b"[" + b",".join([b"1"] * 1000) + b"]")) == 1000
    with pytest.raises(TooLarge):
        strict_json.loads(b"[" + b",".join([b"1"] * 1001) + b"]")
    with pytest.raises(TooLarge):
        strict_json.loads(b"[" + b",".join([b"[1,2,3,4]"] * 201) + b"]")


def test_bytes_are_limited() -> None:
    assert strict_json.loads(b'"' + b"a" * 65_534 + b'"')
    with pytest.raises(TooLarge):
        strict_json.loads(b'"' + b"a" * 65_535 + b'"')


def test_an_object_is_asked_for_by_name() -> None:
    assert strict_json.load_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(JsonNotStrict, match="not an object"):
        strict_json.load_object(b"[]")


def test_writing_keeps_the_order_and_refuses_what_json_cannot_hold() -> None:
    assert strict_json.dumps({"b": 1, "a": "é"}) == '{"b":1,"a":"é"}'.encode()
    with pytest.raises(ValueError):
        strict_json.dumps({"a": object()})


@needs(SUITE)
def test_no_body_of_the_json_test_suite_surprises() -> None:
    files = sorted(Path(SUITE).glob("*.json"))
    assert len(files) == 318
    wrong = []
    for file in files:
        try:
            strict_json.loads(file.read_bytes(), max_bytes=1_000_000)
            accepted = True
        except CredentialError:
            accepted = False
        # Names may not repeat in I-JSON (RFC 7493 section 2.3), which the suite allows.
        wanted = file.name.startswith("y_") and "duplicated_key" not in file.name
        if not file.name.startswith("i_") and accepted is not wanted:
            wrong.append(file.name)
    assert wrong == []


@pytest.mark.parametrize(
    "texts",
    [
        [b"[1],[2]", b'["x",[3]', b"[4]]"],
        [b"1,2"],
        [b"[1", b"2]"],
        [b'["a', b'b"]'],
        [b"", b"1"],
        [b'{"a":1,"a":1}', b"1"],
        [b"9007199254740992"],
        [b"[" * 2_000],
    ],
)
def test_texts_read_together_are_each_json_by_itself(texts: list[bytes]) -> None:
    with pytest.raises(CredentialError):
        strict_json.load_each(texts)


def test_texts_read_together_mean_what_each_means_alone() -> None:
    compact, spaced = [b'["s","name",1.5]', b'{"a":[]}', b'"\xc3\xa9"'], [b'[ "s", 1 ]', b' "a,b" ']
    for texts in ([], compact, spaced, [*compact, *spaced]):
        assert strict_json.load_each(texts) == [strict_json.loads(text) for text in texts]
