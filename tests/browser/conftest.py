"""A real browser on the real application. Skipped with the reason when the browser or axe-core is missing."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.mailed import Mailed
from tests.browser.served import Site, serve_dossier_site, serve_site

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / ".data" / "screenshots"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (390, 1280)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core, from SKILLSPASS_AXE (file or folder) or from .data/node."""
    named = os.environ.get("SKILLSPASS_AXE")
    places = [Path(named), Path(named) / "axe.min.js"] if named else []
    places.append(ROOT / ".data" / "node" / "node_modules" / "axe-core" / "axe.min.js")
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: npm install --prefix .data/node axe-core@4.14.1")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium, without any traffic of its own."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application on a free port, with one partnership and one achievement for each state we show."""
    with serve_site(tmp_path_factory.mktemp("browser")) as served:
        yield served


@pytest.fixture(scope="session")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailed]:
    """The application with its worker, for pages that are reached by mail or at a desk."""
    with serve_dossier_site(tmp_path_factory.mktemp("rare")) as (site, token, claim, outbox):
        yield Mailed(site, token, claim, outbox)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor with a telephone, Dutch, without JavaScript: nothing we show may need it."""
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page of that visitor."""
    return context.new_page()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """The folder where the tests leave what they saw."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
