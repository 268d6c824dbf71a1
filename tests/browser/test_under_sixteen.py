"""A worker under sixteen and her parent, each on a telephone: by keyboard only, without a script, in few words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.keyboard import Keys
from tests.browser.mailed import Mailed
from tests.browser.served import serve_dossier_site
from tests.browser.test_worker import ensure_short

PARENT = "ouder@thuis.example"


@pytest.fixture(scope="module")
def young(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailed]:
    """The service with its worker that mails."""
    with serve_dossier_site(tmp_path_factory.mktemp("young")) as (site, token, claim, outbox):
        yield Mailed(site, token, claim, outbox)


def arrive(keys: Keys, heading: str) -> None:
    """The page has this heading, and asks for no more reading than any other."""
    assert keys.page.locator("h1").inner_text() == heading
    ensure_short(keys.page)


def test_a_worker_asks_her_parent_whose_yes_opens_her_passport(young: Mailed, chromium: Browser) -> None:
    phones = [
        chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="nl-NL", java_script_enabled=False
        )
        for _ in range(2)
    ]
    hers, theirs = (Keys(phone.new_page()) for phone in phones)
    base, waits = young.site.base_url, "Uw ouder of verzorger moet eerst ja zeggen"
    day = (datetime.now(UTC) + timedelta(days=200)).date().isoformat()
    hers.page.goto(young.site.claim_address(count=1, recipient_name="Sanne de Wit", sixteen_on=day))
    hers.to("main button")
    hers.enter()
    hers.page.goto(f"{base}/passport")
    arrive(hers, waits)
    hers.write({"email": "geen adres"})
    hers.press("Stuur de mail")
    arrive(hers, waits)
    assert hers.page.get_by_text("Vul 1 mailadres in").is_visible()
    hers.write({"email": PARENT})
    hers.press("Stuur de mail")
    arrive(hers, waits)
    assert "o…@thuis.example" in hers.page.locator("main").inner_text()
    theirs.page.goto(f"{base}/guardian/{young.mailed(PARENT, '/guardian')}")
    arrive(theirs, "Mag Sanne W. een paspoort met vaardigheden?")
    theirs.press("Ja, dat is goed")
    arrive(theirs, "Dank u wel")
    hers.page.goto(f"{base}/passport")
    assert hers.page.get_by_text("Veilig werken met een heftruck").first.is_visible()
    assert hers.page.get_by_text("Deel mijn bewijzen").count() == 0
    hers.page.goto(f"{base}/passport/share")
    arrive(hers, "Delen kan vanaf 16 jaar")
    for phone in phones:
        phone.close()
