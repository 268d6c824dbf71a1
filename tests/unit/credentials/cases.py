"""One credential with its issuer, keys and status lists, for every test of the ground floor."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.credentials.assessment import AssessmentSummary, MasteryLevel, NamedLink
from app.credentials.encoding import base64url
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import (
    IssuerKey,
    IssuerKeys,
    RegisteredIssuer,
    Registration,
    StatusList,
    StatusLists,
)
from app.credentials.model import (
    Achievement,
    Alignment,
    Assessor,
    Credential,
    Evidence,
    Profile,
    StatusEntry,
    Subject,
    ValidationLevel,
)
from app.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from app.credentials.report import VerificationReport
from app.credentials.verification import verify

ROOT = Path(__file__).parents[3]
VECTORS = ROOT.parent / "shared" / "vectors"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DID = "did:web:vaardig.example:partnerships:zwolle"
KID = f"{DID}#key-1"
LIST_URL = "https://vaardig.example/status-lists/7f/{}"
SIZE = 131_072


class Seed:
    """The same bytes on every run."""

    def __init__(self, text: str) -> None:
        self._text = text

    def token(self, size: int) -> bytes:
        return (sha256(self._text.encode()).digest() * 4)[:size]


def signer(algorithm: str = "EdDSA", *, kid: str = KID, seed: str = "one") -> LocalSigner:
    return LocalSigner(kid, generate_private_key(algorithm, Seed(seed)))


LEVELS = tuple(ValidationLevel(n, f"Niveau {n}", f"Betekenis {n}") for n in range(5))
ENTRIES = (
    StatusEntry("revocation", LIST_URL.format("revocation"), 4711),
    StatusEntry("suspension", LIST_URL.format("suspension"), 4711),
)
CREDENTIAL = Credential(
    id="urn:uuid:0a0a0a0a-0000-4000-8000-000000000001",
    issuer=Profile(DID, "Regio Zwolle", "https://zwolle.example"),
    subject=Subject("urn:uuid:0a0a0a0a-0000-4000-8000-000000000002", "Fatima Voorbeeld"),
    achievement=Achievement(
        "https://vaardig.example/achievements/1/2",
        "Verpakkingen sluiten",
        "Sluit dozen en zakken zó dat ze heel aankomen.",
        "- vouwt recht\n- plakt dicht",
        (
            Alignment(
                "seal packaging", "http://data.europa.eu/esco/skill/1", "ESCO", "ext:ESCOSkill", "S1", "…"
            ),
            Alignment("close boxes", "http://data.europa.eu/esco/skill/2"),
        ),
        version="2",
        levels=LEVELS,
    ),
    valid_from=NOW - DAY,
    level=LEVELS[2],
    evidence=(
        Evidence("urn:uuid:0a0a0a0a-0000-4000-8000-000000000003", "Praktijk", "Gezien", "observatie"),
        Evidence("urn:uuid:0a0a0a0a-0000-4000-8000-000000000004", "Gesprek"),
    ),
    assessor=Assessor("Praktijkopleider"),
    awarded_at=NOW - 2 * DAY,
    valid_until=NOW + 900 * DAY,
    status=ENTRIES,
)

# What an assessment leaves behind: every fact that a credential can tell of it, and an older credential.
ASSESSED = replace(
    CREDENTIAL,
    id="urn:uuid:0a0a0a0a-0000-4000-8000-000000000005",
    level=LEVELS[4],
    evidence=(
        Evidence("ni:///sha-256;" + "A" * 43, "foto", "Zes dozen, netjes dicht (2026-11-20)", "foto"),
        CREDENTIAL.evidence[1],
    ),
    assessment=AssessmentSummary(
        phase="certification",
        method="Meelopen op de werkplek en een gesprek",
        standard=NamedLink("Vakstandaard verpakken", "https://standaard.example/verpakken/3"),
        checklist=(True, True, True, False, True),
        second_role="Leermeester van een ander bedrijf",
        quality_scheme="Kwaliteitscode praktijkleren",
        confirmer_relation="leidinggevende",
        reference=NamedLink("Register praktijkverklaringen, 2026-114"),
        mastery=MasteryLevel("zelfstandig", "Werkt zelfstandig", "Doet het zonder hulp."),
        reasons="Op twee werkplekken gezien: snel, netjes en veilig.",
    ),
    last_shown_at=NOW - 3 * DAY,
    supersedes="urn:uuid:0a0a0a0a-0000-4000-8000-000000000001",
)


def status_list(
    purpose: str, *indexes: int, size: int = SIZE, valid_until: datetime | None = NOW + DAY
) -> StatusList:
    bits = bytearray(size // 8)
    for index in indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return StatusList(purpose, bytes(bits), size, NOW - DAY, valid_until)


@dataclass(frozen=True)
class Scene:
    """Everything a verifier gathers; `with_` changes one thing."""

    keys: IssuerKeys
    status: StatusLists
    issuer: Registration
    policy: VerificationPolicy = DEFAULT_POLICY
    now: datetime = NOW
    ledger_time: datetime | None = None

    def with_(self, **changes: Any) -> "Scene":
        return replace(self, **changes)

    def verify(self, text: str | bytes) -> VerificationReport:
        return verify(
            text,
            keys=self.keys,
            status=self.status,
            issuer=self.issuer,
            policy=self.policy,
            now=self.now,
            ledger_time=self.ledger_time,
        )


def issuer_key(made_with: LocalSigner, purpose: str = "credential", **lifecycle: datetime) -> IssuerKey:
    return IssuerKey(made_with.public, purpose, NOW - 365 * DAY, **lifecycle)


def scene(made_with: LocalSigner | None = None, **changes: Any) -> Scene:
    lists = {entry.list_url: status_list(entry.purpose) for entry in ENTRIES}
    registered = RegisteredIssuer(DID, "Regio Zwolle", NOW - 365 * DAY)
    return Scene((issuer_key(made_with or signer()),), lists, registered).with_(**changes)


def secured(credential: Credential = CREDENTIAL, made_with: LocalSigner | None = None) -> str:
    return VcJwt.secure(credential, made_with or signer()).text


def payload_of(text: str | None = None) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(base64url.decode((text or secured()).split(".")[1].encode()))
    return payload


def token(
    header: Mapping[str, Any] | bytes | None = None, payload: Any = None, *, made_with: Any = None
) -> str:
    """A properly signed token with any header and payload, bytes as they are."""
    chosen = {"alg": "EdDSA", "kid": KID, "typ": "JWT"} if header is None else header
    first = chosen if isinstance(chosen, bytes) else json.dumps(chosen).encode()
    content = payload_of() if payload is None else payload
    second = content if isinstance(content, bytes) else json.dumps(content).encode()
    signing_input = base64url.encode(first) + b"." + base64url.encode(second)
    signature = (made_with or signer()).sign(signing_input)
    return (signing_input + b"." + base64url.encode(signature)).decode("ascii")


def edited(change: Callable[[dict[str, Any]], object]) -> str:
    """The token of the credential after one change, signed again: the issuer itself says this."""
    payload = payload_of()
    change(payload)
    return token(payload=payload)


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"the public vectors are not at {path}")
