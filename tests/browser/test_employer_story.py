"""One application, seen by a recruiter in a browser and by the HR system beside it: the same words at every step."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS
from tests.browser.served import Site
from tests.browser.test_checking import give_file
from tests.browser.test_pages import Traffic, audit
from tests.load.house import ask_json
from tests.load.shares import share

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


def run(command: str) -> Any:
    """What a command of the page answers, copied as it stands."""
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)


def verify(site: Site, **body: Any) -> Any:
    """What the HR system is answered."""
    sent = Request(f"{site.base_url}/v1/verifications", json.dumps(body).encode())
    for name, value in {
        **site.seed.authorization,
        "Content-Type": "application/json",
        "Accept-Language": "nl",
    }.items():
        sent.add_header(name, value)
    with urlopen(sent) as answer:
        return json.load(answer)


def heading(page: Page) -> str:
    """What the page says first."""
    return page.locator("h1").inner_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_recruiter_and_the_hr_system_are_told_the_same_until_it_is_withdrawn(
    site: Site, chromium: Browser, axe_source: str, screenshots: Path, width: int
) -> None:
    shared = share(site, site.seed)
    visitor = chromium.new_context(viewport={"width": width, "height": 844}, locale="nl-NL")
    page = visitor.new_page()
    traffic = Traffic(page)
    page.goto(shared.url)
    assert heading(page) == "Dit bewijs is geldig"
    page.get_by_text("Voor systemen: dezelfde controle als JSON").click()
    by_system = run(page.locator("pre code").inner_text())
    assert (by_system["verdict"], by_system["code"]) == ("valid", "ok")
    name = by_system["results"][0]["credential"]["name"]
    assert name in page.locator("main").inner_text()
    kept = verify(site, shareLink=shared.url, withReceipt=True, withLerRs=True)
    assert kept["lerRs"]["certifications"][0]["name"] == name
    for check in kept["results"][0]["checks"]:
        if check["outcome"] != "skipped":
            assert check["detail"] in (page.locator("main").text_content() or "")

    path = f"{site.seed.base}/credentials/{shared.id}/_revoke"
    status, _ = ask_json(site.port, "POST", path, site.seed, {"reason": "error"}, Idempotency_Key=uuid4().hex)
    assert status == 200
    page.wait_for_timeout(2_000)  # until then another process may not know it
    page.reload()
    assert heading(page) == "Dit bewijs is niet geldig"
    later = verify(site, shareLink=shared.url)
    assert (later["verdict"], later["code"]) == ("invalid", "revoked")
    assert later["detail"] in page.locator("main").inner_text()
    assert audit(page, axe_source) == []
    page.screenshot(path=screenshots / f"story-withdrawn-{width}.png", full_page=True)

    page.goto(f"{site.base_url}/check")
    give_file(page, kept["receipt"].encode(), "ontvangstbewijs.jwt")
    assert heading(page) == "Dit ontvangstbewijs is echt"
    told = page.locator("main").inner_text()
    assert "Dit bewijs is geldig" in told
    assert "Controleer het bewijs zelf voor nu." in told
    assert traffic.complaints == []
    assert traffic.strangers(site.base_url) == []
    visitor.close()


def test_a_system_that_reads_the_page_as_json_is_told_what_the_page_says(site: Site, page: Page) -> None:
    shared = share(site, site.seed)
    page.goto(shared.url)
    with urlopen(
        Request(shared.url, headers={"Accept": "application/json", "Accept-Language": "nl"})
    ) as answer:
        told = json.load(answer)["verification"]
    assert told["verdict"] == "valid"
    assert told["detail"].rstrip(".") == heading(page)
