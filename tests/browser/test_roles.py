"""The whole job of each role in a real browser: on a phone and at a desk, without a mouse and without JavaScript.

Every page on the way is looked at: a picture, one heading, nothing beside the window, a ring around what has the focus,
and nothing that axe-core finds.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.enter_roles import FAMILIES, WORKERS
from tests.browser.keyboard import Keys
from tests.browser.served import Site, serve_filled_site
from tests.browser.test_pages import audit, scrolls_sideways
from tests.browser.test_sheets import wait_until_done, write

DEVICES = {"phone": (390, 844), "desk": (1280, 900)}


class Visitor(Keys):
    """Somebody of staff who is signed in; a second window, with JavaScript, is for axe-core alone."""

    def __init__(self, page: Page, mirror: Page, name: str, axe_source: str, screenshots: Path) -> None:
        super().__init__(page)
        self.mirror, self.name, self.axe_source, self.screenshots = mirror, name, axe_source, screenshots

    @property
    def words(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.page.locator("h1").inner_text()

    def buttons(self) -> list[str]:
        """The words of every button in the content."""
        return [text.strip() for text in self.page.locator("main button").all_inner_texts()]

    def look(self, what: str) -> None:
        """Keep a picture of the page and judge it."""
        name = f"role-{self.name}-{what}"
        self.page.screenshot(path=self.screenshots / f"{name}.png", full_page=True)
        assert self.page.locator("h1").count() == 1, name
        assert scrolls_sideways(self.page) is False, name
        assert self._audit() == [], name

    def _audit(self) -> list[str]:
        """What axe-core, which is a script, finds on the same page in a window that has scripts."""
        shown, body = re.compile(re.escape(self.page.url.partition("#")[0])), self.page.content()
        self.mirror.route(
            shown, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
        )
        self.mirror.goto(self.page.url)
        self.mirror.unroute(shown)
        return audit(self.mirror, self.axe_source)


@dataclass
class Office:
    """The service with two teams, and what tells a story of one of them."""

    site: Site
    made: dict[str, Any]
    chromium: Browser
    axe_source: str
    screenshots: Path
    device: str = ""

    @property
    def desk(self) -> str:
        """The address of the desk."""
        return f"{self.site.base_url}/desk/{self.site.seed.slug}"

    def worker(self, what: str) -> str:
        """The name of who waits for this."""
        return WORKERS[self.device][what]

    def claim(self, what: str) -> str:
        """The id of what waits."""
        return str(self.made[self.device]["claims"][what])

    def enter(self, role: str) -> Visitor:
        """Somebody with this role at the start of the desk."""
        width, height = DEVICES[self.device]
        page, mirror = (self._open(role, width, height, has_scripts) for has_scripts in (False, True))
        page.goto(self.desk)
        return Visitor(page, mirror, f"{role}-{self.device}", self.axe_source, self.screenshots)

    def _open(self, role: str, width: int, height: int, has_scripts: bool) -> Page:
        visitor: BrowserContext = self.chromium.new_context(
            viewport={"width": width, "height": height}, locale="nl-NL", java_script_enabled=has_scripts
        )
        token = self.made[self.device]["tokens"][role]
        visitor.add_cookies([{"name": "staff", "value": token, "url": self.site.base_url, "httpOnly": True}])
        return visitor.new_page()


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser, axe_source: str, screenshots: Path
) -> Iterator[Office]:
    """One service for all stories; who collected and who did not is known to it."""
    folder = tmp_path_factory.mktemp("roles")
    with serve_filled_site(folder, "tests.browser.enter_roles", "--with-worker") as (site, printed):
        site.share_address()
        site.claim_address(count=1, recipient_name="Bram Vos")
        yield Office(site, json.loads(printed), chromium, axe_source, screenshots)


@pytest.fixture(params=DEVICES)
def told(office: Office, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The service as one of the devices sees it; every window is closed afterwards."""
    before = list(office.chromium.contexts)
    office.device = request.param
    yield office
    for visitor in office.chromium.contexts:
        if visitor not in before:
            visitor.close()


def test_a_second_assessor_reads_declares_and_signs_and_the_proof_can_be_given(told: Office) -> None:
    omar = told.enter("second-assessor")
    omar.look("start")
    omar.press("Beoordelen")
    omar.look("list")
    omar.press(told.worker("second"))
    assert "U bent de tweede beoordelaar." in omar.words and "Reed rustig en keek om." in omar.words
    assert "Nog geen antwoord" not in omar.words
    omar.look("case")
    omar.press("Eens, onderteken")
    assert omar.page.get_by_role("alert").is_visible()
    omar.look("mistake")
    omar.choose("input[name=conflict][value=none]")
    omar.write({"role": "Teamleider magazijn"})
    omar.press("Eens, onderteken")
    assert omar.title == "Klaar, dank u wel"
    omar.look("done")
    omar.press("Naar de lijst")
    assert told.worker("second") not in omar.words
    answer = omar.page.goto(f"{told.desk}/judge/{told.claim('judge')}/1")
    assert answer is not None and answer.status == 403
    noor = told.enter("coordinator")
    noor.press("Klaar om uit te geven")
    noor.press(told.worker("second"))
    noor.press("Geef het bewijs")
    assert told.worker("second") in noor.words


