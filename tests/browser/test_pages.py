"""Every page in a real browser: accessible, quiet, small, printable, and whole without JavaScript."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.pages_looked_at import PUBLIC_PAGES
from tests.browser.served import Site
from tests.browser.states import STATES
from tests.papers import text_of

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
MAX_BYTES = 100_000
WIDTHS = (390, 1280)


def audit(page: Page, axe_source: str) -> list[str]:
    """What axe-core finds, violations and doubts, one line each."""
    page.evaluate(axe_source)
    found: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found["violations"] + found["incomplete"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_page_is_accessible_and_quiet(
    site: Site, chromium: Browser, axe_source: str, screenshots: Path, name: str, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    traffic = Traffic(page)
    page.goto(site.address(name))
    page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
    assert traffic.complaints == (["404"] if name == "gone" else [])
    assert traffic.strangers(site.base_url) == []
    assert page.locator("h1").count() == 1
    assert page.locator("script").count() == 0
    assert scrolls_sideways(page) is False
    assert audit(page, axe_source) == []
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", STATES)
def test_a_verdict_of_each_kind_is_accessible(
    site: Site, chromium: Browser, axe_source: str, screenshots: Path, name: str, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    address = site.show_state(page, name)
    page.goto(address)
    page.screenshot(path=screenshots / f"state-{name}-{width}.png", full_page=True)
    assert page.locator("h1 >> visible=true").count() == 1
    for summary in page.locator("summary").all():
        summary.click()
    assert audit(page, axe_source) == []
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_holder_are_accessible(
    site: Site, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    traffic = Traffic(page)

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False

    page.goto(site.claim_address())
    look("claim")
    page.locator("main form button").click()
    look("passport")
    page.goto(f"{site.base_url}/passport/share")
    look("share-form")
    page.locator("main button[type=submit]").click()
    look("share-form-mistake")
    page.locator("input[name=credential]").first.check()
    for name in ("whom", "long", "show", "preview"):
        page.locator("main button[type=submit]").first.click()
        look(f"share-{name}")
    page.get_by_role("button", name="Maak de link").click()
    for summary in page.locator("main summary").all():
        summary.click()
    look("share-created")
    [address] = re.findall(rf"{site.base_url}/s/\w+", page.locator("main").inner_html())[:1]
    site.follow(address)
    page.goto(f"{site.base_url}/passport/shares")
    look("passport-shared")
    page.get_by_role("link", name="Wie keek er?").first.click()
    look("share-log")
    page.goto(f"{site.base_url}/passport/own")
    page.get_by_label("Dit kan ik").fill("Taarten versieren")
    page.get_by_role("button", name="Bewaar").click()
    look("own-skills")
    page.goto(f"{site.base_url}/passport/paper")
    look("passport-paper")
    page.goto(f"{site.base_url}/passport")
    page.locator("main h2 a").first.click()
    page.locator("main summary").click()
    look("skill")
    assert traffic.complaints == ["400"]
    assert traffic.strangers(site.base_url) == []
    visitor.close()


def test_a_worker_and_an_employer_need_only_a_keyboard(site: Site, page: Page) -> None:
    page.goto(site.claim_address())
    press_until(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/passport/come-back")
    page.goto(f"{site.base_url}/passport/share")
    press_until(page, "input[name=credential]")
    page.keyboard.press("Space")
    for heading in ("Voor wie", "Hoe lang", "Wat ziet de ander"):
        press_until(page, "main button[type=submit]")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=heading).wait_for()
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.get_by_text("Zo ziet de ander het.").wait_for()
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("main .address")
    address = page.locator("main .address").inner_text().strip()
    page.goto(address)
    assert page.locator("h1").inner_text() == "Dit bewijs is geldig"
    press_until(page, "main form.actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector("main h3")
    assert page.get_by_role("button", name="Bekijk alle details").count() == 0


def test_a_pdf_comes_with_one_press_and_its_code_opens_the_same_proofs(site: Site, page: Page) -> None:
    page.goto(site.claim_address(count=2))
    page.locator("main form button").click()
    page.wait_for_url("**/passport/come-back")
    page.goto(f"{site.base_url}/passport/paper")
    with page.expect_download() as download:
        page.get_by_role("button", name="Maak een PDF").click()
    text = text_of(Path(download.value.path()).read_bytes())
    found = re.search(r"/s/(\w{4}-\w{4}-\w{4})", text)
    assert found is not None
    page.goto(f"{site.base_url}/passport/shares")
    assert page.get_by_role("link", name="Open de PDF").is_visible()
    page.goto(f"{site.base_url}/s/{found[1]}")
    assert page.locator("h1").inner_text() == "Deze bewijzen zijn geldig"


def test_a_card_is_chosen_by_keyboard_only(site: Site, page: Page, screenshots: Path) -> None:
    page.goto(site.claim_address(count=2))
    page.locator("main form button").click()
    page.wait_for_url("**/passport/come-back")
    page.goto(f"{site.base_url}/passport/paper")
    press_until(page, "form[action$=paper] summary")
    page.keyboard.press("Enter")
    page.screenshot(path=screenshots / "passport-paper.png", full_page=True)
    press_until(page, "input[name=credential]")
    page.keyboard.press("Space")
    press_until(page, "form[action$=paper] button")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert "Klopt dit?" in text_of(Path(download.value.path()).read_bytes())


def test_stopping_asks_first_and_then_the_link_is_gone(site: Site, page: Page) -> None:
    page.goto(site.claim_address())
    page.locator("main form button").click()
    page.wait_for_url("**/passport/come-back")
    page.goto(f"{site.base_url}/passport/share")
    page.locator("input[name=credential]").first.check()
    for _ in range(5):
        page.locator("main button[type=submit]").first.click()
    address = page.locator("main .address").inner_text().strip()
    page.goto(f"{site.base_url}/passport/shares")
    stop = page.get_by_role("button", name="Ja, stop delen")
    assert not stop.is_visible()
    page.locator("summary", has_text="Stop delen").click()
    assert page.get_by_text("U kunt het niet terugdraaien").is_visible()
    stop.click()
    page.get_by_text("Gestopt: deze link werkt niet meer").wait_for()
    gone = page.goto(address)
    assert gone is not None and gone.status == 404


def test_the_first_key_leads_past_the_head_of_the_page(site: Site, page: Page) -> None:
    page.goto(site.base_url)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"


def test_the_share_page_is_small(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    traffic = Traffic(page)
    page.goto(site.address("share"), wait_until="networkidle")
    size = sum(len(response.body()) for response in traffic.responses)
    assert size < MAX_BYTES


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_page_at_double_size_does_not_scroll_sideways(site: Site, chromium: Browser, name: str) -> None:
    visitor = chromium.new_context(viewport={"width": 640, "height": 512}, device_scale_factor=2)
    page = visitor.new_page()
    page.goto(site.address(name))
    assert scrolls_sideways(page) is False
    page.set_viewport_size({"width": 320, "height": 512})
    assert scrolls_sideways(page) is False
    visitor.close()


def test_paper_keeps_address_time_and_code(site: Site, page: Page, screenshots: Path) -> None:
    page.goto(site.address("share"))
    page.emulate_media(media="print")
    page.screenshot(path=screenshots / "share-print.png", full_page=True)
    assert page.locator(".address").first.is_visible()
    assert page.locator(".qr svg").is_visible()
    assert page.locator(".verdict__time").is_visible()
    assert not page.locator("main form button").first.is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 3


def test_the_share_page_speaks_english_when_asked(site: Site, page: Page) -> None:
    page.goto(site.address("share"))
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "This proof is valid"


def test_a_name_with_markup_stays_text(site: Site, page: Page) -> None:
    page.goto(site.share_address(recipient_name="<b id=planted>Amina</b>"))
    assert page.locator("#planted").count() == 0
    assert "<b id=planted>" in page.locator("main").inner_text()


def test_a_stopped_link_and_one_that_never_was_look_the_same(site: Site, page: Page) -> None:
    never = page.goto(f"{site.base_url}/s/{'A' * 24}")
    assert never is not None
    assert never.status == 404
    assert page.locator("h1").inner_text() == "Deze link werkt niet (meer)"


def scrolls_sideways(page: Page) -> bool:
    """True when the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def press_until(page: Page, selector: str) -> None:
    """Press Tab until an element that matches `selector` has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


class Traffic:
    """What a page asked for and what the browser complained about."""

    def __init__(self, page: Page) -> None:
        self.responses: list[Response] = []
        self.complaints: list[str] = []
        page.on("response", lambda response: self.responses.append(response))
        page.on("console", lambda message: self.complaints.append(self._short(message.text)))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @staticmethod
    def _short(text: str) -> str:
        """The status alone, for the line a browser writes about an answer that is an error."""
        found = re.fullmatch(r"Failed to load resource: .*status of (\d{3}) .*", text)
        return found.group(1) if found else text

    def strangers(self, base_url: str) -> list[str]:
        """The addresses asked outside our own origin."""
        return [response.url for response in self.responses if not response.url.startswith(base_url)]
