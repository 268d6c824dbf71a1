"""Rules of the house that no linter knows."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from app.platform.errors import AppError
from app.platform.queue import Event

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
ROOMS = ("accounts", "trust", "ontologies", "assessing", "issuing", "holding", "verifying", "following")
# Nobody reacts to these yet; others may, from outside.
EXTERNAL_EVENTS = {
    "ClaimJudged",
    "MandateGranted",
    "MandateRevoked",
}
# What a call may not say, and the files that may.
FORBIDDEN = {
    # In http_finding.py it is the standard library's own, of an answer that is no HTTP.
    "HTTPException": {"app/web/problems.py", "app/web/assets.py", "app/commands/http_finding.py"},
    ".commit(": {"app/platform/database.py"},
    "datetime.now(": {"app/platform/clock.py"},
    "datetime.utcnow(": set(),
    "uuid4(": {"app/demo/visitor.py"},
    "os.environ": {"app/settings.py"},
}


def _modules() -> Iterator[tuple[str, str]]:
    for path in sorted(APP.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def _descendants(kind: type) -> set[type]:
    return {found for child in kind.__subclasses__() for found in {child} | _descendants(child)}


def _import_rooms(*names: str) -> None:
    for room in ROOMS:
        for name in names:
            if (APP / room / f"{name}.py").exists():
                importlib.import_module(f"app.{room}.{name}")


def test_every_problem_has_a_page() -> None:
    _import_rooms("errors", "file_errors")
    slugs = {error.slug for error in _descendants(AppError) if error.__module__.startswith("app.")}
    pages = {path.stem for path in (ROOT / "docs" / "problems").glob("*.md")}
    assert slugs - pages == set()


def test_every_event_has_a_subscriber_or_is_listed_as_external() -> None:
    _import_rooms("events")
    jobs = "".join(text for name, text in _modules() if name.endswith("/jobs.py"))
    subscribed = set(re.findall(r"@subscriber\((\w+)\)", jobs))
    events = {event.__name__ for event in _descendants(Event) if event.__module__.startswith("app.")}
    # A dataclass with slots leaves the class it was made from behind, under the same name.
    assert events == subscribed | EXTERNAL_EVENTS


@pytest.mark.parametrize("words", FORBIDDEN)
def test_words_stay_in_the_files_that_may_say_them(words: str) -> None:
    assert {name for name, text in _modules() if words in text} <= FORBIDDEN[words]


def test_every_json_route_declares_its_errors() -> None:
    silent = []
    for name, text in _modules():
        if not name.endswith("/api.py") and "/api/" not in name:
            continue
        for node in ast.walk(ast.parse(text)):
            for call in getattr(node, "decorator_list", ()):
                if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("router."):
                    named = {keyword.arg for keyword in call.keywords}
                    if not {"responses", "operation_id"} <= named and "include_in_schema" not in named:
                        silent.append(f"{name}:{call.lineno}")
    assert silent == []


def test_imports_point_down() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_keeps_the_floors_of_the_project(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(Version(pinned[wanted.name.lower()])), wanted.name


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_has_hashes_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [package.split("==")[0] for package in packages if "--hash=sha256:" not in package] == []