def test_a_reader_reads_and_nothing_else(told: Office) -> None:
    lies = told.enter("reader")
    assert "trek ze in" not in lies.words and "stuur ze" not in lies.words
    lies.look("start")
    lies.press("Mensen met bewijzen")
    lies.look("people")
    assert lies.buttons() == ["Zoek"]
    lies.press("Bram Vos")
    lies.look("person")
    assert lies.buttons() == []
    lies.press("Veilig werken met een heftruck")
    lies.look("proof")
    assert lies.buttons() == [] and lies.page.locator("main form").count() == 0
    lies.page.goto(lies.page.url.rpartition("/")[0])
    assert "Bram Vos" in lies.words
    lies.look("proofs")
    assert lies.buttons() == [] and lies.page.get_by_role("checkbox").count() == 0
    for part in ("dossiers", "ready", "people", f"judge/{told.claim('second')}"):
        answer = lies.page.goto(f"{told.desk}/{part}")
        assert answer is not None and answer.status == 403, part
    assert lies.title == "Dit hoort niet bij uw rol"
    lies.look("not-allowed")
    lies.press("Naar het begin van uw werkplek")
    assert lies.page.url.partition("#")[0] == told.desk
    answer = lies.page.goto(f"{told.desk}/recipients/{told.claim('second')}")
    assert answer is not None and answer.status == 404 and lies.title == "Deze pagina bestaat niet"
    lies.look("not-there")


def test_a_designer_writes_a_set_and_another_pair_of_eyes_publishes_it(told: Office) -> None:
    bas, name = told.enter("designer"), f"Pallets ({told.device})"
    bas.look("start")
    bas.press("Sets met vaardigheden")
    bas.press("Maak een set")
    bas.write(
        {
            "name-nl": name,
            "name-en": "Working with pallets",
            "description-nl": "Wat u leert over pallets.",
            "description-en": "What you learn about pallets.",
        }
    )
    bas.look("words")
    bas.press("Bewaar")
    hub = bas.page.url.partition("#")[0]
    bas.look("hub")
    bas.press("Regels")
    bas.write({"standard-name": "Werkwijze magazijn 2026", "qualityScheme": "Handboek beoordelen"})
    bas.press("Bewaar")
    bas.press("Voeg een vaardigheid toe")
    bas.press("Bewaar")
    assert bas.page.get_by_role("alert").is_visible()
    bas.look("skill-mistake")
    bas.write(
        {
            "name-nl": "Pallets veilig stapelen",
            "name-en": "Stacking pallets safely",
            "description-nl": "Zet volle pallets veilig op elkaar.",
            "description-en": "Stacks full pallets safely.",
            "criteria-0-text-nl": "Stapelt pallets recht op elkaar.",
            "criteria-0-text-en": "Stacks pallets straight on each other.",
        }
    )
    bas.press("Bewaar")
    bas.press("Verander")
    bas.write({"q": "heftruck"})
    bas.enter()
    bas.look("found")
    bas.choose("#field-target")
    bas.choose("#field-layer")
    bas.press("Voeg toe")
    bas.look("aligned")
    bas.page.goto(hub)
    assert "Alles is ingevuld." in bas.words and "Vraag een collega om dit openbaar te maken." in bas.words
    assert "Maak deze versie openbaar" not in bas.buttons()
    bas.look("ready")
    ans = told.enter("colleague")
    ans.press("Sets met vaardigheden")
    ans.look("sets")
    ans.press(name)
    ans.press("Maak deze versie openbaar")
    assert "Openbaar gemaakt op" in ans.words
    ans.look("published")


def test_a_designer_says_to_which_concept_a_word_belongs_and_another_looks(told: Office) -> None:
    bas, word = told.enter("designer"), f"Pompwagen {FAMILIES[told.device]}"
    bas.press("Eigen woorden")
    bas.look("terms")
    bas.press(word)
    bas.write({"q": "forklift"})
    bas.enter()
    bas.press("Stel dit voor")
    assert bas.page.get_by_role("alert").is_visible()
    bas.look("term-mistake")
    bas.choose("#field-target")
    bas.select("#field-matchType", 2)
    bas.press("Stel dit voor")
    assert "Een collega kijkt dit na." in bas.words and "Ja, dit klopt" not in bas.buttons()
    ans = told.enter("colleague")
    ans.press("Eigen woorden")
    ans.press(word)
    ans.look("term")
    ans.press("Ja, dit klopt")
    assert "Hoort bij een begrip" in ans.words
    ans.look("term-mapped")


