"""The brand of a partnership in a real browser: set with the keyboard alone, and seen where people come."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_staff_site
from tests.browser.test_pages import MAX_BYTES, Traffic, audit, scrolls_sideways
from tests.browser.test_staff import enter
from tests.evidence import picture


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[tuple[Site, str]]:
    """The service with a brand, set at the desk without JavaScript; and the token of its coordinator."""
    folder = tmp_path_factory.mktemp("branded")
    with serve_staff_site(folder) as (site, token):
        visitor = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
        )
        page = enter(visitor, site, token)
        page.goto(f"{site.base_url}/desk/{site.seed.slug}/branding")
        page.get_by_label("Uw kleur").fill("#ffcf47")
        page.get_by_label("Uw kleur").press("Enter")
        page.get_by_role("link", name="slecht te lezen").press("Enter")
        assert page.url.endswith("#field-colour")
        page.get_by_label("Donker").press("Space")
        logo = folder / "logo.png"
        logo.write_bytes(picture("PNG", (600, 200), color=(20, 90, 60)))
        page.get_by_label("Uw logo").set_input_files(logo)
        page.get_by_role("button", name="Bewaar").press("Enter")
        assert page.get_by_role("alert").count() == 0
        assert page.locator(".brand__name").inner_text() != ""
        visitor.close()
        yield site, token


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_with_a_brand_are_accessible_and_ask_nobody_else(
    branded: tuple[Site, str], chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    site, token = branded
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = enter(visitor, site, token)
    desk = f"{site.base_url}/desk/{site.seed.slug}"
    places = {
        "desk": desk,
        "form": f"{desk}/branding",
        "partnership": site.address("partnership"),
        "claim": site.claim_address(),
        "share": site.address("share"),
    }
    for name, address in places.items():
        traffic = Traffic(page)
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=screenshots / f"brand-{name}-{width}.png", full_page=True)
        assert page.locator("img").count() >= 1, name
        assert traffic.complaints == [], name
        assert traffic.strangers(site.base_url) == [], name
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name
    visitor.close()


def test_a_share_page_with_a_logo_is_still_small(branded: tuple[Site, str], chromium: Browser) -> None:
    site, _ = branded
    visitor = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    traffic = Traffic(page)
    page.goto(site.address("share"), wait_until="networkidle")
    assert any("/logo" in response.url for response in traffic.responses)
    assert sum(len(response.body()) for response in traffic.responses) < MAX_BYTES
    visitor.close()
