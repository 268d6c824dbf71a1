"""The register in a real browser: who recognises whom, on a phone and at a desk, by keyboard and without JavaScript."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_filled_site
from tests.browser.test_pages import MAX_BYTES, Traffic, audit, scrolls_sideways
from tests.browser.test_staff import enter


@dataclass
class Register:
    """The service with a filled register: the sessions of two coordinators, and the addresses of public pages."""

    site: Site
    tokens: dict[str, str]
    places: dict[str, str]

    def desk_of(self, visitor: BrowserContext, name: str) -> Page:
        """The page of recognitions of somebody's partnership."""
        page = enter(visitor, self.site, self.tokens[name])
        page.goto(f"{self.site.base_url}/desk/noorderpoort/recognitions")
        return page


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One service for all tests here."""
    with serve_filled_site(tmp_path_factory.mktemp("register"), "tests.browser.enter_register") as found:
        site, printed = found
        told: dict[str, Any] = json.loads(printed)
        yield Register(site, told["tokens"], told["places"])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_register_is_accessible_quiet_and_small(
    register: Register, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    places = {name: register.site.base_url + path for name, path in register.places.items()}
    places["share"] = register.site.share_address()
    for name, address in places.items():
        traffic = Traffic(page)
        page.goto(address)
        page.screenshot(path=screenshots / f"register-{name}-{width}.png", full_page=True)
        assert (traffic.complaints, traffic.strangers(register.site.base_url)) == ([], []), name
        assert page.locator("h1").count() == 1, name
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name
        assert sum(len(response.body()) for response in traffic.responses) < MAX_BYTES, name
    visitor.close()


def test_somebody_finds_out_who_stands_behind_an_issuer_without_scripts(
    register: Register, page: Page
) -> None:
    page.goto(register.site.share_address())
    assert "Erkend door Skillspartnerschap Noord voor alle vaardigheden" in page.locator("main").inner_text()
    page.get_by_role("link", name="staat in het register").press("Enter")
    page.get_by_role("link", name="Skillspartnerschap Noord", exact=True).press("Enter")
    text = page.locator("main").inner_text()
    assert "Erkennen elkaar" in text and "afgelopen" in text and "begint later" in text
    page.get_by_role("link", name="Naar het register").press("Enter")
    page.get_by_label("Zoek op naam").fill("zuid")
    page.get_by_role("button", name="Zoek").press("Enter")
    page.get_by_role("link", name="Leerwerkplaats Zuid").press("Enter")
    assert "Niet meer actief. Erkend van" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="Samenwerking Oost").first.is_visible()


def test_what_was_signed_is_downloaded(register: Register, page: Page) -> None:
    page.goto(register.site.base_url + register.places["elsewhere"])
    with page.expect_download() as download:
        page.get_by_role("link", name="Ondertekende verklaring").first.click()
    assert download.value.suggested_filename.startswith("erkenning-")
    assert download.value.path().read_text().count(".") == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desk_of_recognitions_is_accessible(
    register: Register, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = register.desk_of(visitor, "Noor de Wit")

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"recognitions-{name}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1, name
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name

    look("list")
    page.get_by_role("link", name="Vakschool Elders").first.click()
    look("one")
    page.go_back()
    page.get_by_role("link", name="Erken een organisatie").click()
    look("form")
    assert page.get_by_role("option", name="Leerwerkplaats Zuid").count() == 0
    page.get_by_label("Laatste dag").fill("2020-01-01")
    page.get_by_role("button", name="Bewaar").click()
    look("mistake")
    visitor.close()


def test_two_people_recognise_somebody_by_keyboard_without_scripts(
    register: Register, chromium: Browser, screenshots: Path
) -> None:
    options: Any = {
        "viewport": {"width": 390, "height": 844},
        "locale": "nl-NL",
        "java_script_enabled": False,
    }
    first = chromium.new_context(**options)
    page = register.desk_of(first, "Noor de Wit")
    page.get_by_role("link", name="Erken een organisatie").press("Enter")
    page.get_by_label("Welke organisatie erkent u?").select_option(label="Vakschool Elders")
    page.get_by_label("Tot en met welk niveau?").select_option(label="Niveau 2")
    page.get_by_role("button", name="Bewaar").press("Enter")
    assert page.get_by_role("button", name="Onderteken").count() == 0
    assert page.get_by_text("nog niet ondertekend").is_visible()
    address = page.url
    first.close()
    second = chromium.new_context(**options)
    page = register.desk_of(second, "Bas Smit")
    page.screenshot(path=screenshots / "recognitions-waiting-390.png", full_page=True)
    assert page.get_by_text("U kunt ondertekenen").is_visible()
    page.goto(address)
    page.get_by_role("button", name="Onderteken").press("Enter")
    assert page.get_by_text("geldt nu").first.is_visible()
    second.close()
