"""Every module has its test at the place where one looks for it, or it is written down where else."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tested_elsewhere import ELSEWHERE, FOLDERS, FURNITURE

ROOT = Path(__file__).parents[2]
MODULES = [
    path.relative_to(ROOT) for path in sorted((ROOT / "app").rglob("*.py")) if not path.name.startswith("__")
]


def mirror_of(module: Path) -> Path:
    """Where the unit test of a module stands."""
    return Path("tests", "unit", *module.parts[1:-1], f"test_{module.name}")


def has_mirror(module: Path) -> bool:
    return (ROOT / mirror_of(module)).exists()


@cache
def imports_of(path: Path) -> set[str]:
    """The modules, and the names in them, that a file imports."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def is_reached(module: Path, test: Path) -> bool:
    """Whether a test imports the module, or one that imports it, or asks the whole application."""
    if test.suffix != ".py":
        return module.parts[1] in (ROOT / test).read_text(encoding="utf-8")
    imported = imports_of(test)
    near = {name_of(other) for other in MODULES if name_of(module) in imports_of(other)}
    asks_all = "client" in (ROOT / test).read_text(encoding="utf-8") or test.parts[1] == "browser"
    return bool(imported & {name_of(module), *near}) or asks_all


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_has_its_test_where_one_looks_for_it_or_it_is_written_down_where_else(module: Path) -> None:
    is_explained = (
        module.name in FURNITURE
        or f"{module.parent.name}.py" in FURNITURE
        or module.as_posix() in ELSEWHERE
        or any(module.is_relative_to(folder) for folder in FOLDERS)
    )
    assert has_mirror(module) or is_explained, (
        f"write {mirror_of(module)}, or say in tested_elsewhere.py why not"
    )


@pytest.mark.parametrize(("module", "test"), ELSEWHERE.items())
def test_a_module_that_is_tested_elsewhere_is_really_reached_there(module: str, test: str) -> None:
    assert (ROOT / module).exists(), "the module is gone: take the line away"
    assert not has_mirror(Path(module)), "it has a test of its own now: take the line away"
    assert is_reached(Path(module), Path(test))


@pytest.mark.parametrize(("folder", "tests"), FOLDERS.items())
def test_a_folder_that_is_tested_as_a_whole_has_its_suite(folder: str, tests: str) -> None:
    assert any((ROOT / folder).glob("*.py"))
    assert any((ROOT / tests).rglob("test_*.py"))
