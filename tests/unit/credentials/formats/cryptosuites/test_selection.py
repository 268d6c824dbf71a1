"""Choosing parts of a document with JSON pointers."""

from typing import Any

import pytest

from app.credentials.errors import ProofGenerationFailed
from app.credentials.formats.cryptosuites.selection import parse_pointer, select

DOCUMENT: dict[str, Any] = {
    "@context": ["https://x.example/"],
    "id": "urn:x:1",
    "type": "A",
    "a": {"@id": "urn:x:2", "@type": ["B"], "b": 1, "c": {"d": [10, {"e": 1, "f": 2}, 30]}},
    "x/y~z": "v",
}


@pytest.mark.parametrize(
    ("pointer", "steps"),
    [("", ()), ("/", ("",)), ("/a/0", ("a", "0")), ("/x~1y~0z", ("x/y~z",)), ("/~01", ("~1",))],
)
def test_a_pointer_is_a_row_of_steps(pointer: str, steps: tuple[str, ...]) -> None:
    assert parse_pointer(pointer) == steps


@pytest.mark.parametrize("pointer", ["a", "#/a", "/~", "/~2", "/a~"])
def test_a_malformed_pointer_is_refused(pointer: str) -> None:
    with pytest.raises(ProofGenerationFailed):
        parse_pointer(pointer)


@pytest.mark.parametrize(
    ("pointers", "part"),
    [
        ([""], DOCUMENT),
        (["/x~1y~0z"], {"x/y~z": "v"}),
        (["/a/b"], {"a": {"@id": "urn:x:2", "@type": ["B"], "b": 1}}),
        (["/a/c/d/2", "/a/c/d/0"], {"a": {"@id": "urn:x:2", "@type": ["B"], "c": {"d": [10, 30]}}}),
        (["/a/c/d/1/e"], {"a": {"@id": "urn:x:2", "@type": ["B"], "c": {"d": [{"e": 1}]}}}),
        (["/a/c/d/1/e", "/a/c"], {"a": {"@id": "urn:x:2", "@type": ["B"], "c": DOCUMENT["a"]["c"]}}),
        (["/a"], {"a": DOCUMENT["a"]}),
    ],
)
def test_a_part_keeps_what_its_nodes_are(pointers: list[str], part: dict[str, Any]) -> None:
    kept = {name: DOCUMENT[name] for name in ("@context", "id", "type")}
    assert select(DOCUMENT, pointers) == {**kept, **part}
    assert select(DOCUMENT, reversed(pointers)) == {**kept, **part}


def test_nothing_is_chosen_without_pointers() -> None:
    assert select(DOCUMENT, []) is None


@pytest.mark.parametrize(
    "pointer", ["/b", "/a/c/d/3", "/a/c/d/-1", "/a/c/d/01", "/a/c/d/²", "/a/c/d/x", "/a/b/0", "/x~1y~0z/0"]
)
def test_a_pointer_to_what_is_not_there_is_refused(pointer: str) -> None:
    with pytest.raises(ProofGenerationFailed):
        select(DOCUMENT, [pointer])


def test_what_is_chosen_is_a_copy() -> None:
    part = select(DOCUMENT, ["/a"])
    assert part is not None
    part["a"]["c"]["d"].clear()
    assert DOCUMENT["a"]["c"]["d"]
