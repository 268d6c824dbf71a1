"""Judging in a real browser: on a phone and a desk, by keyboard, without JavaScript, on two phones, in eight taps."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site, serve_assessors_site
from tests.browser.test_pages import Traffic, audit, press_until, scrolls_sideways

MOST_TAPS = 8
MOST_SECONDS = 120


@dataclass
class Assessors:
    """The service, with cases and links that each test takes one of."""

    site: Site
    made: dict[str, Any]
    taken: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str) -> Any:
        """The next case or link that no test has used."""
        number = self.taken.get(kind, 0)
        self.taken[kind] = number + 1
        return self.made[kind][number]

    def enter(self, visitor: BrowserContext, token: str) -> Page:
        """A page of somebody who is signed in."""
        cookie = {"name": "staff", "value": token, "url": self.site.base_url, "httpOnly": True}
        visitor.add_cookies([cookie])  # type: ignore[list-item]
        return visitor.new_page()


@dataclass
class Thumb:
    """Counts what an assessor has to touch."""

    page: Page
    taps: int = 0

    def tap(self, place: Locator) -> None:
        """One touch."""
        self.taps += 1
        place.tap()

    def write(self, label: str, text: str) -> None:
        """One touch in a field, then words, typed or spoken."""
        self.tap(self.page.get_by_label(label))
        self.page.keyboard.type(text)


@pytest.fixture(scope="module")
def assessors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assessors]:
    """A partnership where people wait to be judged."""
    with serve_assessors_site(tmp_path_factory.mktemp("assessors")) as (site, made):
        yield Assessors(site, made)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A telephone, with a touch screen and JavaScript."""
    visitor = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL", has_touch=True)
    yield visitor
    visitor.close()


def word(page: Page, label: str) -> Locator:
    return page.locator("button.word", has_text=label).first


def rate(page: Page, *labels: str) -> None:
    for label in labels:
        word(page, label).click()


