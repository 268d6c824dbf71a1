"""Known attacks on who signed and how: each was found in other people's software."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.credentials.encoding import base64url
from app.credentials.keys.algorithms import ED25519_ORDER, P256_ORDER
from app.credentials.report import Outcome, Verdict, VerificationReport
from tests.unit.credentials.cases import DID, KID, issuer_key, payload_of, scene, secured, signer, token

HEADER = {"alg": "EdDSA", "kid": KID, "typ": "JWT"}


def assert_refused(report: VerificationReport, code: str) -> None:
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, code)
    assert report.credential is None


def joined(header: dict[str, Any], signature: bytes) -> str:
    parts = (json.dumps(header).encode(), json.dumps(payload_of()).encode(), signature)
    return b".".join(base64url.encode(part) for part in parts).decode()


@pytest.mark.parametrize(
    "name", ["none", "None", "NONE", "nOnE", "", " none", None, 0, ["none"], {"alg": "none"}]
)
@pytest.mark.parametrize("signature", [b"", b"\x00" * 64])
@pytest.mark.abuse("A03")
def test_no_algorithm_is_an_algorithm(name: Any, signature: bytes) -> None:
    report = scene().verify(joined({**HEADER, "alg": name}, signature))
    assert_refused(report, "alg_not_allowed")
    assert report.checks[2].outcome is Outcome.SKIPPED


@pytest.mark.parametrize("name", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("form", ["raw", "pem", "der", "jwk"])
@pytest.mark.abuse("A04")
def test_cve_2016_5431_the_public_key_is_never_a_shared_secret(name: str, form: str) -> None:
    public = signer().private.public_key()
    secret = {
        "raw": signer().public.raw,
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "der": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "jwk": json.dumps(signer().public.to_jwk()).encode(),
    }[form]
    unsigned = joined({**HEADER, "alg": name}, b"").rstrip(".")
    mac = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
    assert_refused(scene().verify(f"{unsigned}.{base64url.encode(mac).decode()}"), "alg_not_allowed")


@pytest.mark.parametrize(
    "member",
    [
        {"jwk": signer(seed="mallory").public.to_jwk()},
        {"jku": "https://evil.example/jwks.json"},
        {"x5u": "https://evil.example/cert.pem"},
        {"x5c": ["MIIB"]},
        {"x5t": "AAAA"},
    ],
)
@pytest.mark.abuse("A05")
def test_cve_2018_0114_a_key_in_the_token_is_never_used(member: dict[str, Any]) -> None:
    text = token({**HEADER, **member}, made_with=signer(seed="mallory"))
    assert_refused(scene().verify(text), "key_not_trusted")


@pytest.mark.parametrize(
    "kid",
    [
        "did:web:evil.example#key-1",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#key-1",
        f"{DID}.evil.example#key-1",
        f"{DID}:sub#key-1",
        f"{DID}#key-1#key-1",
        f"{DID}?x#key-1",
        f"{DID}/../../evil#key-1",
        f"{DID}#../../etc/passwd",
        f"{DID}#key-1' OR '1'='1",
        f"{DID}#key-1\n",
        f" {KID}",
        KID.upper(),
        "key-1",
        "#key-1",
        "https://evil.example/jwks.json#key-1",
        "../../../../dev/null",
        "",
    ],
)
@pytest.mark.abuse("A06")
def test_a_kid_points_only_into_the_issuer(kid: str) -> None:
    report = scene().verify(token({**HEADER, "kid": kid}))
    assert_refused(report, "kid_issuer_mismatch")


@pytest.mark.abuse("A06")
def test_a_key_of_another_issuer_under_the_right_name_does_not_prove() -> None:
    assert_refused(scene().verify(secured(made_with=signer(seed="mallory"))), "bad_signature")


@pytest.mark.abuse("A03")
def test_a_key_is_never_used_with_the_algorithm_of_another() -> None:
    text = token({**HEADER, "alg": "ES256"}, made_with=signer("ES256"))
    assert_refused(scene().verify(text), "alg_not_allowed")
    assert_refused(scene(signer("ES256")).verify(token(made_with=signer())), "alg_not_allowed")


@pytest.mark.parametrize("r", [0, 1, P256_ORDER, P256_ORDER + 1])
@pytest.mark.parametrize("s", [0, 1, P256_ORDER, P256_ORDER + 1])
@pytest.mark.abuse("A40")
def test_cve_2022_21449_psychic_signatures(r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert_refused(
        scene(signer("ES256")).verify(joined({**HEADER, "alg": "ES256"}, signature)), "bad_signature"
    )


@pytest.mark.abuse("A40")
def test_a_der_signature_is_no_jws_signature() -> None:
    der = bytes.fromhex("3006020101020101")
    assert_refused(scene(signer("ES256")).verify(joined({**HEADER, "alg": "ES256"}, der)), "bad_signature")


@pytest.mark.abuse("A40")
def test_an_ed25519_signature_with_the_order_added_is_refused() -> None:
    unsigned, _, encoded = secured().rpartition(".")
    signature = base64url.decode(encoded.encode())
    grown = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    twin = signature[:32] + grown.to_bytes(32, "little")
    assert_refused(scene().verify(f"{unsigned}.{base64url.encode(twin).decode()}"), "bad_signature")


@pytest.mark.abuse("A40")
def test_the_high_twin_of_an_es256_signature_changes_the_digest_so_it_is_never_an_identity() -> None:
    made_with = signer("ES256")
    text = secured(made_with=made_with)
    unsigned, _, encoded = text.rpartition(".")
    signature = base64url.decode(encoded.encode())
    s = P256_ORDER - int.from_bytes(signature[32:], "big")
    twin = f"{unsigned}.{base64url.encode(signature[:32] + s.to_bytes(32, 'big')).decode()}"
    first, second = scene(made_with).verify(text), scene(made_with).verify(twin)
    assert first.credential == second.credential
    assert first.credential_digest != second.credential_digest


@pytest.mark.abuse("A08")
def test_a_stolen_key_cannot_write_itself_an_earlier_date() -> None:
    made_with = signer()
    stolen = scene(keys=(issuer_key(made_with, compromised_at=scene().now),))
    assert_refused(stolen.verify(secured()), "key_compromised")
