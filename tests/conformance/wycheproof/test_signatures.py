"""Project Wycheproof: signatures that broke other people's verifiers."""

import json
from typing import Any

import pytest

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import CredentialError, KeyNotTrusted
from app.credentials.keys.jwk import PublicKey
from tests.unit.credentials.cases import KID, VECTORS, needs

FOLDER = VECTORS / "wycheproof"

pytestmark = needs(FOLDER)


def cases(name: str) -> list[Any]:
    path = FOLDER / f"{name}.json"
    groups = json.loads(path.read_bytes())["testGroups"] if path.exists() else []
    return [
        pytest.param(group, case, id=f"{name}-{case['tcId']}") for group in groups for case in group["tests"]
    ]


@pytest.mark.parametrize(("group", "case"), cases("ecdsa_secp256r1_sha256_p1363_test"))
def test_es256_signatures(group: dict[str, Any], case: dict[str, Any]) -> None:
    key = PublicKey.from_raw("ES256", bytes.fromhex(group["publicKey"]["uncompressed"]), kid=KID)
    accepted = key.verifies(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    assert accepted is (case["result"] == "valid")


@pytest.mark.parametrize(("group", "case"), cases("ed25519_test"))
def test_ed25519_signatures(group: dict[str, Any], case: dict[str, Any]) -> None:
    try:
        key = PublicKey.from_raw("EdDSA", bytes.fromhex(group["publicKey"]["pk"]), kid=KID)
    except KeyNotTrusted:
        assert case["result"] != "valid"
        return
    accepted = key.verifies(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    assert accepted is (case["result"] == "valid")


def accepts(jwk: dict[str, Any], jws: str) -> bool:
    """A bare JWS with our own pieces: strict text, strict header, the key's own algorithm."""
    try:
        key = PublicKey.from_jwk(jwk, kid=KID)
        first, second, third = (part.encode("ascii") for part in jws.split("."))
        header = strict_json.load_object(base64url.decode(first))
        base64url.decode(second)
        signature = base64url.decode(third)
    except (CredentialError, ValueError):
        return False
    is_plain = header.keys() <= {"alg", "kid", "typ"} and header.get("alg") == key.algorithm
    return is_plain and key.verifies(jws.rsplit(".", 1)[0].encode("ascii"), signature)


@pytest.mark.parametrize(("group", "case"), cases("json_web_signature_test"))
def test_json_web_signatures(group: dict[str, Any], case: dict[str, Any]) -> None:
    if not isinstance(case["jws"], str):
        pytest.skip("the JSON serialisation is refused by its shape")
    public = group.get("public", {"kty": "oct"})
    is_ours = (public.get("kty"), public.get("crv")) in {("EC", "P-256"), ("OKP", "Ed25519")}
    assert accepts(public, case["jws"]) is (is_ours and case["result"] == "valid")