def wait_for_smaller(page: Page) -> int:
    """The size in bytes of the photo, once the script of the page has made it smaller."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        chosen = page.locator("input[type=file]").evaluate(
            "field => [field.files[0].name, field.files[0].size]"
        )
        if chosen[0] == "photo.jpg":
            return int(chosen[1])
        time.sleep(0.05)
    raise AssertionError("the photo was not made smaller")


def test_five_criteria_take_eight_taps_beyond_the_ratings(
    assessors: Assessors, phone: BrowserContext
) -> None:
    case = assessors.take("cases")
    page = assessors.enter(phone, case["token"])
    thumb, started = Thumb(page), time.monotonic()
    page.goto(assessors.site.base_url + case["path"])
    thumb.tap(word(page, "Nee, ik begin"))
    for number in range(1, 6):
        page.get_by_text(f"Vraag {number} van 6").wait_for()
        thumb.tap(word(page, "Ja"))
    thumb.write("Wat zag u?", "Reed rustig en keek steeds om.")
    thumb.tap(page.get_by_text("Ik keek mee op het werk"))
    thumb.tap(page.get_by_text("Ja, deze 5 punten kloppen"))
    thumb.tap(page.get_by_text("Zelfstandig", exact=True))
    thumb.tap(page.get_by_role("button", name="Verder"))
    thumb.write("Uw rol", "Praktijkopleider")
    thumb.tap(page.get_by_role("button", name="Onderteken"))
    page.get_by_role("heading", name="Klaar, dank u wel").wait_for()
    assert thumb.taps - 5 <= MOST_TAPS
    assert time.monotonic() - started < MOST_SECONDS


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_case_is_accessible(
    assessors: Assessors, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    case = assessors.take("cases")
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = assessors.enter(visitor, case["token"])
    traffic = Traffic(page)

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"judge-{name}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1, name
        for summary in page.locator("summary").all():
            if summary.locator("..").get_attribute("open") is None:
                summary.click()
        assert audit(page, axe_source) == [], name
        assert scrolls_sideways(page) is False, name
        page.set_viewport_size({"width": max(width // 2, 320), "height": 844})
        assert scrolls_sideways(page) is False, f"{name}, enlarged"
        page.set_viewport_size({"width": width, "height": 844})

    def send() -> None:
        page.get_by_role("button", name="Verder").click()

    page.goto(f"{assessors.site.base_url}/desk/telefoon/judge")
    look("list")
    page.goto(assessors.site.base_url + case["path"])
    look("start")
    word(page, "Nee, ik begin").click()
    look("question")
    rate(page, "Ja", "Niet gezien", "Nog niet", "Ja", "Ja")
    look("not-yet")
    page.goto(f"{assessors.site.base_url}{case['path']}/3")
    look("answered")
    rate(page, "Ja")
    page.goto(f"{assessors.site.base_url}{case['path']}/reasons")
    send()
    look("reasons-mistake")
    page.get_by_text("Nee, niet alle 5").click()
    look("points")
    page.get_by_text("Ja, deze 5 punten kloppen").click()
    page.get_by_label("Wat zag u?").fill("Reed rustig en keek om.\nGoed gedaan.")
    page.get_by_text("Ik keek mee op het werk").click()
    look("reasons")
    send()
    look("summary")
    page.get_by_label("Uw rol").fill("Praktijkopleider")
    page.get_by_role("button", name="Onderteken").click()
    look("done")
    visitor.clear_cookies()
    page = assessors.enter(visitor, case["second"])
    page.goto(assessors.site.base_url + case["path"])
    look("second")
    page.locator("button", has_text="Stuur terug").click()
    look("second-mistake")
    page.get_by_text("Nee", exact=True).click()
    page.get_by_label("Uw rol").fill("Teamleider")
    page.get_by_role("button", name="Eens, onderteken").click()
    look("second-done")
    assert traffic.complaints == ["400"]
    assert traffic.strangers(assessors.site.base_url) == []
    visitor.close()


def test_a_case_is_judged_by_keyboard_alone_and_without_scripts(
    assessors: Assessors, context: BrowserContext
) -> None:
    case = assessors.take("cases")
    page = assessors.enter(context, case["token"])
    page.goto(assessors.site.base_url + case["path"])

    def press(selector: str, key: str = "Enter") -> None:
        press_until(page, selector)
        page.keyboard.press(key)

    press("button[value=none]")
    for number in range(1, 6):
        page.wait_for_url(f"**/{number}")
        press("button[value=yes]")
    page.wait_for_url("**/reasons")
    press_until(page, "textarea[name=reasons]")
    page.keyboard.type("Reed rustig.")
    press("input[name=method]", "Space")
    press("input[name=points]", "Space")
    press("form[action$=reasons] button:not([name])")
    page.wait_for_url("**/summary")
    press_until(page, "input[name=role]")
    page.keyboard.type("Praktijkopleider")
    press("form[action$=summary] button")
    page.wait_for_url("**/done")
    assert page.get_by_role("heading", level=1).inner_text() == "Klaar, dank u wel"


def test_the_link_goes_on_where_the_assessor_stopped_also_after_signing_in(
    assessors: Assessors, chromium: Browser, context: BrowserContext
) -> None:
    case = assessors.take("cases")
    address = assessors.site.base_url + case["path"]
    page = assessors.enter(context, case["token"])
    page.goto(address)
    rate(page, "Nee, ik begin", "Ja", "Niet gezien")
    page.close()
    later = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    page = later.new_page()
    page.goto(address)
    assert page.url.endswith("/sign-in")
    kept = {cookie["name"]: cookie["value"] for cookie in later.cookies()}
    assert kept["return-to"].strip('"') == case["path"]
    page = assessors.enter(later, case["token"])
    page.goto(address)
    assert page.url == f"{address}/3"
    page.get_by_role("button", name="Vorige vraag").click()
    assert word(page, "Niet gezien").get_by_text("uw antwoord").is_visible()
    later.close()


def test_two_phones_at_once_go_on_together(
    assessors: Assessors, chromium: Browser, phone: BrowserContext
) -> None:
    case = assessors.take("cases")
    address = assessors.site.base_url + case["path"]
    first = assessors.enter(phone, case["token"])
    first.goto(address)
    rate(first, "Nee, ik begin")
    other = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    second = assessors.enter(other, case["token"])
    second.goto(f"{address}/2")
    rate(first, "Ja")
    rate(second, "Niet gezien")
    first.goto(f"{address}/1")
    rate(first, "Nog niet")
    second.goto(address)
    assert second.url == f"{address}/3"
    second.goto(f"{address}/1")
    assert word(second, "Nog niet").get_by_text("uw antwoord").is_visible()
    other.close()


def test_a_remark_is_saved_while_it_is_typed(assessors: Assessors, phone: BrowserContext) -> None:
    case = assessors.take("cases")
    page = assessors.enter(phone, case["token"])
    page.goto(assessors.site.base_url + case["path"])
    rate(page, "Nee, ik begin")
    page.locator("summary", has_text="Opmerking of foto").click()
    page.get_by_label("Wat zag u?").fill("Keek goed om zich heen.")
    page.get_by_text("Bewaard", exact=True).wait_for()
    page.goto(assessors.site.base_url + case["path"])
    assert page.get_by_label("Wat zag u?").input_value() == "Keek goed om zich heen."


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_photo_is_kept_as_evidence(
    assessors: Assessors, chromium: Browser, tmp_path: Path, has_scripts: bool
) -> None:
    case = assessors.take("cases")
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=has_scripts
    )
    page = assessors.enter(visitor, case["token"])
    photo = tmp_path / "foto.png"
    Image.effect_noise((2400, 1200), 60).save(photo)
    page.goto(assessors.site.base_url + case["path"])
    rate(page, "Nee, ik begin")
    page.locator("summary", has_text="Opmerking of foto").click()
    page.get_by_label("Foto").set_input_files(photo)
    if has_scripts:
        assert wait_for_smaller(page) < photo.stat().st_size
    rate(page, "Ja")
    page.wait_for_url("**/2")
    assert page.locator("summary", has_text="1 bestand").is_visible()
    text = tmp_path / "geen-foto.png"
    text.write_bytes(b"MZ\x90 no picture at all")
    page.locator("summary", has_text="Opmerking of foto").click()
    page.get_by_label("Foto").set_input_files(text)
    rate(page, "Nog niet")
    page.locator("#problem-photo").wait_for()
    assert word(page, "Nog niet").get_by_text("uw antwoord").is_visible()
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_supervisor_confirms_without_account_or_scripts(
    assessors: Assessors, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    address = assessors.site.base_url + assessors.take("links")
    look = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL").new_page()
    traffic = Traffic(look)
    look.goto(address)
    look.screenshot(path=screenshots / f"confirm-{width}.png", full_page=True)
    assert audit(look, axe_source) == []
    look.get_by_role("button", name="Bevestig").click()
    look.screenshot(path=screenshots / f"confirm-mistake-{width}.png", full_page=True)
    assert audit(look, axe_source) == []
    visitor = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = visitor.new_page()
    page.goto(address)
    press_until(page, "input[name=name]")
    page.keyboard.type("Karin Smit")
    press_until(page, "input[name=relation]")
    page.keyboard.press("Space")
    press_until(page, "input[name=confirmed]")
    page.keyboard.press("Space")
    press_until(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirmed")
    gone = look.goto(address)
    assert gone is not None and gone.status == 404
    assert audit(look, axe_source) == []
    assert traffic.complaints == ["400", "404"]
    visitor.close()
    look.context.close()
