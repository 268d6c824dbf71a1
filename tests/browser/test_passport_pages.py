"""Every page of a worker in a real browser: accessible, one task, and no more to read than a short note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS
from tests.browser.mailed import Mailed
from tests.browser.pages_looked_at import PASSPORT_PAGES
from tests.browser.test_pages import audit, scrolls_sideways
from tests.browser.test_staff import enter
from tests.browser.test_worker import TOLD, ensure_short

EMAIL = "amina@thuis.example"
NAME = "Amina Demir"


@dataclass
class Worker:
    """Somebody who used everything that a passport has, on a device on which it is open."""

    rare: Mailed
    page: Page
    axe_source: str
    screenshots: Path
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def go(self, path: str) -> Page:
        """Open a page of the service."""
        self.page.goto(self.rare.site.base_url + path)
        return self.page

    def press(self, name: str) -> Page:
        """Press the first button with these words."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.page

    def look(self, name: str) -> None:
        """Judge a page of hers as it stands: short for a reader, and all that `inspect` asks."""
        self.inspect(name)
        ensure_short(self.page)

    def inspect(self, name: str) -> None:
        """Keep pictures of the page as it stands: at each width accessible, and not cut off."""
        assert self.page.locator("h1").count() == 1, name
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844})
            self.page.screenshot(path=self.screenshots / f"passport-{name}-{width}.png", full_page=True)
            assert scrolls_sideways(self.page) is False, (name, width)
            assert audit(self.page, self.axe_source) == [], (name, width)

    def find(self, pattern: str) -> str:
        """What the page has that fits."""
        found = re.search(pattern, self.page.locator("main").inner_html())
        assert found is not None, pattern
        return found[1]

    def address(self, route: str) -> str:
        """Where a route of PASSPORT_PAGES is, for this worker."""
        return self.places.get(route) or route.format(**self.ids)


@pytest.fixture(scope="module")
def amina(rare: Mailed, chromium: Browser, axe_source: str, screenshots: Path) -> Iterator[Worker]:
    """Three proofs (new, right, wrong), words of her own, a link that was opened, a mail address, and a lost telephone."""
    visitor = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    visitor.set_default_timeout(10_000)
    worker = Worker(rare, visitor.new_page(), axe_source, screenshots)
    collect(worker)
    confirm_address(worker, EMAIL)
    tell_and_share(worker)
    dispute(worker)
    ask_a_coordinator(worker, chromium)
    claim = rare.site.claim_address(count=2, recipient_name="Bo Vos")
    worker.places["/claim/{secret}"] = claim.removeprefix(rare.site.base_url)
    yield worker
    visitor.close()


def collect(worker: Worker) -> None:
    worker.page.goto(worker.rare.site.claim_address(count=3, recipient_name=NAME))
    worker.page.locator("main form button").click()
    worker.go("/passport")
    worker.ids["credentialId"] = worker.find(r"/passport/skills/([0-9a-f-]{36})")
    worker.press("Klopt")


def confirm_address(worker: Worker, address: str) -> None:
    page = worker.go("/passport/ways-in/new?by=email")
    page.get_by_label("Uw mailadres").fill(address)
    worker.press("Stuur mij een code")
    first, second = worker.rare.read(address, r"\b(\d{3} \d{3})\b").split()
    page.get_by_label("Code van 6 cijfers").fill(first + second)
    worker.press("Ga verder")
    worker.ids["wayId"] = worker.find(r"/passport/ways-in/([0-9a-f-]{36})/remove")


def tell_and_share(worker: Worker) -> None:
    page = worker.go("/passport/own")
    page.get_by_label("Dit kan ik").fill(TOLD)
    worker.press("Bewaar")
    page = worker.go("/passport/share")
    page.locator("input[name=credential]").first.check()
    for _ in range(5):
        page.locator("main button[type=submit]").first.click()
    worker.rare.site.follow(page.locator("main .address").inner_text().strip())
    worker.go("/passport/shares")
    worker.ids["shareLinkId"] = worker.find(r"/passport/shares/([0-9a-f-]{36})")


def dispute(worker: Worker) -> None:
    page = worker.go("/passport")
    page.get_by_role("link", name="Klopt niet", exact=True).first.click()
    worker.places["disputed"] = page.url.removeprefix(worker.rare.site.base_url).removesuffix("/wrong")
    page.get_by_role("radio").first.check()
    worker.press("Stuur")


def ask_a_coordinator(worker: Worker, chromium: Browser) -> None:
    """At the desk somebody looks at her data, and gives her a code for a new way in."""
    staff = chromium.new_context(locale="nl-NL")
    staff.set_default_timeout(10_000)
    page = enter(staff, worker.rare.site, worker.rare.token)
    page.goto(f"{worker.rare.desk}/recipients?show=all")
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("link", name="Nieuwe toegang tot het paspoort").click()
    worker.places["desk"] = page.url
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Maak een code").click()
    worker.places["early"] = f"/claim/{page.locator('.skill').inner_text().strip()}"
    secret = worker.rare.mailed(EMAIL, "/claim/stop")
    worker.places["/claim/stop/{secret}"] = f"/claim/stop/{secret}"
    staff.close()


