"""A coordinator in a real browser: who did not collect yet, sending again, and withdrawing, by keyboard and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_staff_site
from tests.browser.test_pages import audit, scrolls_sideways
from tests.browser.test_staff import enter


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The service with people who did not collect yet, and the token of a coordinator."""
    with serve_staff_site(tmp_path_factory.mktemp("coordinator")) as (site, token):
        site.claim_address(count=2)
        site.claim_address(count=1, recipient_name="Bram Vos")
        yield site, token


def press(page: Page, name: str, role: str = "button") -> None:
    """Press something with the keyboard."""
    page.get_by_role(role, name=name, exact=True).first.press("Enter")  # type: ignore[arg-type]


def test_a_coordinator_sends_again_and_withdraws_by_keyboard_without_scripts(
    staffed: tuple[Site, str], chromium: Browser
) -> None:
    site, token = staffed
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = enter(visitor, site, token)
    page.goto(f"{site.base_url}/desk/{site.seed.slug}")
    press(page, "Mensen met bewijzen", "link")
    press(page, "Niet opgehaald", "link")
    press(page, "Bram Vos", "link")
    page.get_by_label("Mailadres").fill("bram")
    press(page, "Stuur een mail")
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Mailadres").fill("bram@werk.example")
    press(page, "Stuur een mail")
    assert page.get_by_text("Mail staat klaar").is_visible()
    press(page, "Maak een code")
    assert page.get_by_role("heading", name="Nieuwe code voor Bram Vos").is_visible()
    press(page, "Terug naar Bram Vos", "link")
    press(page, "Veilig werken met een heftruck", "link")
    press(page, "Trek dit bewijs in")
    page.get_by_label("Er staat iets fout in").press("Space")
    press(page, "Trek in")
    assert page.get_by_role("link", name="Vink aan dat u het zeker weet.").is_visible()
    page.get_by_label("Ik weet het zeker").press("Space")
    press(page, "Trek in")
    assert page.locator(".state").inner_text() == "Ingetrokken"
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_coordinator_are_accessible(
    staffed: tuple[Site, str], chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    site, token = staffed
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = enter(visitor, site, token)
    desk = f"{site.base_url}/desk/{site.seed.slug}"

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"coordinator-{name}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1, name
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name

    page.goto(f"{desk}/recipients?show=waiting")
    look("recipients")
    page.get_by_role("link", name="Amina Ünal").first.click()
    look("recipient")
    page.get_by_role("button", name="Maak een code").click()
    look("code")
    page.goto(f"{desk}/credentials")
    look("credentials")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Trek in wat is aangevinkt").click()
    page.get_by_role("button", name="Trek in").click()
    look("withdraw")
    page.goto(f"{desk}/credentials")
    page.locator(".list__title a").first.click()
    look("credential")
    page.goto(f"{desk}/ready")
    look("ready")
    visitor.close()
