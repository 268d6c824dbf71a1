"""The VC-JOSE-COSE suite of W3C: 35 cases to issue and to verify; ids are the numbers and features of the suite."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.credentials.encoding import base64url
from app.credentials.errors import CredentialError
from app.credentials.formats.sd_jwt import issue_sd_jwt
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vp_jose_cose import (
    VP_SD_JWT_TYPE,
    prove_presentation,
    read_presentation_token,
    secure_presentation,
)
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from app.credentials.report import Outcome
from app.credentials.verification import verify
from tests.unit.credentials.cases import VECTORS, needs
from tests.unit.credentials.sd_cases import Counter

FOLDER = VECTORS / "vc-jose-cose"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWNER = "https://example.issuer/vc-jose-cose"
# P-384 is accepted here, as the suite signs with it; the service takes EdDSA and ES256 alone.
POLICY = replace(DEFAULT_POLICY, algorithms=frozenset({"EdDSA", "ES256", "ES384"}))
KNOWN = {
    4: "keys on P-521 are not supported",
    5: "the context of the examples defines every term by @vocab, so no term is unknown",
    7: "the presentation has expired since",
    18: "keys on P-521 are not supported",
    21: "keys on P-521 are not supported",
    27: "COSE is not supported",
    28: "COSE is not supported",
    29: "COSE is not supported",
    31: "COSE is not supported",
}

pytestmark = needs(FOLDER)


def cases() -> list[Any]:
    path = FOLDER / "tests.json"
    found = json.loads(path.read_bytes()) if path.exists() else []
    return [pytest.param(case, id=f"{case['number']}-{case['feature']}-{case['fn']}") for case in found]


def load_signer(name: str) -> LocalSigner:
    method = json.loads((FOLDER / "input" / name).read_bytes())
    jwk = method["secretKeyJwk"]
    secret = base64url.decode(jwk["d"].encode())
    kid = f"{OWNER}#{jwk['kid']}"
    if jwk["kty"] == "OKP":
        return LocalSigner(kid, Ed25519PrivateKey.from_private_bytes(secret))
    curve = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}[jwk["crv"]]
    return LocalSigner(kid, ec.derive_private_key(int.from_bytes(secret, "big"), curve()))


def path_of(text: str) -> tuple[Any, ...]:
    steps = text.replace("[", ".#").replace("]", "").split(".")
    return tuple(int(step[1:]) if step.startswith("#") else step for step in steps)


def issue(case: dict[str, Any], signer: LocalSigner) -> str:
    document = json.loads((FOLDER / "input" / case["input"]).read_bytes())
    hidden = [path_of(text) for text in case["sd"] or []]
    match case["feature"]:
        case "credential_jose":
            return VcJoseJwt().secure(document, signer).text
        case "credential_sdjwt":
            return VcJoseSdJwt().secure(document, signer, hidden=hidden, randomness=Counter()).text
        case "presentation_jose":
            return secure_presentation(document, signer, now=NOW)
        case "presentation_sdjwt":
            text = issue_sd_jwt(document, hidden, signer, randomness=Counter(), typ=VP_SD_JWT_TYPE, cty="vp")
            return text.decode()
    raise NotImplementedError(case["feature"])


def judge(case: dict[str, Any], text: str, signer: LocalSigner) -> None:
    """Raise CredentialError or AssertionError unless the proof of the text holds and nothing in it is wrong."""
    keys = (IssuerKey(signer.public, "any", datetime(2000, 1, 1, tzinfo=UTC)),)
    if case["feature"].startswith("presentation"):
        presented = read_presentation_token(text.encode(), policy=POLICY)
        assert prove_presentation(presented, keys, policy=POLICY, now=NOW)
        return
    report = verify(text, keys=keys, status={}, issuer=None, policy=POLICY, now=NOW, profile=GENERAL)
    # Nobody knows the issuer of the suite, and nothing tells its kind of status.
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    assert [check.name for check in failed] == ["issuer_registered"], report.deciding


@pytest.mark.parametrize("case", cases())
def test_the_suite(case: dict[str, Any]) -> None:
    if case["number"] in KNOWN:
        pytest.xfail(KNOWN[case["number"]])
    signer = load_signer(case["key"])
    if case["fn"] == "issue":
        judge(case, issue(case, signer), signer)
        assert case["expect"] == "success"
        return
    text = (FOLDER / "input" / case["input"]).read_text("utf-8").strip()
    if case["expect"] == "success":
        judge(case, text, signer)
    else:
        with pytest.raises((CredentialError, AssertionError)):
            judge(case, text, signer)


def test_every_case_is_there() -> None:
    assert len(cases()) == 35
