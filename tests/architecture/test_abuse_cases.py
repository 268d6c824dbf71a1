"""Every abuse case in the documentation has its tests, every test names a known case, and every event is emitted."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "developers" / "abuse-cases.md"


def _rows() -> Iterator[list[str]]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"A\d\d", cells[0]):
            yield cells


def _quoted(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def _tested() -> dict[str, set[str]]:
    """The files in which each case is named by a mark."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.abuse":
                for case in node.args:
                    found[ast.literal_eval(case)].add(path.relative_to(TESTS).as_posix())
    return found


def test_the_page_lists_each_case_once_with_what_happens() -> None:
    rows = list(_rows())
    names = [row[0] for row in rows]
    assert names == sorted(set(names))
    assert len(names) >= 25
    assert all(len(row) == 5 and all(row) for row in rows)


def test_every_case_has_tests_in_the_files_that_the_page_names() -> None:
    tested = _tested()
    missing = {row[0]: _quoted(row[4]) - tested[row[0]] for row in _rows()}
    assert {case: files for case, files in missing.items() if files} == {}
    assert [row[0] for row in _rows() if not _quoted(row[4])] == []


def test_no_test_names_a_case_that_nobody_described() -> None:
    assert set(_tested()) - {row[0] for row in _rows()} == set()


def test_every_event_of_the_page_is_written_by_the_service_and_read_by_a_test() -> None:
    events = {event for row in _rows() for event in _quoted(row[3])}
    service = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    assert {event for event in events if f'"{event}"' not in service or f'"{event}"' not in tests} == set()
