"""The story: a roster is issued, a worker shares three skills, an employer checks; one is revoked, one forged."""

import asyncio
import base64
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any, Final

from app.demo.roster import write_roster
from app.demo.seed import Partnership
from app.demo.visitor import UnexpectedAnswer, Visitor

BAR_WIDTH: Final = 40
PATIENCE: Final = 60.0  # seconds for the roster
STATUS_PATIENCE: Final = 5.0  # seconds until a revocation shows everywhere
SHARED: Final = 3
PASSED, FAILED, OTHER = "✓", "✗", "·"


@dataclass(frozen=True, slots=True)
class Ending:
    """A verdict of the story, the one that was expected, and the checks that led to it."""

    title: str
    expected: str
    expected_code: str
    verdict: str
    code: str
    sentence: str
    checks: list[dict[str, Any]]

    @property
    def is_expected(self) -> bool:
        """Whether the service judged as it should."""
        return (self.verdict, self.code) == (self.expected, self.expected_code)


@dataclass(slots=True)
class Facts:
    """What happened, for people and for `--json`."""

    partnership: str
    did: str
    skills: int
    achievements: int
    workers: int = 0
    credentials: int = 0
    seconds_to_issue: float = 0.0
    worker: str = ""
    shared: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    page_titles: list[str] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)

    @property
    def is_expected(self) -> bool:
        """Whether every verdict was the expected one."""
        return bool(self.endings) and all(ending.is_expected for ending in self.endings)

    def as_json(self) -> str:
        """One JSON object."""
        return json.dumps({**asdict(self), "is_expected": self.is_expected}, ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Held:
    """A credential in the worker's passport."""

    id: str
    name: str
    text: str


async def tell_story(
    partnership: Partnership, port: int, public_url: str, tell: Callable[[str], None]
) -> Facts:
    """Plays the whole story over HTTP and answers the facts. Raises UnexpectedAnswer."""
    facts = Facts(partnership.name, partnership.did, partnership.skill_count, partnership.achievement_count)
    office = Visitor(port, partnership.api_key)
    base = f"/v1/organisations/{partnership.organisation_id}"
    await _tell_roster(office, base, partnership, facts, tell)
    workers = await _list_untouched_workers(office, base)
    passport, held = await _claim(office, base, workers[0], port)
    facts.worker = _name_of(held[0].text)
    facts.shared = [item.name for item in held]
    tell(f"3. {facts.worker} collects the credentials in a passport and shares three of them by link:")
    tell("   " + ", ".join(facts.shared) + ".")
    address = await _share(passport, held)
    facts.addresses = {
        "share page": await _share(passport, held[1:]),
        "one is revoked": address,
        "claim link": await _invite(office, base, workers[-1]),
        **_addresses(public_url, partnership.slug),
    }
    path = "/s/" + address.rsplit("/", 1)[1]
    employer = Visitor(port)
    await _open_page(employer, path, facts, tell, "4. An employer opens the link. The page says")
    _add(
        facts,
        tell,
        "The employer's system checks the same link",
        "valid",
        "ok",
        await _check(employer, address),
    )
    await _revoke_first(office, employer, base, held[0], facts, tell)
    await _open_page(employer, path, facts, tell, "   The page behind the link now says")
    await _forge(employer, held[1], facts, tell)
    return facts


async def _tell_roster(
    office: Visitor, base: str, partnership: Partnership, facts: Facts, tell: Callable[[str], None]
) -> None:
    tell(f"1. {partnership.name} has its own signing keys and is known as {partnership.did}.")
    tell(
        f"   The vocabulary offers {facts.skills} skills; {facts.achievements} achievements are built on it."
    )
    await _issue_roster(office, base, write_roster(partnership.mandates), facts)
    when = (
        f"in {facts.seconds_to_issue:.1f} seconds" if facts.seconds_to_issue else "when this was told before"
    )
    tell(
        f"2. {facts.credentials} credentials for {facts.workers} workers were issued from the roster {when}."
    )


async def _forge(employer: Visitor, held: Held, facts: Facts, tell: Callable[[str], None]) -> None:
    tell(f"6. Somebody changes a word in “{held.name}” and offers it as real.")
    forged = await employer.post("/v1/verifications", {"credential": tamper(held.text)})
    _add(facts, tell, "The changed credential is checked", "invalid", "bad_signature", forged)


async def _issue_roster(office: Visitor, base: str, content: bytes, facts: Facts) -> None:
    started = time.monotonic()
    key = f"roster-{sha256(facts.did.encode() + content).hexdigest()[:32]}"  # told twice, the story issues nothing twice
    batch = await office.post_csv(f"{base}/credential-batches", content, key=key)
    is_new = batch["state"] != "done"
    while batch["state"] != "done":
        if time.monotonic() - started > PATIENCE:
            raise UnexpectedAnswer("The roster was not worked off; is a worker running?")
        await asyncio.sleep(0.1)
        batch = await office.get(f"{base}/credential-batches/{batch['id']}")
        _draw_bar(batch["issuedCount"], batch["rowCount"])
    if batch["failedCount"]:
        raise UnexpectedAnswer(
            f"{batch['failedCount']} rows of the roster were refused: {batch.get('errors')}"
        )
    _draw_bar(batch["issuedCount"], batch["rowCount"], is_last=True)
    facts.credentials = batch["issuedCount"]
    facts.workers = len({line.split(b",", 1)[0] for line in content.splitlines()[1:]})
    facts.seconds_to_issue = round(time.monotonic() - started, 2) if is_new else 0.0


def _draw_bar(done: int, total: int, *, is_last: bool = False) -> None:
    if not (sys.stderr.isatty() or is_last):
        return
    filled = BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    print(f"\r   issuing {bar} {done}/{total}", end="\n" if is_last else "", file=sys.stderr, flush=True)


async def _list_untouched_workers(office: Visitor, base: str) -> list[str]:
    """The workers whose credentials are all in force, so that the story can be retold."""
    page = await office.get(f"{base}/credentials?limit=100")
    states: dict[str, list[str]] = {}
    for item in page["items"]:
        states.setdefault(item["recipientId"], []).append(item["state"])
    found = [
        recipient_id
        for recipient_id, known in states.items()
        if len(known) >= SHARED and set(known) == {"active"}
    ]
    if not found:
        raise UnexpectedAnswer("No worker is left with three credentials in force. Empty the database first.")
    return found


async def _invite(office: Visitor, base: str, recipient_id: str) -> str:
    """A claim link, for whoever wants to see the passport as a worker does."""
    return str((await office.post(f"{base}/recipients/{recipient_id}/claim-links", {}))["url"])


async def _claim(office: Visitor, base: str, recipient_id: str, port: int) -> tuple[Visitor, list[Held]]:
    link = await office.post(f"{base}/recipients/{recipient_id}/claim-links", {})
    claim = await Visitor(port).post("/v1/passport/claims", {"claimCode": link["claimCode"]})
    passport = Visitor(port, claim["holderToken"])
    page = await passport.get("/v1/passport/credentials")
    held = [Held(item["id"], item["name"], item["credential"]) for item in page["items"]]
    return passport, held[:SHARED]


async def _share(passport: Visitor, held: Sequence[Held]) -> str:
    body = {
        "credentialIds": [item.id for item in held],
        "purpose": "Sollicitatie",
        "recipientLabel": "Bakker Transport",
    }
    return str((await passport.post("/v1/passport/share-links", body))["url"])


async def _open_page(
    employer: Visitor, path: str, facts: Facts, tell: Callable[[str], None], opening: str
) -> None:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", await employer.get_page(path), re.DOTALL)
    title = " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1) if found else "")).split())
    facts.page_titles.append(title)
    tell(f"{opening}, in Dutch: “{title}”.")


async def _check(employer: Visitor, address: str) -> dict[str, Any]:
    answer: dict[str, Any] = await employer.post("/v1/verifications", {"shareLink": address})
    return answer


async def _revoke_first(
    office: Visitor, employer: Visitor, base: str, held: Held, facts: Facts, tell: Callable[[str], None]
) -> None:
    await office.post(f"{base}/credentials/{held.id}/_revoke", {"reason": "error"})
    started = time.monotonic()
    tell(f"5. The partnership revokes “{held.name}”: it was given by mistake.")
    while True:
        answer = await employer.post("/v1/verifications", {"credential": held.text})
        waited = time.monotonic() - started
        if answer["verdict"] != "valid" or waited > STATUS_PATIENCE:
            break
        await asyncio.sleep(0.1)
    _add(
        facts,
        tell,
        f"The same credential is checked again, {waited:.1f} seconds later",
        "invalid",
        "revoked",
        answer,
    )


def _add(
    facts: Facts, tell: Callable[[str], None], title: str, expected: str, code: str, answer: dict[str, Any]
) -> None:
    worst = next(
        (result for result in answer["results"] if result["verdict"] == answer["verdict"]),
        answer["results"][0],
    )
    ending = Ending(
        title, expected, code, answer["verdict"], answer["code"], answer["detail"], worst["checks"]
    )
    facts.endings.append(ending)
    words = {"revoked": "invalid (revoked)", "bad_signature": "invalid (tampered)"}
    verdict = words.get(ending.code, ending.verdict)
    tell(
        f"   {title}: {verdict.upper()}" + ("" if ending.is_expected else f"  — expected {expected} ({code})")
    )
    tell(f"   “{ending.sentence}”")
    for check in ending.checks:
        mark = {"passed": PASSED, "failed": FAILED}.get(check["outcome"], OTHER)
        tell(f"     {mark} {check['check']:<20} {check['outcome']:<8} {check['code']}")


def tamper(text: str) -> str:
    """The same signed text with another name for what was achieved, under the old signature."""
    header, payload, signature = text.split(".")
    claims = _decode(payload)
    claims["credentialSubject"]["achievement"]["name"] = "Chirurg"
    changed = base64.urlsafe_b64encode(json.dumps(claims, ensure_ascii=False).encode()).rstrip(b"=").decode()
    return f"{header}.{changed}.{signature}"


def _name_of(text: str) -> str:
    identifiers = _decode(text.split(".")[1])["credentialSubject"].get("identifier", [])
    return str(identifiers[0]["identityHash"]) if identifiers else "A worker"


def _decode(part: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def _addresses(public_url: str, slug: str) -> dict[str, str]:
    return {
        "API documentation": f"{public_url}/docs",
        "partnership": f"{public_url}/partnerships/{slug}",
        "DID document": f"{public_url}/partnerships/{slug}/did.json",
    }
