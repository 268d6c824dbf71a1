"""A coordinator in a real browser: template, a sheet with mistakes, the repaired sheet, issuing, sending again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_staff_site
from tests.browser.test_coordinator import press
from tests.browser.test_pages import audit, scrolls_sideways
from tests.browser.test_staff import enter
from tests.contract.sheet_cases import HEADINGS, good_row


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The service with its jobs running, and the token of a coordinator."""
    with serve_staff_site(tmp_path_factory.mktemp("sheets")) as served:
        yield served


def write(folder: Path, name: str, code: str, *, levels: tuple[Any, ...], first: int = 1) -> Path:
    """A sheet with one row for each level."""
    book = openpyxl.Workbook()
    rows = [[*good_row(number)] for number in range(first, first + len(levels))]
    book.active.append(list(HEADINGS))
    for row, level in zip(rows, levels, strict=True):
        row[2], row[3] = code, level
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    path = folder / name
    path.write_bytes(content.getvalue())
    return path


def wait_until_done(page: Page) -> None:
    """Refresh by the link, as people without JavaScript do."""
    for _ in range(60):
        if page.get_by_text("Klaar.").count():
            return
        page.wait_for_timeout(500)
        press(page, "Ververs deze pagina", "link")
    raise AssertionError("issuing did not end")


def test_from_template_to_credential_by_keyboard_without_scripts(
    staffed: tuple[Site, str], chromium: Browser, tmp_path: Path
) -> None:
    site, token = staffed
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = enter(visitor, site, token)
    page.goto(f"{site.base_url}/desk/{site.seed.slug}")
    press(page, "Veel bewijzen tegelijk", "link")
    with page.expect_download() as template:
        press(page, "Download voor Excel", "link")
    assert template.value.suggested_filename == "skillspass-nl.xlsx"
    wrong = write(tmp_path, "fout.xlsx", site.seed.achievement_code, levels=(1, 9, 1))
    page.get_by_label("Uw bestand").set_input_files(wrong)
    press(page, "Kijk het bestand na")
    assert page.get_by_text("Rij 3, kolom Niveau: '9' bestaat niet.").is_visible()
    page.get_by_label("Alle rijen").press("Space")
    press(page, "Geef de bewijzen uit")
    assert page.get_by_role("alert").is_visible()
    right = write(tmp_path, "goed.xlsx", site.seed.achievement_code, levels=(1, 1, 1))
    page.get_by_label("Uw bestand").set_input_files(right)
    press(page, "Stuur het nieuwe bestand")
    assert page.get_by_text("3 goed").is_visible()
    page.get_by_label("Alle rijen").press("Space")
    press(page, "Geef de bewijzen uit")
    wait_until_done(page)
    assert page.get_by_text("3 van 3 bewijzen zijn uitgegeven.").is_visible()
    press(page, "Zie wie ze nog niet heeft opgehaald", "link")
    press(page, "Werker 2", "link")
    page.get_by_label("Mailadres").fill("werker@voorbeeld.example")
    press(page, "Stuur een mail")
    assert page.locator("ol.list li").count() >= 1
    page.locator(".list__title a").first.press("Enter")
    press(page, "Trek dit bewijs in")
    page.get_by_label("Er staat iets fout in").press("Space")
    page.get_by_label("Ik weet het zeker").press("Space")
    press(page, "Trek in")
    assert page.locator(".state").inner_text() == "Ingetrokken"
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_sheets_are_accessible_and_progress_shows_by_itself(
    staffed: tuple[Site, str],
    chromium: Browser,
    axe_source: str,
    screenshots: Path,
    width: int,
    tmp_path: Path,
) -> None:
    site, token = staffed
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = enter(visitor, site, token)

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"sheets-{name}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1, name
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name

    page.goto(f"{site.base_url}/desk/{site.seed.slug}/sheets")
    page.get_by_role("button", name="Kijk het bestand na").click()
    look("start")
    file = write(tmp_path, "rijen.xlsx", site.seed.achievement_code, levels=(1, 9, 1), first=width)
    page.get_by_label("Uw bestand").set_input_files(file)
    page.get_by_role("button", name="Kijk het bestand na").click()
    page.get_by_text("Kies wat er in elke kolom staat").click()
    look("draft")
    page.get_by_label("Alleen de goede rijen").check()
    page.get_by_role("button", name="Geef de bewijzen uit").click()
    page.get_by_text("2 van 2 bewijzen zijn uitgegeven.").wait_for(timeout=60_000)
    look("done")
    visitor.close()
