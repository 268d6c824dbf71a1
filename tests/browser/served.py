"""The real application as a process of its own, with people, proofs and links made through its own doors."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from app.demo.assessors import write_body
from tests.browser.states import render_state
from tests.load.house import House, Seed, ask, ask_json, free_port

START_SECONDS = 90.0


@dataclass
class Site:
    """A running service and an organisation that can issue."""

    port: int
    seed: Seed
    shared: dict[str, str] = field(default_factory=dict)
    colleague_key: str = ""

    @property
    def base_url(self) -> str:
        """Where the service is, without a slash at the end."""
        return f"http://localhost:{self.port}"

    def address(self, name: str) -> str:
        """The address of one of PUBLIC_PAGES; links are made once and kept."""
        fixed = {
            "home": "/",
            "gone": f"/s/{'A' * 24}",
            "achievement": f"/achievements/{self.seed.achievement_id}/1",
            "partnership": f"/partnerships/{self.seed.slug}",
            "problem": "/problems/invalid-input",
            "docs": "/docs",
            "levels": "/validation-levels",
            "levels-1": "/validation-levels/1",
            "confirmed": "/confirmed",
            "systems": "/systems",
            "system-sent": "/systems/sent",
        }
        if name in fixed:
            return self.base_url + fixed[name]
        if name == "skill-set" and name not in self.shared:
            self.shared[name] = self.skill_set_address()
        if name not in self.shared:
            count = 3 if name == "share-many" else 1
            self.shared[name] = self.share_address(count=count, is_single_use=name == "cover")
        return self.shared[name]

    def claim_address(
        self, *, count: int = 3, recipient_name: str = "Amina Ünal", sixteen_on: str | None = None
    ) -> str:
        """A fresh person with `count` proofs, and the link by which she collects them."""
        recipient = {"reference": f"browser-{uuid4().hex}", "name": recipient_name}
        if sixteen_on is not None:
            recipient["sixteenOn"] = sixteen_on
        answers = [self._issue(recipient) for _ in range(count)]
        path = f"{self.seed.base}/recipients/{answers[0]['recipientId']}/claim-links"
        return str(self._ask("POST", path, {})["url"])

    def share_address(
        self, *, count: int = 1, is_single_use: bool = False, recipient_name: str = "Amina Ünal"
    ) -> str:
        """The link of a fresh person who shares everything she has."""
        claim = self.claim_address(count=count, recipient_name=recipient_name)
        received = self._ask("POST", "/v1/passport/claims", {"claimCode": claim.rsplit("/", 1)[1]}, token="")
        token = received["holderToken"]
        held = self._ask("GET", "/v1/passport/credentials", token=token)
        order = {
            "credentialIds": [item["id"] for item in held["items"]],
            "purpose": "Sollicitatie als magazijnmedewerker",
            "recipientLabel": "Bakker Transport",
            "isSingleUse": is_single_use,
        }
        link = self._ask("POST", "/v1/passport/share-links", order, token=token)
        return str(link["url"])

    def follow(self, share_address: str) -> None:
        """A system of the seed's own organisation verifies a share and follows it."""
        shared = {"shareLink": share_address}
        self._ask("POST", "/v1/verifications", shared)
        self._ask("POST", "/v1/subscriptions", shared)

    def skill_set_address(self) -> str:
        """The page of a skill set that one key drafted and another, in another hand, published."""
        term = {
            "layer": "specific",
            "labelNl": "Pallets stapelen",
            "definitionNl": "Pallets op elkaar zetten.",
        }
        made = self._ask("POST", f"{self.seed.base}/own-terms", term)
        drafted = self._ask("POST", f"{self.seed.base}/skill-sets", skill_set_body(made["id"]))
        path = f"{self.seed.base}/skill-sets/{drafted['id']}/versions/1/_publish"
        colleague = replace(self.seed, api_key=self.colleague_key)
        tag = {"If_Match": f'"{drafted["revision"]}"'}
        status, published = ask_json(self.port, "POST", path, colleague, {}, **tag)
        assert status == 200, published
        return str(published["url"])

    def show_state(self, page: Page, name: str) -> str:
        """Make `page` answer one address with the share page in a state that no clean database has."""
        address = f"{self.base_url}/s/state-{name}"
        body = render_state(name, address)
        page.route(address, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
        return address

    def _issue(self, recipient: dict[str, str]) -> dict[str, Any]:
        order = {
            "achievementId": self.seed.achievement_id,
            "recipient": recipient,
            "level": 3,
            "assessedOn": "2026-09-14",
            "assessorRole": "Praktijkopleider magazijn",
            "evidence": [{"kind": "observation", "summary": "Twee uur meegelopen in het magazijn."}],
            "assessment": write_body(self.seed.mandates),
        }
        issued: dict[str, Any] = self._ask("POST", f"{self.seed.base}/credentials", order)
        return issued

    def _ask(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Any:
        headers = {"Idempotency_Key": uuid4().hex}
        if token is None:
            status, answer = ask_json(self.port, method, path, self.seed, body, **headers)
        else:
            status, answer = self._ask_as_holder(method, path, body, token)
        assert status in (200, 201), (method, path, status, answer)
        return answer

    def _ask_as_holder(self, method: str, path: str, body: object, token: str) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        content = b"" if body is None else json.dumps(body).encode()
        status, answer = ask(self.port, method, path, headers, content)
        return status, json.loads(answer)


def skill_set_body(term_id: str) -> dict[str, Any]:
    """A complete skill set about stacking pallets."""
    criteria = (
        {"nl": "Controleert de pallet op schade.", "en": "Checks the pallet for damage."},
        {"nl": "Stapelt pallets recht op elkaar.", "en": "Stacks pallets straight on each other."},
    )
    achievement = {
        "code": "pallets",
        "name": {"nl": "Pallets veilig stapelen", "en": "Stacking pallets safely"},
        "description": {"nl": "Zet volle pallets veilig op elkaar.", "en": "Stacks full pallets safely."},
        "criteria": [{"text": text} for text in criteria],
        "alignments": {"specific": [{"ownTermId": term_id}]},
    }
    level = {
        "code": "alone",
        "name": {"nl": "Zelfstandig", "en": "Independently"},
        "descriptor": {"nl": "Doet dit zonder hulp.", "en": "Does this without help."},
    }
    return {
        "code": "magazijn",
        "name": {"nl": "Werken in het magazijn", "en": "Working in the warehouse"},
        "description": {"nl": "Wat u leert in een magazijn.", "en": "What you learn in a warehouse."},
        "standard": {"name": "Werkwijze magazijn 2026", "url": "https://logistiek-zuid.example/werkwijze"},
        "qualityScheme": "Handboek beoordelen",
        "achievements": [achievement],
        "masteryLevels": [level],
        "validityMonths": 24,
        "evidenceRules": {"kinds": ["observation", "photo"], "atLeast": 2, "notOlderThanMonths": 12},
    }


@contextmanager
def serve_site(folder: Path) -> Iterator[Site]:
    """The service on a free port with data in `folder`; it ends with the block."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        key = house.run("app", "org", "key", seed.slug).splitlines()[-1]
        _start(house, folder, port)
        yield Site(port, seed, colleague_key=key)


@contextmanager
def serve_staff_site(folder: Path) -> Iterator[tuple[Site, str]]:
    """As `serve_site`, with the token of a session of its coordinator."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        token = house.run("tests.browser.enter_staff", seed.slug, "noor@regio.example").splitlines()[-1]
        _start(house, folder, port, "--with-worker")
        yield Site(port, seed), token


@contextmanager
def serve_dossier_site(folder: Path) -> Iterator[tuple[Site, str, str, Path]]:
    """As `serve_staff_site`, with the path of a claim in a dossier, and the folder where mail lands."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        token = house.run("tests.browser.enter_staff", seed.slug, "noor@regio.example").splitlines()[-1]
        claim = house.run("tests.browser.enter_dossier", seed.slug).splitlines()[-1]
        _start(house, folder, port, "--with-worker")
        yield Site(port, seed), token, claim, house.data / "outbox"


@contextmanager
def serve_assessors_site(folder: Path) -> Iterator[tuple[Site, dict[str, Any]]]:
    """As `serve_site`, with what `enter_assessors.py` prints: cases that wait, and links to confirm."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        made = json.loads(house.run("tests.browser.enter_assessors").splitlines()[-1])
        _start(house, folder, port)
        yield Site(port, seed), made


@contextmanager
def serve_filled_site(folder: Path, module: str, *options: str) -> Iterator[tuple[Site, str]]:
    """As `serve_site`, after a module added to it what it wants, with the last line that the module printed."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        printed = house.run(module, seed.slug).splitlines()[-1]
        _start(house, folder, port, *options)
        yield Site(port, seed), printed


@contextmanager
def serve_with(folder: Path, module: str) -> Iterator[tuple[str, str]]:
    """The service after a module put people in it: its address, and the last line that the module printed."""
    port = free_port()
    with _open_house(folder, port) as house:
        house.seed("browser")
        printed = house.run(module).splitlines()[-1]
        _start(house, folder, port)
        yield f"http://localhost:{port}", printed


def _open_house(folder: Path, port: int) -> House:
    return House(folder, settings={"SKILLSPASS_PUBLIC_URL": f"http://localhost:{port}"})


def _start(house: House, folder: Path, port: int, *options: str) -> None:
    process = house.start("serve", "--port", str(port), *options)
    deadline = time.monotonic() + START_SECONDS
    while ask(port, "GET", "/readyz")[0] != 200:
        if process.poll() is not None or time.monotonic() > deadline:
            logs = "".join(log.read_text(errors="replace")[-3000:] for log in folder.glob("serve-*.log"))
            raise RuntimeError(f"the service did not become ready\n{logs}")
        time.sleep(0.1)


@contextmanager
def serve_judged_site(folder: Path) -> Iterator[tuple[Site, Callable[[str, str], str]]]:
    """As `serve_site`, with a skill set; and how an assessor there judges a claim: its id, and met or not-yet."""
    port = free_port()
    with _open_house(folder, port) as house:
        seed = house.seed("browser")
        house.run("tests.browser.enter_judgements", seed.slug)
        _start(house, folder, port)
        yield (
            Site(port, seed),
            lambda claim, word: house.run("tests.browser.enter_judgements", seed.slug, claim, word),
        )
