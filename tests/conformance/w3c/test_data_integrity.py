"""W3C Data Integrity: the vectors of the EdDSA and ECDSA cryptosuites, with every value in between.

The examples are signed with a key that their issuer does not control, so only the cryptography can pass.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.credentials.encoding import multibase
from app.credentials.formats.cryptosuites.base import HASHES, SigningSuite
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.formats.data_integrity import add_proof
from app.credentials.formats.proofs import ProofOptions
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.keys.algorithms import PrivateKey, curve_of
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.policy import GENERAL
from app.credentials.report import Verdict
from app.credentials.times import parse_time
from app.credentials.verification import verify
from tests.unit.credentials.cases import VECTORS, needs, scene

FOLDER = VECTORS / "di-vectors"

pytestmark = needs(FOLDER)

CASES = [
    ("eddsa/eddsa-jcs-2022", "JCS", "eddsa"),
    ("ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "p256"),
    ("ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", "p384"),
]
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=[folder for folder, _, _ in CASES], indirect=True)


@dataclass(frozen=True)
class Vector:
    """One folder of vectors; its files share an ending."""

    folder: Path
    ending: str
    key: str

    def text(self, name: str) -> str:
        return (self.folder / f"{name}{self.ending}.txt").read_text(encoding="utf-8")

    def json(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / f"{name}{self.ending}.json").read_bytes())
        return content

    @property
    def suite(self) -> SigningSuite:
        suite = find_cryptosuite(self.json("signed")["proof"]["cryptosuite"])
        assert isinstance(suite, SigningSuite)
        return suite

    @property
    def public(self) -> PublicKey:
        return parse_did_key(self.json("signed")["proof"]["verificationMethod"].partition("#")[0])[0].public

    @property
    def signer(self) -> LocalSigner:
        name = "keyPair" if self.key == "eddsa" else f"{self.key}KeyPair"
        pair = json.loads(
            (FOLDER / ("eddsa" if self.key == "eddsa" else "ecdsa") / f"{name}.json").read_bytes()
        )
        return LocalSigner(
            self.public.kid, private_key(pair.get("privateKeyMultibase") or pair["secretKeyMultibase"])
        )

    @property
    def unsigned(self) -> dict[str, Any]:
        return {name: value for name, value in self.json("signed").items() if name != "proof"}


def private_key(encoded: str) -> PrivateKey:
    """A private key in Multikey form (Controlled Identifiers 1.0 section 2.2.2)."""
    raw = multibase.decode(encoded)
    if raw.startswith(b"\x80\x26"):
        return Ed25519PrivateKey.from_private_bytes(raw[2:])
    curve = curve_of("ES256" if raw.startswith(b"\x86\x26") else "ES384")
    return derive_private_key(int.from_bytes(raw[2:], "big"), curve)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Vector:
    folder, ending, key = request.param
    return Vector(FOLDER / folder, ending, key)


@EVERY_CASE
def test_the_canonical_forms_and_hashes_are_those_of_the_vectors(case: Vector) -> None:
    algorithm, proof = case.public.algorithm, case.json("signed")["proof"]
    transformation, hash_of = case.suite.transformation, HASHES[algorithm]
    document = transformation.canonicalize(case.unsigned, algorithm)
    assert document.decode() == case.text("canonDoc")
    assert hash_of(document).hexdigest() == case.text("docHash")
    configuration = transformation.configure(proof, case.unsigned)
    assert configuration == case.json("proofConfig")
    canonical = transformation.canonicalize(configuration, algorithm)
    assert canonical.decode() == case.text("proofCanon")
    assert hash_of(canonical).hexdigest() == case.text("proofHash")
    assert case.suite.signing_input(case.unsigned, proof, algorithm).hex() == case.text("combinedHash")


@EVERY_CASE
def test_the_signature_is_that_of_the_vectors_and_no_other(case: Vector) -> None:
    proof = case.json("signed")["proof"]
    value = case.suite.decode_value(proof["proofValue"])
    assert (value.hex(), proof["proofValue"]) == (case.text("sigHex"), case.text("sigBTC58"))
    assert case.suite.algorithm_of(value) is case.public.algorithm
    assert case.suite.is_proven_by(case.unsigned, proof, value, case.public)
    for position in range(len(value)):
        flipped = value[:position] + bytes([value[position] ^ 1]) + value[position + 1 :]
        assert not case.suite.is_proven_by(case.unsigned, proof, flipped, case.public)


@EVERY_CASE
def test_signing_gives_the_document_of_the_vectors(case: Vector) -> None:
    wanted = case.json("signed")
    options = ProofOptions(created=parse_time(wanted["proof"]["created"]))
    made = add_proof(case.unsigned, case.signer, cryptosuite=case.suite.name, options=options)
    (proof,) = made["proof"]
    if case.key == "eddsa":
        assert proof == wanted["proof"]
    assert {**proof, "proofValue": ""} == {**wanted["proof"], "proofValue": ""}
    value = case.suite.decode_value(proof["proofValue"])
    assert case.suite.is_proven_by(case.unsigned, wanted["proof"], value, case.public)


@EVERY_CASE
def test_a_key_that_the_issuer_does_not_control_is_never_valid(case: Vector) -> None:
    there = scene()
    text = json.dumps(case.json("signed"))
    keys = parse_did_key(case.public.kid.partition("#")[0])
    report = verify(text, keys=keys, status={}, issuer=None, now=there.now, profile=GENERAL)
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "kid_issuer_mismatch")
