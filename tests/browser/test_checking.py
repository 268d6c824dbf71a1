"""The story of a recruiter: a code, a file, a receipt, in a real browser, with and without JavaScript."""

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import Site
from tests.browser.test_pages import WIDTHS, Traffic, audit, press_until, scrolls_sideways
from tests.papers import text_of

CODES = ("ok", "expired", "revoked", "bad_signature", "status_unavailable")
MOST_BYTES = 100_000


def fixture_text(site: Site, code: str = "ok") -> str:
    """A credential of the sandbox that leads to this code."""
    with urlopen(f"{site.base_url}/v1/sandbox/fixtures") as answer:
        items: list[dict[str, Any]] = json.load(answer)["items"]
    return str(next(item for item in items if item["code"] == code)["request"]["credential"])


def give_file(page: Page, content: bytes, name: str = "bewijs.jwt") -> None:
    """Choose a file and send it."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Controleer het bestand").click()
    page.wait_for_url("**/check/file")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible_in_every_state(
    site: Site, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    traffic = Traffic(page)

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"check-{name}-{width}.png", full_page=True)
        assert page.locator("h1 >> visible=true").count() == 1
        assert scrolls_sideways(page) is False
        assert audit(page, axe_source) == [], name

    page.goto(f"{site.base_url}/check")
    look("form")
    page.get_by_role("button", name="Controleer de code").click()
    look("mistake")
    assert page.locator(".errors a").first.get_attribute("href") == "#field-code"
    for code in CODES:
        page.goto(f"{site.base_url}/check")
        give_file(page, fixture_text(site, code).encode())
        for summary in page.locator("summary").all():
            summary.click()
        look(code)
    receipt = page.locator("input[name=receipt]").get_attribute("value") or ""
    page.goto(f"{site.base_url}/check")
    give_file(page, receipt.encode())
    look("receipt")
    page.goto(f"{site.base_url}/check")
    give_file(page, receipt[:-8].encode() + b"AAAAAAAA")
    look("false-receipt")
    assert traffic.complaints == ["400"]
    assert traffic.strangers(site.base_url) == []
    visitor.close()


def test_a_recruiter_checks_a_file_without_javascript_and_keeps_a_receipt(
    site: Site, page: Page, screenshots: Path
) -> None:
    page.goto(site.base_url)
    page.get_by_role("link", name="Controleer een bewijs").click()
    give_file(page, fixture_text(site).encode())
    assert page.locator("h1").inner_text() == "Dit bewijs is geldig"
    shown = page.locator("main").inner_text()
    for expected in ("Gecontroleerd op", "TEST Proefwerkplaats", "TEST Persoon", "Is dit de persoon voor u?"):
        assert expected in shown
    with page.expect_download() as download:
        page.get_by_role("button", name="Ontvangstbewijs als PDF").click()
    paper = Path(download.value.path()).read_bytes()
    assert "Dit bewijs is geldig" in text_of(paper)
    assert "TEST Persoon" not in text_of(paper)
    page.goto(f"{site.base_url}/check")
    give_file(page, paper, "ontvangstbewijs.pdf")
    assert page.locator("h1").inner_text() == "Dit ontvangstbewijs is echt"


def test_a_recruiter_needs_only_a_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.base_url}/check")
    press_until(page, "input[name=code]")
    page.keyboard.type(site.address("share"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*")
    assert page.locator("h1").inner_text() == "Dit bewijs is geldig"
    page.goto(f"{site.base_url}/check")
    press_until(page, "textarea")
    page.keyboard.insert_text(fixture_text(site, "revoked"))
    press_until(page, "form[action$=text] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")
    assert "Dit bewijs is ingetrokken." in page.locator("main").inner_text()


def test_a_code_with_a_typing_error_is_kept_to_be_corrected(site: Site, page: Page) -> None:
    page.goto(f"{site.base_url}/check")
    page.locator("input[name=code]").fill("7QK2-M0ZD-4XPX")
    page.get_by_role("button", name="Controleer de code").click()
    assert page.locator("input[name=code]").input_value() == "7QK2-M0ZD-4XPX"
    assert "Deze code klopt niet. Kijk goed op het papier." in page.locator("main").inner_text()


def test_a_file_can_be_dropped_on_the_page(site: Site, chromium: Browser) -> None:
    visitor = chromium.new_context(locale="nl-NL")
    page = visitor.new_page()
    page.goto(f"{site.base_url}/check")
    assert page.locator("[data-hint]").is_visible()
    held = page.evaluate_handle(
        "text => { const held = new DataTransfer(); held.items.add(new File([text], 'b.jwt')); return held; }",
        fixture_text(site),
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": held})
    page.wait_for_selector(".verdict")
    assert page.locator("h1").inner_text() == "Dit bewijs is geldig"
    visitor.close()


def test_a_camera_reads_the_code_where_the_browser_can_and_is_not_offered_elsewhere(
    site: Site, chromium: Browser
) -> None:
    visitor = chromium.new_context(locale="nl-NL")
    page = visitor.new_page()
    page.add_init_script("delete window.BarcodeDetector;")
    page.goto(f"{site.base_url}/check")
    assert not page.locator("[data-scan]").is_visible()
    assert page.locator("input[name=code]").is_visible()
    able = visitor.new_page()
    address = site.address("share")
    able.add_init_script(
        """
        window.BarcodeDetector = class {
          static async getSupportedFormats() { return ["qr_code"]; }
          async detect() { return [{ rawValue: ADDRESS }]; }
        };
        navigator.mediaDevices.getUserMedia = async () => {
          const canvas = document.createElement("canvas");
          canvas.getContext("2d").fillRect(0, 0, 1, 1);
          return canvas.captureStream(10);
        };
        """.replace("ADDRESS", json.dumps(address))
    )
    able.goto(f"{site.base_url}/check")
    able.locator("[data-scan]").click()
    able.wait_for_url("**/s/*")
    assert able.locator("h1").inner_text() == "Dit bewijs is geldig"
    visitor.close()


def test_at_two_hundred_percent_nothing_is_cut_off(site: Site, chromium: Browser, screenshots: Path) -> None:
    visitor = chromium.new_context(
        viewport={"width": 640, "height": 400}, device_scale_factor=2, locale="nl-NL"
    )
    page = visitor.new_page()
    page.goto(f"{site.base_url}/check")
    assert scrolls_sideways(page) is False
    give_file(page, fixture_text(site).encode())
    page.screenshot(path=screenshots / "check-zoom.png", full_page=True)
    assert scrolls_sideways(page) is False
    visitor.close()


def test_in_print_the_verdict_stays_and_the_buttons_go(site: Site, page: Page, screenshots: Path) -> None:
    page.goto(f"{site.base_url}/check")
    give_file(page, fixture_text(site).encode())
    page.emulate_media(media="print")
    page.screenshot(path=screenshots / "check-print.png", full_page=True)
    assert page.locator(".verdict__time").is_visible()
    assert not page.get_by_role("button").first.is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 3


def test_a_share_page_is_one_request_under_a_hundred_kilobytes_with_its_receipt(site: Site) -> None:
    with urlopen(Request(site.address("share"), headers={"Accept-Language": "nl"})) as answer:
        text = answer.read().decode()
    assert len(text.encode()) < MOST_BYTES
    assert "Dit bewijs is geldig" in text
    assert re.search(r'action="/s/[^"]+/receipt"', text)
    needed = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    sizes = [len(text.encode())]
    for path in needed:
        asked = Request(site.base_url + path, headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            sizes.append(len(answer.read()))
    assert sum(sizes) < MOST_BYTES, sizes


def test_a_receipt_on_the_page_is_the_judgement_that_the_page_shows(site: Site, page: Page) -> None:
    page.goto(f"{site.base_url}/check")
    give_file(page, fixture_text(site, "expired").encode())
    receipt = page.locator("input[name=receipt]").get_attribute("value") or ""
    claims = json.loads(base64.urlsafe_b64decode(receipt.split(".")[1] + "=="))
    assert (claims["verdict"], claims["code"]) == ("caution", "expired")
    assert claims["detail"] in page.locator("main").inner_text()
