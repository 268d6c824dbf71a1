"""Somebody else's software, the jose package for Node, verifies what we sign, and we verify what it signs."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.verification import IssuerKey, RegisteredIssuer, StatusList, verify
from tests.load.fixture import ISSUER, LIST_URL, NOW, build_credential

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".data" / "node" / "node_modules"
ALGORITHMS = ("EdDSA", "ES256")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(not (MODULES / "jose").is_dir(), reason="the jose package for Node is not installed"),
]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Node finds packages beside the script, so the script goes beside a link to them."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    return Path(shutil.copy(Path(__file__).with_name("verify_with_jose.mjs"), tmp_path))


def run_node(script: Path, task: dict[str, Any]) -> Any:
    done = subprocess.run(
        ["node", "--preserve-symlinks", "--preserve-symlinks-main", str(script)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def make_signer(algorithm: str) -> LocalSigner:
    return LocalSigner(f"{ISSUER}#key-{algorithm.lower()}", generate_private_key(algorithm))


def published(signer: LocalSigner) -> dict[str, Any]:
    return {**signer.public.to_jwk(), "kid": signer.kid}


def with_other_name(token: str) -> str:
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["credentialSubject"]["achievement"]["name"] = "Arts"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{header}.{forged}.{signature}"


def test_jose_verifies_our_credentials_with_our_key_set(script: Path) -> None:
    signers = [make_signer(algorithm) for algorithm in ALGORITHMS]
    credential = build_credential()
    tokens = [VcJwt.secure(credential, signer).text for signer in signers]
    task = {
        "tokens": tokens,
        "jwks": {"keys": [published(signer) for signer in signers]},
        "now": NOW.isoformat(),
    }
    answers = run_node(script, task)
    assert [answer["ok"] for answer in answers] == [True, True]
    assert [answer["header"]["alg"] for answer in answers] == list(ALGORITHMS)
    for answer in answers:
        assert answer["payload"]["iss"] == ISSUER
        assert answer["payload"]["credentialSubject"] == credential.to_document()["credentialSubject"]


def test_jose_refuses_our_credentials_when_changed_or_under_another_key(script: Path) -> None:
    signers = [make_signer(algorithm) for algorithm in ALGORITHMS]
    tokens = [with_other_name(VcJwt.secure(build_credential(), signer).text) for signer in signers]
    others = [published(make_signer(algorithm)) for algorithm in ALGORITHMS]
    changed = {"tokens": tokens, "jwks": {"keys": [published(signer) for signer in signers]}}
    foreign = {"tokens": [VcJwt.secure(build_credential(), signers[0]).text], "jwks": {"keys": others}}
    for task in (changed, foreign):
        answers = run_node(script, {**task, "now": NOW.isoformat()})
        assert {answer.get("code") for answer in answers} == {"ERR_JWS_SIGNATURE_VERIFICATION_FAILED"}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_we_verify_what_jose_signs(script: Path, algorithm: str) -> None:
    kid = f"{ISSUER}#key-of-jose"
    signing_input = VcJwt.signing_input(build_credential(), kid=kid, algorithm=algorithm)
    payload = json.loads(base64.urlsafe_b64decode(signing_input.partition(b".")[2] + b"=="))
    answer = run_node(script, {"sign": {"alg": algorithm, "payload": payload, "kid": kid}})
    key = IssuerKey(PublicKey.from_jwk(answer["jwk"], kid=kid), "credential", NOW)
    status = {
        f"{LIST_URL}/{purpose}": StatusList(purpose, bytes(16_384), 131_072, NOW)
        for purpose in ("revocation", "suspension")
    }
    report = verify(
        answer["token"], keys=(key,), status=status, issuer=RegisteredIssuer(ISSUER, "x", NOW), now=NOW
    )
    assert report.is_valid, report.deciding