@pytest.mark.parametrize("route", PASSPORT_PAGES)
def test_a_page_of_a_worker_is_accessible_and_short(amina: Worker, route: str) -> None:
    amina.go(amina.address(route))
    amina.look(re.sub(r"[{}]", "", route).strip("/").replace("/", "-").removeprefix("passport-"))


# Where, and what is pressed there with nothing filled in.
PRESSED = {
    "claim-mistake": ("/claim", "Ga verder"),
    "sign-in-mistake": ("/passport/sign-in?by=email", "Stuur mij een code"),
    "sign-in-code-mistake": ("/passport/sign-in/code", "Ga verder"),
    "sign-in-passkey": ("/passport/sign-in", "Open met vinger of gezicht"),
    "ways-in-new-mistake": ("/passport/ways-in/new", "Stuur mij een code"),
    "ways-in-code-mistake": ("/passport/ways-in/code", "Ga verder"),
    "ways-in-passkey": ("/passport/ways-in", "Vinger of gezicht erbij"),
    "own-mistake": ("/passport/own", "Bewaar"),
    "wrong-mistake": ("/passport/skills/{credentialId}/wrong", "Stuur"),
    "share-mistake": ("/passport/share", "Ga verder"),
    "erase-mistake": ("/passport/erase", "Verwijder alles"),
    "helper-code": ("/passport/helper", "Maak een code"),
}


@pytest.mark.parametrize("name", PRESSED)
def test_what_a_button_of_a_worker_leads_to_is_accessible_and_short(amina: Worker, name: str) -> None:
    route, button = PRESSED[name]
    amina.go(amina.address(route))
    amina.press(button)
    amina.look(name)


def test_what_a_worker_meets_when_something_is_wrong_is_accessible_and_short(amina: Worker) -> None:
    amina.go(amina.address("disputed"))
    amina.look("skill-disputed")
    amina.go(amina.address("early"))
    amina.look("recover-early")
    amina.go(f"/claim/{'A' * 22}")
    amina.look("claim-gone")


def test_a_coach_looks_along_on_a_page_that_is_accessible_and_short(amina: Worker, chromium: Browser) -> None:
    amina.go("/passport/helper")
    code = amina.press("Maak een code").locator(".skill").inner_text()
    coach = chromium.new_context(locale="nl-NL")
    page = enter(coach, amina.rare.site, amina.rare.token)
    page.goto(f"{amina.rare.desk}/help")
    page.get_by_label("Code van 8 cijfers").fill(code)
    page.get_by_role("button", name="Kijk mee").click()
    page.wait_for_url("**/passport")
    replace(amina, page=page).look("helped")
    coach.close()


def test_who_is_not_sixteen_asks_a_parent_and_reads_from_when(amina: Worker, chromium: Browser) -> None:
    young, parent = chromium.new_context(locale="nl-NL"), chromium.new_context(locale="nl-NL")
    day = (datetime.now(UTC) + timedelta(days=200)).date().isoformat()
    worker = replace(amina, page=young.new_page())
    worker.page.goto(amina.rare.site.claim_address(count=1, recipient_name="Noa Bos", sixteen_on=day))
    worker.page.locator("main form button").click()
    worker.go("/passport/guardian")
    worker.inspect("guardian")
    worker.page.get_by_label("Mailadres van uw ouder of verzorger").fill("ouder@thuis.example")
    worker.press("Stuur de mail")
    worker.inspect("guardian-asked")
    asked = replace(amina, page=parent.new_page())
    asked.go(f"/guardian/{amina.rare.mailed('ouder@thuis.example', '/guardian')}")
    asked.inspect("guardian-question")
    asked.press("Ja, dat is goed")
    asked.inspect("guardian-answered")
    worker.go("/passport/share")
    worker.page.wait_for_url("**/passport/from-sixteen")
    worker.look("from-sixteen")
    look_at_the_desk(amina, chromium)
    young.close()
    parent.close()


def look_at_the_desk(amina: Worker, chromium: Browser) -> None:
    """What a desk is told of somebody who is not sixteen."""
    staff = chromium.new_context(locale="nl-NL")
    desk = replace(amina, page=enter(staff, amina.rare.site, amina.rare.token))
    desk.page.goto(f"{amina.rare.desk}/recipients?show=all")
    desk.page.get_by_role("link", name="Noa Bos").first.click()
    start = desk.page.get_by_role("link", name="Nieuwe toegang tot het paspoort").get_attribute("href")
    for name in ("age", "guardian"):
        desk.go(f"{start}/{name}")
        desk.inspect(f"desk-{name}")
    staff.close()


def test_a_desk_that_helps_and_answers_is_accessible(amina: Worker, chromium: Browser) -> None:
    staff = chromium.new_context(locale="nl-NL")
    desk = replace(amina, page=enter(staff, amina.rare.site, amina.rare.token))
    page = desk.page
    page.goto(f"{amina.rare.desk}/help")
    desk.inspect("desk-help")
    page.goto(amina.places["desk"])
    desk.inspect("desk-new-way-in")
    page.goto(f"{amina.rare.desk}/disputes")
    desk.inspect("desk-disputes")
    page.locator("main .list__title a").first.click()
    desk.inspect("desk-dispute")
    staff.close()


def test_a_stopped_way_in_says_so_in_few_words(amina: Worker) -> None:
    amina.go(amina.address("/claim/stop/{secret}"))
    amina.press("Nee, stop het")
    amina.look("recovery-stopped")
