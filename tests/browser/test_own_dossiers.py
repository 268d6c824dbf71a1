"""The story of a worker who shows what she can do from a telephone, is told "not yet", disagrees, and reads the outcome."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Site, serve_judged_site
from tests.browser.test_pages import WIDTHS, audit, press_until, scrolls_sideways
from tests.browser.test_worker import collect, ensure_short, go_on, look
from tests.evidence import picture

PHOTO = {"name": "werk.jpg", "mimeType": "image/jpeg", "buffer": picture()}
Judged = tuple[Site, Callable[[str, str], str]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """A partnership that looks at skills, and how its assessor judges."""
    with serve_judged_site(tmp_path_factory.mktemp("own-dossiers")) as served:
        yield served


def begin(page: Page) -> None:
    """From the passport to the question which skill."""
    page.get_by_role("link", name="Laat zien wat u kunt").click()
    page.get_by_role("link", name="Begin", exact=True).click()
    page.locator("input[name=at]").first.check()


def test_a_worker_opens_proves_is_told_not_yet_disagrees_and_reads_the_outcome(
    judged: Judged, page: Page, screenshots: Path
) -> None:
    site, judge = judged
    collect(page, site)
    ensure_short(page)
    begin(page)
    look(page, screenshots, "own-place")
    go_on(page)
    look(page, screenshots, "own-what")
    page.get_by_label("Ik ben 16 jaar of ouder").check()
    go_on(page)
    page.get_by_label("Vertel wat u dan doet").fill("Ik rijd elke dag met de heftruck.")
    look(page, screenshots, "own-claim-form")
    go_on(page)
    look(page, screenshots, "own-claim-new")
    page.get_by_role("link", name="Voeg een foto of bestand toe").click()
    page.get_by_label("Wat laat dit zien?").fill("Ik zet een pallet neer.")
    page.get_by_label("Foto of bestand", exact=True).set_input_files(PHOTO)
    look(page, screenshots, "own-file")
    go_on(page)
    expect(page.get_by_text("De organisatie zoekt een beoordelaar.")).to_be_visible()
    look(page, screenshots, "own-claim-waits")
    claim = re.search(r"/claims/([0-9a-f-]{36})$", page.url)
    assert claim is not None
    judge(claim[1], "not-yet")
    page.goto(f"{site.base_url}/passport/dossiers")
    look(page, screenshots, "own-list")
    page.locator("main .list__link").first.click()
    look(page, screenshots, "own-dossier")
    page.locator("main .list__link").first.click()
    expect(page.get_by_text("Oefen het keren.")).to_be_visible()
    look(page, screenshots, "own-not-yet")
    page.get_by_role("link", name="Ik ben het er niet mee eens").click()
    page.get_by_label("Waar bent u het niet mee eens?").fill("Ik keerde wel goed.")
    look(page, screenshots, "own-appeal")
    go_on(page)
    expect(page.get_by_text("Iemand anders kijkt opnieuw.")).to_be_visible()
    judge(claim[1], "met")
    page.reload()
    expect(page.get_by_text("De nieuwe beoordeling: gelukt.")).to_be_visible()
    look(page, screenshots, "own-outcome")


@pytest.mark.parametrize("width", WIDTHS)
def test_her_pages_are_accessible_in_both_languages_and_widths(
    judged: Judged, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    site, judge = judged
    worker = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = worker.new_page()

    def see(name: str) -> None:
        page.screenshot(path=screenshots / f"own-{name}-{width}.png", full_page=True)
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name
        assert page.locator("h1").count() == 1, name

    collect(page, site)
    page.goto(f"{site.base_url}/passport/dossiers")
    see("none")
    page.get_by_role("link", name="Begin", exact=True).click()
    see("place")
    page.get_by_label("Andere organisatie").fill("bestaat-niet")
    go_on(page)
    see("place-mistake")
    page.get_by_label("Andere organisatie").fill("")
    page.locator("input[name=at]").first.check()
    go_on(page)
    go_on(page)
    see("what-mistake")
    page.get_by_label("Ik ben 16 jaar of ouder").check()
    go_on(page)
    see("claim-form")
    go_on(page)
    see("claim")
    claim = page.url
    page.get_by_role("link", name="Voeg uren toe").click()
    go_on(page)
    see("hours-mistake")
    page.get_by_label("Hoeveel uur?").fill("40")
    page.get_by_label("Wat deed u?").fill("Reed in het magazijn.")
    go_on(page)
    page.get_by_role("link", name="Voeg een foto of bestand toe").click()
    see("file")
    page.get_by_role("link", name="Terug").click()
    page.get_by_role("link", name="Terug").click()
    page.locator("main summary").click()
    see("dossier")
    judge(claim.rpartition("/")[2], "not-yet")
    page.goto(claim)
    see("not-yet")
    page.get_by_role("link", name="Ik ben het er niet mee eens").click()
    see("appeal")
    worker.close()


def test_she_begins_and_stops_by_keyboard_only(judged: Judged, page: Page) -> None:
    site, _ = judged
    collect(page, site)
    page.goto(f"{site.base_url}/passport/dossiers")
    press_until(page, "main a.nl-button")
    page.keyboard.press("Enter")
    press_until(page, "input[name=at]")
    page.keyboard.press("Space")
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    press_until(page, "input[name=isSixteenOrOlder]")
    page.keyboard.press("Space")
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    press_until(page, "textarea[name=words]")
    page.keyboard.type("Ik rijd elke dag.")
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ik rijd elke dag.")).to_be_visible()
    press_until(page, "main p a")
    page.keyboard.press("Enter")
    press_until(page, "main summary")
    page.keyboard.press("Enter")
    press_until(page, "main details button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gestopt.")).to_be_visible()
