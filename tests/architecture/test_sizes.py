"""What is read at a sitting stays small: functions, modules, the bodies of routes, and the tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION = 40
LONGEST_ROUTE = 15
LONGEST_MODULE = 300
LONGEST_TEST_MODULE = 500
# docs/decisions/0019-the-ground-floor-may-grow.md
MOST_FILES_OF_GROUND = 120
MOST_LINES_OF_GROUND = 12_000
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def _functions() -> list[tuple[str, Function]]:
    return [
        (f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}", node)
        for path in _files("app", "clients")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, Function)
    ]


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _lines(nodes: list[ast.stmt]) -> int:
    return (nodes[-1].end_lineno or 0) - nodes[0].lineno + 1


def _body_lines(function: Function) -> int:
    """The lines of a body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return _lines(body) if body else 0


def _is_route(function: Function) -> bool:
    return any(ast.unparse(decorator).startswith("router.") for decorator in function.decorator_list)


def test_no_function_has_more_than_forty_lines() -> None:
    assert [name for name, node in _functions() if _lines([node]) > LONGEST_FUNCTION] == []


def test_no_route_does_more_than_fifteen_lines_of_work() -> None:
    routes = [(name, node) for name, node in _functions() if _is_route(node)]
    assert len(routes) > 100
    assert [name for name, node in routes if _body_lines(node) > LONGEST_ROUTE] == []


def test_no_module_has_more_than_three_hundred_lines() -> None:
    assert [path for path in _files("app", "clients") if _length(path) > LONGEST_MODULE] == []


def test_no_module_of_tests_has_more_than_five_hundred_lines() -> None:
    assert [path for path in _files("tests") if _length(path) > LONGEST_TEST_MODULE] == []


def test_the_ground_floor_stays_as_small_as_was_decided() -> None:
    files = list(_files("app/credentials"))
    assert len(files) <= MOST_FILES_OF_GROUND
    assert sum(map(_length, files)) <= MOST_LINES_OF_GROUND
