"""Somebody else's software, @sd-jwt/sd-jwt-vc for Node, verifies our SD-JWT VCs, and we verify what it makes."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.credentials.formats.key_binding import KeyBindingRequest, bind_key, unbind
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.keys.jwk import PublicKey
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from app.credentials.verification import IssuerKey, RegisteredIssuer, verify
from tests.unit.credentials.cases import DAY, DID, KID, NOW, issuer_key, signer
from tests.unit.credentials.sd_cases import HOLDER, SKILL, Counter

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".data" / "node" / "node_modules"
SIGNER = signer("ES256")
HIDDEN: list[Any] = [("name",), ("awardedDate",), ("evidence", None)]
NONCE = "n-0S6_WzA2Mj-0123456789"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(
        not (MODULES / "@sd-jwt" / "sd-jwt-vc").is_dir(), reason="@sd-jwt/sd-jwt-vc for Node is not installed"
    ),
]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Node finds packages beside the script, so the script goes beside a link to them."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    return Path(shutil.copy(Path(__file__).with_name("exchange_sd_jwt_vc.mjs"), tmp_path))


def run_node(script: Path, task: dict[str, Any]) -> Any:
    done = subprocess.run(
        ["node", "--preserve-symlinks", "--preserve-symlinks-main", str(script)],
        input=json.dumps({"now": int(NOW.timestamp()), **task}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ours() -> str:
    # The other side would follow the address of a status.
    unsigned = SdJwtVc.prepare(
        _without_status(),
        kid=KID,
        algorithm="ES256",
        randomness=Counter(),
        holder=HOLDER.public,
        hidden=HIDDEN,
    )
    return SdJwtVc.assemble(unsigned, SIGNER.sign(unsigned.signing_input)).text


def _without_status() -> dict[str, Any]:
    return {
        "iss": DID,
        "vct": "urn:example:skill",
        "name": "Fatima",
        "awardedDate": "2026-01-01",
        "evidence": ["a", "b"],
    }


def test_the_other_side_verifies_what_we_issue(script: Path) -> None:
    keys = {"jwk": SIGNER.public.to_jwk(), "holder": HOLDER.public.to_jwk()}
    answer = run_node(script, {"text": ours(), **keys})
    assert answer["ok"], answer
    expected = {**_without_status(), "cnf": {"jwk": HOLDER.public.to_jwk()}}
    assert {name: answer["payload"][name] for name in expected} == expected
    header, _, rest = ours().partition(".")
    forged = f"{header}.{'A' + rest[1:]}"
    assert not run_node(script, {"text": forged, **keys})["ok"]


def test_the_other_side_verifies_what_our_holder_shows(script: Path) -> None:
    held = read_sd_jwt(ours().encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    shown = present_sd_jwt(held, [("name",), ("evidence", 1)])
    bound = bind_key(shown, HOLDER, audience="https://a.example", nonce=NONCE, hash_name="sha-256", now=NOW)
    keys = {"jwk": SIGNER.public.to_jwk(), "holder": HOLDER.public.to_jwk(), "nonce": NONCE}
    answer = run_node(script, {"text": bound.text.decode(), **keys})
    assert answer["ok"], answer
    assert answer["payload"]["evidence"] == ["b"]
    assert "awardedDate" not in answer["payload"]
    assert answer["kb"]["aud"] == "https://a.example"


def test_we_verify_what_the_other_side_issues_and_shows(script: Path) -> None:
    claims = {
        "iss": DID,
        "vct": "urn:example:skill",
        "iat": int(NOW.timestamp()),
        "name": "Fatima",
        "level": 2,
    }
    task = {"claims": claims, "hidden": ["name", "level"], "shown": ["name"], "kid": KID}
    asked = {"audience": "https://a.example", "nonce": NONCE, "now": int(NOW.timestamp())}
    made = run_node(script, {"issue": {**task, **asked}})
    public = PublicKey.from_jwk(made["jwk"], kid=KID)
    keys = (IssuerKey(public, "credential", NOW - DAY),)
    known = RegisteredIssuer(DID, "Regio Zwolle", NOW - DAY)
    whole = verify(made["text"], keys=keys, status={}, issuer=known, now=NOW, profile=GENERAL)
    assert whole.is_valid, whole.deciding
    opened = unbind(
        made["presented"], KeyBindingRequest(asked["audience"], NONCE), policy=DEFAULT_POLICY, now=NOW
    )
    part = read_sd_jwt(opened.text, SD_JWT_RULES, policy=DEFAULT_POLICY)
    assert part.revealed.claims["name"] == "Fatima"
    assert "level" not in part.revealed.claims
    assert verify(opened.text, keys=keys, status={}, issuer=known, now=NOW, profile=GENERAL).is_valid
    wrong = (issuer_key(signer("ES256", seed="mallory")),)
    assert not verify(opened.text, keys=wrong, status={}, issuer=known, now=NOW, profile=GENERAL).is_valid


def test_a_whole_credential_of_ours_is_read_too(script: Path) -> None:
    text = SdJwtVc().secure(_shown(), SIGNER, randomness=Counter()).text
    answer = run_node(script, {"text": text, "jwk": SIGNER.public.to_jwk(), "holder": HOLDER.public.to_jwk()})
    assert answer["ok"], answer
    assert answer["payload"]["achievement"]["name"] == SKILL.achievement.name
    assert answer["payload"]["name"] == SKILL.subject.name


def _shown() -> Any:
    return replace(SKILL, token_status=None, valid_from=NOW - 900 * DAY)