def test_a_coach_brings_a_worker_to_an_assessor_and_cannot_judge(told: Office, tmp_path: Path) -> None:
    kim = told.enter("coach")
    kim.look("start")
    kim.press("Dossiers")
    kim.press("Open een dossier")
    kim.press("Open het dossier")
    assert kim.page.get_by_role("alert").is_visible()
    kim.look("dossier-mistake")
    kim.write({"name": told.worker("coached"), "reference": f"C-{told.device}"})
    kim.spell("#field-skillSetId", "Werken in het magazijn")
    kim.press("Open het dossier")
    assert kim.title == told.worker("coached")
    kim.look("dossier")
    kim.press("Voeg een vaardigheid toe")
    kim.choose("#field-achievementId")
    kim.select("#field-levelAsked", 2)
    kim.press("Voeg toe")
    claim = kim.page.url.partition("#")[0]
    assert f"Eva {FAMILIES[told.device]}" in kim.words and "Omar" not in kim.words
    kim.look("claim")
    kim.press("Voeg een bewijsstuk toe")
    kim.choose("#field-kind")
    kim.write({"summary": "Reed 2 uur veilig met de heftruck."})
    kim.look("evidence")
    kim.press("Voeg toe")
    kim.page.goto(claim)
    kim.press("Laat iemand bevestigen")
    kim.write({"summary": "Reed 2 uur zonder fouten."})
    kim.press("Maak de link")
    assert "/confirm/" in kim.page.locator(".address").inner_text()
    kim.look("confirmation")
    answer = kim.page.goto(f"{told.desk}/judge/{claim.rpartition('/')[2]}")
    assert answer is not None and answer.status == 403
    kim.look("not-allowed")
    kim.page.goto(f"{told.desk}/dossiers")
    kim.look("dossiers")
    assert told.worker("coached") in kim.words and told.worker("judge") not in kim.words


def test_an_assessor_judges_five_criteria_and_leaves_the_rest_to_a_second_person(told: Office) -> None:
    eva = told.enter("assessor")
    eva.look("start")
    eva.press("Beoordelen")
    eva.look("list")
    eva.press(told.worker("judge"))
    eva.look("begin")
    eva.press("Nee, ik begin")
    for number in range(1, 6):
        assert f"Vraag {number} van 6" in eva.words
        eva.press("Ja")
    eva.press("Verder")
    assert eva.page.get_by_role("alert").is_visible()
    eva.look("mistake")
    eva.write({"reasons": "Reed rustig en keek steeds om."})
    eva.choose("input[name=method]")
    eva.choose("input[name=points]")
    eva.press("Verder")
    eva.look("summary")
    eva.write({"role": "Praktijkopleider"})
    eva.press("Onderteken")
    assert eva.title == "Klaar, dank u wel" and "Nu kijkt een tweede beoordelaar." in eva.words
    eva.look("done")
    eva.press("Naar de lijst")
    assert told.worker("judge") not in eva.words


def test_a_coordinator_invites_issues_sends_and_sees_what_happened(told: Office, tmp_path: Path) -> None:
    noor = told.enter("coordinator")
    noor.look("start")
    noor.press("Mensen en rollen")
    noor.press("Nodig iemand uit")
    noor.press("Stuur de uitnodiging")
    assert noor.page.get_by_role("alert").is_visible()
    noor.look("invite-mistake")
    noor.write({"email": f"nieuw.{told.device}@regio.example"})
    noor.choose("input[name=role][value=reader]")
    noor.press("Stuur de uitnodiging")
    assert f"nieuw.{told.device}@regio.example" in noor.words
    noor.look("people")
    noor.page.goto(told.desk)
    noor.press("Klaar om uit te geven")
    noor.look("ready")
    noor.press(told.worker("ready"))
    noor.look("ready-one")
    noor.press("Geef het bewijs")
    noor.look("issued")
    noor.page.goto(f"{told.desk}/recipients")
    noor.press(told.worker("ready"))
    noor.to('main button:has-text("Maak een brief")')
    with noor.page.expect_download() as letter:
        noor.page.keyboard.press("Enter")
    assert letter.value.path().read_bytes().startswith(b"%PDF-")
    noor.page.reload()
    noor.look("person")
    noor.page.goto(f"{told.desk}/sheets")
    levels, first = (1, 9), 1 if told.device == "phone" else 11
    wrong = write(tmp_path, "rijen.xlsx", told.site.seed.achievement_code, levels=levels, first=first)
    noor.to("#field-file")
    noor.page.set_input_files("#field-file", wrong)
    noor.press("Kijk het bestand na")
    assert "Rij 3, kolom Niveau: '9' bestaat niet." in noor.words
    noor.look("sheet")
    noor.select("#field-rows")
    noor.press("Geef de bewijzen uit")
    wait_until_done(noor.page)
    assert "1 van 1 bewijzen" in noor.words
    noor.look("sheet-done")
