"""The story of a coordinator in a real browser: by keyboard alone, without JavaScript, on a phone and at a desk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WIDTHS
from tests.browser.keyboard import Keys
from tests.browser.served import serve_with
from tests.browser.test_pages import Traffic, audit, scrolls_sideways
from tests.evidence import picture


@dataclass
class Told:
    """What the story left: the service, the sessions of the team, and the addresses of pages by name."""

    base_url: str
    desk: str
    tokens: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)

    def enter(self, context: BrowserContext, who: str) -> Page:
        """A page of a browser in which somebody of the team is signed in."""
        value = {"name": "staff", "value": self.tokens[who], "url": self.base_url, "httpOnly": True}
        context.add_cookies([value])  # type: ignore[list-item]
        return context.new_page()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Told]:
    """The whole story, told on a phone without JavaScript and without a mouse."""
    folder = tmp_path_factory.mktemp("desk")
    with serve_with(folder, "tests.browser.enter_desk") as (base_url, printed):
        known = json.loads(printed)
        story = Told(base_url, f"{base_url}/desk/{known['slug']}", known["tokens"])
        write_set(story, chromium)
        publish_set(story, chromium)
        give_mandate(story, chromium)
        open_dossier(story, chromium, folder)
        yield story


def begin(story: Told, chromium: Browser, who: str, path: str) -> Keys:
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = story.enter(visitor, who)
    page.goto(story.desk + path)
    return Keys(page)


def write_set(story: Told, chromium: Browser) -> None:
    """Noor writes a set step by step, and learns that a colleague has to publish it."""
    keys = begin(story, chromium, "noor", "/skill-sets")
    keys.press("Maak een set")
    keys.press("Bewaar")
    assert keys.page.get_by_role("alert").is_visible()
    keys.write(
        {
            "name-nl": "Werken in het magazijn",
            "name-en": "Working in the warehouse",
            "description-nl": "Wat u leert in het magazijn.",
            "description-en": "What you learn in the warehouse.",
        }
    )
    keys.press("Bewaar")
    story.places["draft"] = hub = keys.page.url
    keys.press("Regels")
    keys.write({"standard-name": "Werkwijze magazijn 2026", "qualityScheme": "Handboek beoordelen"})
    keys.press("Bewaar")
    keys.press("Voeg een vaardigheid toe")
    keys.write(
        {
            "name-nl": "Veilig werken met een heftruck",
            "name-en": "Working safely with a forklift",
            "description-nl": "Rijdt veilig met een heftruck.",
            "description-en": "Drives a forklift safely.",
            "criteria-0-text-nl": "Controleert de heftruck voor het rijden.",
            "criteria-0-text-en": "Checks the forklift before driving.",
        }
    )
    keys.press("Bewaar")
    assert keys.page.get_by_text("Kies minstens 1 begrip").count() == 0
    keys.press("Verander")
    story.places["skills"] = keys.page.url
    keys.write({"q": "heftruck"})
    keys.enter()
    keys.choose("#field-target")
    keys.choose("#field-layer")
    keys.press("Voeg toe")
    assert keys.page.get_by_text("Eigen woord", exact=True).first.is_visible()
    keys.page.goto(hub)
    assert keys.page.get_by_text("Alles is ingevuld.").is_visible()
    assert keys.page.get_by_text("Vraag een collega om dit openbaar te maken.").is_visible()
    keys.page.context.close()


def publish_set(story: Told, chromium: Browser) -> None:
    """Bas reads it and publishes."""
    keys = begin(story, chromium, "bas", "/skill-sets")
    keys.press("Werken in het magazijn")
    keys.press("Maak deze versie openbaar")
    assert keys.page.get_by_text("Openbaar gemaakt op").is_visible()
    story.places["published"] = keys.page.url
    keys.page.context.close()


def give_mandate(story: Told, chromium: Browser) -> None:
    """Noor lets Eva judge."""
    keys = begin(story, chromium, "noor", "/mandates")
    keys.press("Geef toestemming")
    keys.choose("#field-personId")
    keys.to("#field-scopeId")
    keys.page.keyboard.press("ArrowDown")
    keys.choose("#field-highestLevel")
    keys.press("Geef toestemming")
    assert keys.page.get_by_role("heading", level=1).inner_text() == "Eva Bos mag beoordelen"
    story.places["mandate"] = keys.page.url
    keys.page.context.close()


def open_dossier(story: Told, chromium: Browser, folder: Path) -> None:
    """Kim, a coach, opens a dossier, adds evidence and asks an assessor."""
    keys = begin(story, chromium, "kim", "/dossiers")
    keys.press("Open een dossier")
    keys.write({"name": "Sanne Ünal", "reference": "W-17"})
    keys.to("#field-skillSetId")
    keys.page.keyboard.press("ArrowDown")
    keys.press("Open het dossier")
    story.places["dossier"] = keys.page.url
    keys.press("Voeg een vaardigheid toe")
    keys.choose("#field-achievementId")
    keys.to("#field-levelAsked")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("ArrowDown")
    keys.press("Voeg toe")
    story.places["claim"] = keys.page.url
    assert keys.page.get_by_text("Dit mogen nu beoordelen: Eva Bos.").is_visible()
    assert keys.page.locator(".qr svg").is_visible()
    keys.press("Voeg een bewijsstuk toe")
    keys.choose("#field-kind")
    keys.write({"summary": "Sanne reed 2 uur veilig met de heftruck."})
    keys.press("Voeg toe")
    photo = folder / "heftruck.jpg"
    photo.write_bytes(picture("JPEG", (600, 400)))
    keys.press("Voeg een bestand toe")
    keys.write({"summary": "Sanne op de heftruck."})
    keys.page.set_input_files("#field-file", photo)
    keys.press("Voeg toe")
    assert keys.page.get_by_role("link", name="Open het bestand").is_visible()
    keys.page.goto(story.places["claim"])
    keys.press("Laat iemand bevestigen")
    keys.write({"summary": "Sanne reed 2 uur."})
    keys.press("Maak de link")
    assert "/confirm/" in keys.page.locator(".address").inner_text()
    keys.page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_story_is_accessible(
    told: Told, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = told.enter(visitor, "noor")
    traffic = Traffic(page)
    dossier, claim = told.places["dossier"], told.places["claim"]
    places = {
        "sets": f"{told.desk}/skill-sets",
        "set-new": f"{told.desk}/skill-sets/new",
        "set": told.places["published"],
        "mandates": f"{told.desk}/mandates",
        "mandate-new": f"{told.desk}/mandates/new",
        "mandate": told.places["mandate"],
        "dossiers": f"{told.desk}/dossiers",
        "dossier-new": f"{told.desk}/dossiers/new",
        "dossier": dossier,
        "evidence-new": f"{dossier}/evidence/new",
        "evidence-file": f"{dossier}/evidence/file",
        "claim": claim,
        "confirmation": f"{claim}/confirmation",
    }
    for name, address in places.items():
        page.goto(address)
        see(page, f"desk-{name}-{width}", axe_source, screenshots)
    assert traffic.complaints == []
    assert traffic.strangers(told.base_url) == []
    visitor.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_step_of_a_draft_is_accessible_with_its_mistakes(
    told: Told, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = told.enter(visitor, "bas")
    page.goto(f"{told.desk}/skill-sets/new")
    page.get_by_label("Naam in het Nederlands").fill(f"Set {width}")
    page.get_by_role("button", name="Bewaar").click()
    hub = page.url
    see(page, f"desk-draft-{width}", axe_source, screenshots)
    for step in ("words", "rules", "ratings", "levels"):
        page.goto(f"{hub}/{step}?check=1")
        see(page, f"desk-step-{step}-{width}", axe_source, screenshots)
    page.goto(f"{hub}/achievements/new")
    page.get_by_label("Naam in het Nederlands").fill("Tillen")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Tillen", exact=True).click()
    see(page, f"desk-achievement-{width}", axe_source, screenshots)
    page.get_by_role("link", name="Kies waar deze vaardigheid bij hoort").click()
    see(page, f"desk-skills-{width}", axe_source, screenshots)
    page.locator("summary", has_text="Maak een eigen woord").click()
    page.get_by_role("button", name="Maak en voeg toe").click()
    see(page, f"desk-skills-mistake-{width}", axe_source, screenshots)
    visitor.close()


def test_a_search_goes_along_with_typing(told: Told, chromium: Browser) -> None:
    visitor = chromium.new_context(locale="nl-NL")
    page = told.enter(visitor, "noor")
    traffic = Traffic(page)
    page.goto(f"{told.desk}/skill-sets/new")
    page.get_by_label("Naam in het Nederlands").fill("Zoeken")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Voeg een vaardigheid toe").click()
    page.get_by_label("Naam in het Nederlands").fill("Rijden")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Verander").click()
    page.get_by_label("Woorden, in het Nederlands of Engels").press_sequentially("heftr", delay=20)
    page.get_by_text("1 begrip gevonden.").wait_for()
    page.get_by_role("radio", name="Heftruck rijden").check()
    page.get_by_role("radio", name="Voor dit werk").first.check()
    page.get_by_role("button", name="Voeg toe", exact=True).click()
    page.locator("button", has_text="Haal weg").wait_for()
    assert traffic.complaints == []
    visitor.close()


def test_two_people_who_write_at_once_see_both_texts(
    told: Told, chromium: Browser, axe_source: str, screenshots: Path
) -> None:
    first, second = (
        chromium.new_context(locale="nl-NL", viewport={"width": 390, "height": 844}) for _ in "12"
    )
    noor, bas = told.enter(first, "noor"), told.enter(second, "bas")
    noor.goto(f"{told.desk}/skill-sets/new")
    noor.get_by_label("Naam in het Nederlands").fill("Samen schrijven")
    noor.get_by_role("button", name="Bewaar").click()
    for page in (noor, bas):
        page.goto(f"{noor.url.removesuffix('/words')}/words")
    for page, name in ((noor, "Van Noor"), (bas, "Van Bas")):
        page.get_by_label("Naam in het Nederlands").fill(name)
        page.get_by_role("button", name="Bewaar").click()
    assert bas.get_by_text("Een collega was u voor").is_visible()
    assert bas.get_by_text("Van Noor").is_visible()
    assert bas.get_by_label("Naam in het Nederlands").input_value() == "Van Bas"
    see(bas, "desk-conflict-390", axe_source, screenshots)
    bas.get_by_role("button", name="Bewaar").click()
    assert bas.get_by_role("heading", level=1).inner_text() == "Van Bas"
    first.close()
    second.close()


def see(page: Page, name: str, axe_source: str, screenshots: Path) -> None:
    """Keep a picture; one heading of the first level, nothing beside the window, nothing that axe-core finds."""
    page.screenshot(path=screenshots / f"{name}.png", full_page=True)
    assert page.locator("h1").count() == 1, name
    assert scrolls_sideways(page) is False, name
    assert audit(page, axe_source) == [], name
