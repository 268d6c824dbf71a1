"""Pages that a story seldom reaches, in a real browser: invitations, mail links, codes, corrections, and their mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.issuing.claim_mails import unsubscribe_token
from tests.browser.conftest import WIDTHS
from tests.browser.keyboard import Keys
from tests.browser.mailed import Mailed
from tests.browser.test_desk import see
from tests.browser.test_staff import enter


@dataclass
class Looker:
    """Looks at one page after the other: a picture, one heading, nothing beside the window, nothing that axe-core finds."""

    page: Page
    width: int
    axe_source: str
    screenshots: Path

    def look(self, name: str) -> None:
        """Keep a picture of the page as it stands and judge it."""
        see(self.page, f"rare-{name}-{self.width}", self.axe_source, self.screenshots)

    def press(self, name: str) -> None:
        """Press the first button with these words."""
        self.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture(params=WIDTHS)
def looker(
    rare: Mailed, chromium: Browser, axe_source: str, screenshots: Path, request: pytest.FixtureRequest
) -> Iterator[Looker]:
    """A coordinator who is signed in, on a telephone and at a desk."""
    visitor = chromium.new_context(viewport={"width": request.param, "height": 844}, locale="nl-NL")
    yield Looker(enter(visitor, rare.site, rare.token), request.param, axe_source, screenshots)
    visitor.close()


def test_inviting_and_being_invited(rare: Mailed, looker: Looker) -> None:
    page, address = looker.page, f"lies{looker.width}@regio.example"
    page.goto(f"{rare.desk}/people/invite")
    looker.press("Stuur de uitnodiging")
    looker.look("invite-mistake")
    page.get_by_label("Mailadres").fill(address)
    page.get_by_role("checkbox").first.check()
    looker.press("Stuur de uitnodiging")
    looker.look("people")
    link = f"{rare.site.base_url}/invitation/{rare.mailed(address, '/invitation')}"
    page.context.clear_cookies()
    page.goto(link)
    looker.look("invitation")
    page.locator("main form button").first.click()
    looker.look("invitation-mistake")
    page.get_by_role("textbox").first.fill("Lies Mol")
    page.locator("main form button").first.click()
    looker.look("desk")
    page.goto(link)
    looker.look("invitation-gone")


def test_an_employer_registers_a_system_and_keeps_its_keys(rare: Mailed, looker: Looker) -> None:
    page, address = looker.page, f"ict{looker.width}@bakkerij.example"
    page.context.clear_cookies()
    page.goto(f"{rare.site.base_url}/systems")
    looker.press("Stuur mij een mail")
    looker.look("systems-mistake")
    page.get_by_label("Naam van uw bedrijf of systeem").fill("Bakkerij Jansen")
    page.get_by_label("Uw mailadres").fill(address)
    looker.press("Stuur mij een mail")
    looker.look("systems-sent")
    link = f"{rare.site.base_url}/systems/confirm/{rare.mailed(address, '/systems/confirm')}"
    page.goto(link)
    looker.look("systems-link")
    looker.press("Ga verder")
    looker.look("systems-no-keys")
    page.get_by_label("Waarvoor is de sleutel?").fill("ATS")
    looker.press("Maak een sleutel")
    looker.look("systems-new-key")
    page.goto(f"{rare.site.base_url}/systems/keys")
    looker.look("systems-keys")
    looker.press("Stop deze sleutel")
    assert page.get_by_text("U hebt nog geen sleutel.").is_visible()
    page.goto(link)
    looker.look("systems-gone")


def test_a_member_gets_other_roles(rare: Mailed, looker: Looker) -> None:
    page = looker.page
    page.goto(f"{rare.desk}/people")
    page.get_by_role("link", name="Kim Kaya").click()
    looker.look("member")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.locator("main form button").first.click()
    looker.look("member-mistake")


def test_another_mail_address(rare: Mailed, looker: Looker) -> None:
    page, address = looker.page, f"noor{looker.width}@thuis.example"
    page.goto(f"{rare.site.base_url}/account")
    looker.look("account")
    page.goto(f"{rare.site.base_url}/account/email")
    looker.look("address")
    page.locator("main form button").first.click()
    looker.look("address-mistake")
    page.get_by_role("textbox").first.fill(address)
    page.locator("main form button").first.click()
    looker.look("address-sent")
    page.goto(f"{rare.site.base_url}/sign-in/new-address/{rare.mailed(address, '/sign-in/new-address')}")
    looker.look("address-link")
    page.goto(f"{rare.site.base_url}/sign-in/new-address/{'A' * 22}")
    looker.look("address-gone")


def test_signing_in_by_mail(rare: Mailed, looker: Looker) -> None:
    page = looker.page
    page.context.clear_cookies()
    page.goto(f"{rare.site.base_url}/sign-in")
    page.get_by_label("Mailadres").fill("kim@regio.example")
    page.locator("main form button").first.click()
    looker.look("sign-in-code")
    page.get_by_role("textbox").first.fill("000000")
    page.locator("main form button").first.click()
    looker.look("sign-in-code-mistake")
    page.goto(f"{rare.site.base_url}/sign-in/{rare.mailed('kim@regio.example', '/sign-in')}")
    looker.look("sign-in-link")
    page.goto(f"{rare.site.base_url}/sign-in/{'A' * 22}")
    looker.look("sign-in-gone")


def test_a_passkey_and_its_name(rare: Mailed, looker: Looker) -> None:
    page = looker.page
    page.goto(f"{rare.site.base_url}/account")
    looker.press("Maak een passkey")
    looker.look("passkey")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    known = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | known})
    page.get_by_label("Naam van dit apparaat").fill(f"Telefoon {looker.width}")
    looker.press("Ga verder")
    page.wait_for_url("**/account")
    looker.look("account-passkey")
    page.locator("a[href$='/name']").first.click()
    looker.look("passkey-name")
    page.get_by_role("textbox").first.fill("")
    page.locator("main form button").first.click()
    looker.look("passkey-name-mistake")


def test_a_code_that_is_typed_and_mail_that_stops(rare: Mailed, looker: Looker) -> None:
    page, address = looker.page, f"bram{looker.width}@werk.example"
    name = f"Bram Vos {looker.width}"
    rare.site.claim_address(count=1, recipient_name=name)
    page.goto(f"{rare.desk}/recipients?show=waiting")
    page.get_by_role("link", name=name).click()
    page.get_by_label("Mailadres").fill("bram")
    looker.press("Stuur een mail")
    looker.look("recipient-mistake")
    page.get_by_label("Mailadres").fill(address)
    looker.press("Stuur een mail")
    looker.look("recipient-mailed")
    secret = rare.mailed(address, "/claim")
    page.goto(f"{rare.site.base_url}/claim")
    looker.look("claim-code")
    page.get_by_role("textbox").first.fill("2222")
    page.locator("main form button").first.click()
    looker.look("claim-code-mistake")
    page.goto(f"{rare.site.base_url}/unsubscribe/{unsubscribe_token(secret)}")
    looker.look("unsubscribe")
    page.locator("main form button").first.click()
    looker.look("unsubscribed")


def test_a_coach_and_a_link_to_confirm(rare: Mailed, looker: Looker) -> None:
    page = looker.page
    claim = rare.site.base_url + rare.claim
    page.goto(f"{claim.split('/claims/')[0]}/coach")
    looker.look("coach")
    page.get_by_label("Begeleider").select_option(label="Kim Kaya")
    looker.press("Bewaar")
    looker.look("dossier")
    page.goto(f"{claim}/confirmation")
    looker.press("Maak de link")
    looker.look("confirmation-mistake")
    page.get_by_role("textbox").first.fill("Sanne reed 2 uur veilig met de heftruck.")
    looker.press("Maak de link")
    looker.look("confirmation-link")
    page.goto(claim)
    looker.look("claim")


def test_a_credential_is_corrected(rare: Mailed, looker: Looker) -> None:
    page, name = looker.page, f"Fatima Vos {looker.width}"
    rare.site.claim_address(count=1, recipient_name=name)
    page.goto(f"{rare.desk}/recipients?show=waiting")
    page.get_by_role("link", name=name).click()
    page.locator("main").get_by_role("link", name="Veilig werken met een heftruck").first.click()
    page.get_by_role("link", name="Verbeter dit bewijs").click()
    looker.look("correct")
    looker.press("Bekijk wat er verandert")
    looker.look("correct-mistake")
    page.get_by_label("Naam", exact=True).fill(f"Fátima Vos {looker.width}")
    page.get_by_label("Waarom kwam de beoordelaar tot dit oordeel?").fill("Reed rustig.")
    looker.press("Bekijk wat er verandert")
    looker.look("correct-check")
    looker.press("Geef het nieuwe bewijs")
    looker.look("corrected")
    page.get_by_role("link", name="Zie het oude bewijs").click()
    looker.look("replaced")


def test_correcting_needs_no_script_and_no_mouse(rare: Mailed, chromium: Browser) -> None:
    name = "Ali Kaya"
    rare.site.claim_address(count=1, recipient_name=name)
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = enter(visitor, rare.site, rare.token)
    page.goto(f"{rare.desk}/recipients?show=waiting")
    keys = Keys(page)
    keys.press(name)
    keys.press("Veilig werken met een heftruck")
    keys.press("Verbeter dit bewijs")
    keys.write({"recipient-name": "Ali Kayá", "assessment-reasons": "Reed rustig."})
    keys.press("Bekijk wat er verandert")
    keys.press("Geef het nieuwe bewijs")
    assert page.get_by_text("Ali Kayá").is_visible()
    assert page.locator(".state").inner_text() == "Geldig"
    visitor.close()


def test_an_invitation_is_sent_and_taken_without_a_script_or_a_mouse(rare: Mailed, chromium: Browser) -> None:
    visitor = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
    )
    page = enter(visitor, rare.site, rare.token)
    page.goto(f"{rare.desk}/people/invite")
    keys = Keys(page)
    keys.write({"email": "tom@regio.example"})
    keys.choose("input[type=checkbox]")
    keys.press("Stuur de uitnodiging")
    secret = rare.mailed("tom@regio.example", "/invitation")
    visitor.clear_cookies()
    page.goto(f"{rare.site.base_url}/invitation/{secret}")
    keys.write({"name": "Tom Nowak"})
    keys.to("main button")
    keys.enter()
    assert "/desk/" in page.url
    visitor.close()
