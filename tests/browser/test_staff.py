"""A member of staff in a real browser: the desk without JavaScript, and a passkey with a virtual device."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_staff_site
from tests.browser.test_pages import audit, scrolls_sideways


@pytest.fixture(scope="module")
def staff_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The service, and the token of a coordinator's session."""
    with serve_staff_site(tmp_path_factory.mktemp("staff")) as served:
        yield served


def enter(context: BrowserContext, site: Site, token: str) -> Page:
    """A page of a browser that is signed in."""
    context.add_cookies([{"name": "staff", "value": token, "url": site.base_url, "httpOnly": True}])
    return context.new_page()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_staff_are_accessible(
    staff_site: tuple[Site, str], chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    site, token = staff_site
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    slug = site.seed.slug
    desk = f"/desk/{slug}"
    for path in ("/sign-in", "/sign-in/code", desk, f"{desk}/people", f"{desk}/people/invite", "/account"):
        if path == desk:
            page = enter(visitor, site, token)
        page.goto(site.base_url + path)
        name = path.strip("/").replace(slug, "x").replace("/", "-")
        page.screenshot(path=screenshots / f"staff-{name}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1
        assert audit(page, axe_source) == [], path
        assert scrolls_sideways(page) is False, path
    visitor.close()


def test_a_passkey_is_made_and_used_with_a_device(staff_site: tuple[Site, str], chromium: Browser) -> None:
    site, token = staff_site
    visitor = chromium.new_context(locale="nl-NL")
    page = enter(visitor, site, token)
    devices = visitor.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site.base_url}/account")
    page.get_by_role("button", name="Maak een passkey").click()
    page.get_by_label("Naam van dit apparaat").fill("Proeftelefoon")
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**/account")
    assert page.get_by_text("Proeftelefoon").first.is_visible()
    page.get_by_role("button", name="Log uit", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Log in met een passkey").click()
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url(f"**/desk/{site.seed.slug}")
    assert page.get_by_role("heading", level=1).inner_text() == "Wat wilt u doen?"
    visitor.close()


def test_a_browser_without_scripts_is_told_what_else_to_do(site: Site, page: Page) -> None:
    page.goto(f"{site.base_url}/sign-in")
    page.get_by_role("button", name="Log in met een passkey").click()
    assert page.get_by_text("Deze browser kan geen passkeys gebruiken.").is_visible()
    assert page.locator("main form button").filter(visible=True).count() == 0
