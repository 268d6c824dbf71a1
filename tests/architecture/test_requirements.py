"""Every requirement of the core names tests, and every test that the page names exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "developers" / "requirements.md"
CORE = range(13, 31)
# What is known not to be there yet. Whoever builds it names its test, and takes it from here.
NOT_BUILT = {40}


def _rows() -> Iterator[list[str]]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"\d+", cells[0]):
            yield cells


def _quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def _tests_in(path: str) -> frozenset[str]:
    """The tests of a file below tests/; none when there is no such file."""
    file = TESTS / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_page_has_a_complete_row_for_each_requirement_in_order() -> None:
    rows = list(_rows())
    assert [int(row[0]) for row in rows] == list(range(1, 43))
    assert [row[0] for row in rows if len(row) != 5 or not all(row)] == []


def test_every_test_that_the_page_names_exists() -> None:
    named = [(row[0], *test.partition("::")[::2]) for row in _rows() for test in _quoted(row[3])]
    missing = [one for one in named if not one[2].startswith("test_") or one[2] not in _tests_in(one[1])]
    assert missing == []


def test_what_is_built_names_tests_and_the_rest_says_so() -> None:
    without = {int(row[0]) for row in _rows() if not _quoted(row[3])}
    assert without == NOT_BUILT
    assert {int(row[0]) for row in _rows() if row[4].startswith("Not built")} == NOT_BUILT
    assert without & set(CORE) == set()


def test_every_place_that_the_page_names_is_there() -> None:
    places = [place for row in _rows() for place in _quoted(row[2]) if place.startswith("app/")]
    assert [place for place in places if not (ROOT / place.partition(" ")[0]).exists()] == []
