"""Somebody else's software, the packages of Digital Bazaar for Node, verifies our proofs, and we verify theirs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.credentials.encoding import multibase
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.selective_disclosure import derive, secure_selectively
from app.credentials.keys.algorithms import PrivateKey
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.linked_data import bundled_contexts
from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS
from app.credentials.node_ids import with_node_ids
from tests.unit.credentials.cases import CREDENTIAL, DID, NOW, Seed, issuer_key, scene, signer

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".data" / "node" / "node_modules"
SCRIPT = Path(__file__).with_name("prove_with_digitalbazaar.mjs")
SUITES = (("eddsa-rdfc-2022", "EdDSA"), ("ecdsa-rdfc-2019", "ES256"), ("ecdsa-rdfc-2019", "ES384"))
PREFIXES = {
    "EdDSA": (b"\xed\x01", b"\x80\x26"),
    "ES256": (b"\x80\x24", b"\x86\x26"),
    "ES384": (b"\x81\x24", b"\x87\x26"),
}
SIGNED = ProofOptions(created=NOW)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(
        not (MODULES / "@digitalbazaar" / "vc").is_dir(),
        reason="the packages of Digital Bazaar are not installed",
    ),
]


def made(algorithm: str) -> LocalSigner:
    return signer(algorithm, kid=f"{DID}#{algorithm.lower()}")


def public_multikey(public: PublicKey) -> str:
    prefix, raw = PREFIXES[public.algorithm][0], public.raw
    if public.algorithm != "EdDSA":
        half = len(raw) // 2
        raw = bytes([2 + (raw[-1] & 1)]) + raw[1 : half + 1]
    return multibase.encode_base58(prefix + raw)


def secret_multikey(private: PrivateKey, algorithm: str) -> str:
    if isinstance(private, Ed25519PrivateKey):
        return multibase.encode_base58(PREFIXES[algorithm][1] + private.private_bytes_raw())
    size = 32 if algorithm == "ES256" else 48
    number = private.private_numbers().private_value.to_bytes(size, "big")
    return multibase.encode_base58(PREFIXES[algorithm][1] + number)


def published(made_with: LocalSigner) -> dict[str, str]:
    return {"id": made_with.kid, "controller": DID, "publicKeyMultibase": public_multikey(made_with.public)}


def secret(made_with: LocalSigner) -> dict[str, str]:
    return {
        **published(made_with),
        "secretKeyMultibase": secret_multikey(made_with.private, made_with.algorithm),
    }


@pytest.fixture
def digitalbazaar(tmp_path: Path) -> Any:
    """Does a list of work and answers each piece. Node finds packages beside the script."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    script = shutil.copy(SCRIPT, tmp_path)
    names = (CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS)
    contexts = {name: {"@context": bundled_contexts().load(name)} for name in names}
    keys = [published(made(algorithm)) for algorithm in PREFIXES]

    def run(*work: dict[str, Any]) -> list[Any]:
        task = {"contexts": contexts, "keys": keys, "now": "2026-11-23T12:00:00Z", "work": work}
        done = subprocess.run(
            ["node", "--preserve-symlinks", "--preserve-symlinks-main", script],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return run


def ours() -> list[dict[str, Any]]:
    texts = [
        secure(CREDENTIAL, made(algorithm), cryptosuite=suite, options=SIGNED).text
        for suite, algorithm in SUITES
    ]
    base = secure_selectively(CREDENTIAL, made("ES256"), randomness=Seed("one"), options=SIGNED)
    texts += [
        derive(base.text, pointers).text
        for pointers in ([], ["/evidence/0", "/credentialSubject/identifier"])
    ]
    return [json.loads(text) for text in texts]


def verdict_on(document: dict[str, Any], algorithm: str) -> tuple[str, str]:
    report = scene(keys=(issuer_key(made(algorithm)),)).verify(json.dumps(document))
    return report.verdict.value, report.deciding.code


def test_digital_bazaar_verifies_every_proof_of_ours_and_none_that_was_changed(digitalbazaar: Any) -> None:
    documents = ours()
    changed = [{**document, "name": "Chirurg"} for document in documents]
    answers = digitalbazaar(*[{"verify": document} for document in documents + changed])
    assert [answer["verified"] for answer in answers] == [True] * len(documents) + [False] * len(changed), (
        answers
    )


def test_we_verify_every_proof_of_digital_bazaar_and_none_that_was_changed(digitalbazaar: Any) -> None:
    unsigned = with_node_ids(CREDENTIAL.to_document())
    work = [
        {"sign": unsigned, "suite": suite, "secret": secret(made(algorithm))} for suite, algorithm in SUITES
    ]
    for document, (_, algorithm) in zip(digitalbazaar(*work), SUITES, strict=True):
        assert verdict_on(document, algorithm) == ("valid", "ok")
        assert verdict_on({**document, "name": "Chirurg"}, algorithm) == ("invalid", "bad_signature")


def test_either_side_derives_what_the_other_signed(digitalbazaar: Any) -> None:
    unsigned, pointers = (
        with_node_ids(CREDENTIAL.to_document()),
        ["/evidence/1", "/credentialSubject/identifier"],
    )
    mandatory = [
        "/issuer",
        "/name",
        "/validFrom",
        "/credentialSubject/achievement",
        "/credentialSubject/result",
    ]
    (base,) = digitalbazaar(
        {"sign": unsigned, "suite": "ecdsa-sd-2023", "secret": secret(made("ES256")), "mandatory": mandatory}
    )
    assert verdict_on(json.loads(derive(json.dumps(base), pointers).text), "ES256") == ("valid", "ok")
    own = secure_selectively(CREDENTIAL, made("ES256"), randomness=Seed("one"), options=SIGNED)
    single = json.loads(own.text)
    single["proof"] = single["proof"][0]
    for held in (base, single):
        (shown,) = digitalbazaar({"derive": held, "pointers": pointers})
        assert verdict_on(shown, "ES256") == ("valid", "ok")
