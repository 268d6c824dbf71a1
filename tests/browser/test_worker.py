"""The story of a worker who reads little: one question a screen, from the first link to the end of sharing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Site
from tests.browser.test_pages import WIDTHS, press_until, scrolls_sideways

MOST_WORDS = 40
MOST_IN_A_SENTENCE = 12
NAME = "Amina Ünal"
TOLD = "Taarten versieren"
# What we say on a screen; names, dates and whatever a person or partnership wrote is not ours to shorten.
OUR_TEXT = """() => {
    const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('[data-own], [hidden], .hidden-text, .address, aside').forEach(each => each.remove());
    main.querySelectorAll('details:not([open]) > :not(summary)').forEach(each => each.remove());
    main.querySelectorAll('h1, h2, h3, p, li, legend, label, button, a, summary, dt, dd, div')
        .forEach(each => each.append('\\n'));
    return main.textContent;
}"""


def ensure_short(page: Page) -> None:
    """No screen asks for more reading than a short note."""
    lines = [line.strip() for line in page.evaluate(OUR_TEXT).splitlines() if line.strip()]
    words = [word for line in lines for word in line.split()]
    assert len(words) <= MOST_WORDS, (page.url, len(words), lines)
    sentences = [part for line in lines for part in re.split(r"[.?!:](?:\s+|$)", line)]
    long = [sentence for sentence in sentences if len(sentence.split()) > MOST_IN_A_SENTENCE]
    assert long == [], page.url


def look(page: Page, screenshots: Path, name: str) -> None:
    """Keep what the screen was like, and that it can be read."""
    page.screenshot(path=screenshots / f"worker-{name}.png", full_page=True)
    assert scrolls_sideways(page) is False, name
    assert page.locator("h1").count() == 1, name
    ensure_short(page)


def go_on(page: Page) -> None:
    """The first button of the question."""
    page.locator("main form.card button[type=submit]").first.click()


def collect(page: Page, site: Site, count: int = 1) -> None:
    """From the link in a message into the passport."""
    page.goto(site.claim_address(count=count, recipient_name=NAME))
    page.locator("main form button").click()
    page.goto(f"{site.base_url}/passport")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_worker_says_yes_tells_chooses_looks_first_shares_and_stops(
    site: Site, chromium: Browser, screenshots: Path, width: int
) -> None:
    worker = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = worker.new_page()
    collect(page, site)
    look(page, screenshots, f"new-{width}")
    page.get_by_role("button", name="Klopt", exact=True).click()
    page.locator("main .list__link").first.click()
    look(page, screenshots, f"skill-{width}")
    page.goto(f"{site.base_url}/passport/own")
    page.get_by_label("Dit kan ik").fill(TOLD)
    go_on(page)
    look(page, screenshots, f"own-{width}")
    page.get_by_role("link", name="Delen", exact=True).click()
    page.locator("input[name=credential]").first.check()
    page.locator("input[name=ownSkill]").first.check()
    look(page, screenshots, f"choose-{width}")
    go_on(page)
    page.get_by_label("Naam van het bedrijf of de persoon").fill("Bakkerij Jansen")
    page.get_by_label("Sollicitatie").check()
    look(page, screenshots, f"whom-{width}")
    go_on(page)
    page.get_by_label("7 dagen").check()
    look(page, screenshots, f"long-{width}")
    go_on(page)
    page.get_by_label("Geen naam").check()
    page.get_by_label("Maak een korte code om te typen").check()
    look(page, screenshots, f"show-{width}")
    go_on(page)
    assert "Zo ziet de ander het." in page.locator("main").inner_text()
    assert NAME not in page.content()
    page.get_by_role("button", name="Maak de link").click()
    look(page, screenshots, f"created-{width}")
    assert page.locator(".qr__code svg").is_visible()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", page.locator("strong.code").inner_text())
    address = page.locator("main .address").inner_text().strip()
    see_as_employer(chromium, address)
    page.get_by_role("link", name="Wat u deelt").click()
    look(page, screenshots, f"shares-{width}")
    page.get_by_role("link", name="Wie keek er? Bakkerij Jansen").click()
    look(page, screenshots, f"log-{width}")
    assert page.get_by_text("keek iemand op de pagina.").count() == 1
    page.get_by_role("button", name="Stop nu met delen").click()
    assert page.get_by_text("Gestopt: deze link werkt niet meer").is_visible()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    worker.close()


def see_as_employer(chromium: Browser, address: str) -> None:
    """The other sees a valid credential without a name, and apart from it what the worker tells."""
    employer = chromium.new_context(locale="nl-NL", java_script_enabled=False)
    page = employer.new_page()
    page.goto(address)
    assert page.locator("h1").inner_text() == "Dit bewijs is geldig"
    page.get_by_role("button", name="Bekijk alle details").click()
    assert NAME not in page.content()
    own = page.locator("section.own")
    assert TOLD in own.inner_text()
    assert "Niemand heeft dit gecontroleerd." in own.inner_text()
    assert own.locator(".verdict, .nl-data-badge").count() == 0
    assert own.evaluate("each => getComputedStyle(each).borderTopStyle") == "dashed"
    employer.close()


def test_a_worker_tells_and_stops_by_keyboard_only(site: Site, page: Page) -> None:
    collect(page, site)
    page.goto(f"{site.base_url}/passport/own")
    press_until(page, "input[name=name]")
    page.keyboard.type(TOLD)
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("section.own h2")).to_have_text(TOLD)
    press_until(page, "section.own button")
    page.keyboard.press("Enter")
    expect(page.locator("section.own")).to_have_count(0)
    page.goto(f"{site.base_url}/passport/share")
    page.locator("input[name=credential]").first.check()
    for _ in range(5):
        page.locator("main button[type=submit]").first.click()
    page.goto(f"{site.base_url}/passport/shares")
    press_until(page, "main .list__more a[href*=shares]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/passport/shares/*")
    press_until(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gestopt: deze link werkt niet meer")).to_be_visible()


def test_at_twice_the_size_nothing_is_cut_off(site: Site, chromium: Browser, screenshots: Path) -> None:
    # A window of 1280 pixels has room for 640 at 200 %, and for 320 at 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
    for width in (640, 320):
        worker = chromium.new_context(
            viewport={"width": width, "height": 512}, device_scale_factor=2, locale="nl-NL"
        )
        page = worker.new_page()
        collect(page, site)
        for path in ("/passport", "/passport/own", "/passport/share", "/passport/shares"):
            page.goto(site.base_url + path)
            page.screenshot(path=screenshots / f"worker-zoom-{width}{path.replace('/', '-')}.png")
            assert scrolls_sideways(page) is False, (width, path)
        worker.close()


def test_a_passport_in_print_is_what_somebody_can_do(site: Site, page: Page, screenshots: Path) -> None:
    collect(page, site, count=2)
    page.emulate_media(media="print")
    page.screenshot(path=screenshots / "worker-print.png", full_page=True)
    assert page.locator("h1").is_visible()
    assert page.get_by_text("Veilig werken met een heftruck").first.is_visible()
    for hidden in (
        page.locator("nav.holder-nav"),
        page.get_by_role("button", name="Klopt", exact=True).first,
    ):
        assert not hidden.is_visible()
