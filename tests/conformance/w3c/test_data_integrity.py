"""W3C Data Integrity: the vectors of the EdDSA and ECDSA cryptosuites, with every value in between.

The examples are signed with a key that their issuer does not control, so only the cryptography can pass.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.credentials.encoding import multibase
from app.credentials.formats.base import UnverifiedProof
from app.credentials.formats.cryptosuites.base import HASHES, SigningSuite
from app.credentials.formats.cryptosuites.canonical_rdf import CanonicalRdf
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.formats.data_integrity import add_proof, is_proven_by
from app.credentials.formats.proofs import ProofOptions
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.keys.algorithms import PrivateKey, curve_of
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.linked_data import bundled_contexts
from app.credentials.policy import GENERAL
from app.credentials.report import Verdict
from app.credentials.times import parse_time
from app.credentials.verification import verify
from tests.unit.credentials.cases import VECTORS, needs, scene

FOLDER = VECTORS / "di-vectors"

pytestmark = needs(FOLDER)

# Contexts of other people's examples, that no credential of ours ever names.
EXAMPLES = {"https://w3id.org/citizenship/v4rc1": FOLDER / "contexts" / "citizenship-v4rc1.jsonld"}
CONTEXTS = bundled_contexts().extended(
    {address: json.loads(path.read_bytes()) for address, path in EXAMPLES.items() if path.exists()}
)

CASES = [
    ("eddsa/eddsa-rdfc-2022", "DataInt", "eddsa"),
    ("eddsa/eddsa-rdfc-2022/employ", "DataInt", "eddsa"),
    ("ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "p256"),
    ("ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "p256"),
    ("ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", "p384"),
    ("ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "p384"),
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
        if isinstance(suite.transformation, CanonicalRdf):
            return replace(suite, transformation=CanonicalRdf(CONTEXTS))
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
    proof = ProofOptions(created=parse_time(wanted["proof"]["created"])).to_proof(
        case.suite.name, case.public.kid
    )
    proof |= case.suite.transformation.added_options(case.unsigned)
    signature = case.signer.sign(case.suite.signing_input(case.unsigned, proof, case.public.algorithm))
    proof["proofValue"] = case.suite.encode_value(signature)
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


CHAIN = FOLDER / "eddsa" / "proof-set-chain"


def unverified(node: dict[str, Any]) -> UnverifiedProof:
    value = multibase.decode(node["proofValue"])
    return UnverifiedProof(node["verificationMethod"], "EdDSA", node, value, cryptosuite=node["cryptosuite"])


@pytest.mark.parametrize(
    "name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"]
)
def test_every_proof_of_a_set_or_chain_holds_and_none_without_its_predecessors(name: str) -> None:
    document = json.loads((CHAIN / f"{name}.json").read_bytes())
    nodes = document.pop("proof")
    proofs = tuple(unverified(node) for node in (nodes if isinstance(nodes, list) else [nodes]))
    for proof in proofs:
        key = parse_did_key(proof.kid.partition("#")[0])[0].public
        assert is_proven_by(document, proofs, proof, key)
        assert not is_proven_by({**document, "name": "x"}, proofs, proof, key)
        if "previousProof" in proof.options:
            assert not is_proven_by(document, (), proof, key)


@pytest.mark.parametrize(("number", "pair"), [(1, "keyPair1"), (2, "keyPair2")])
def test_signing_a_set_gives_the_proofs_of_the_vectors(number: int, pair: str) -> None:
    document = json.loads((CHAIN / "unsigned.json").read_bytes())
    wanted = json.loads((CHAIN / f"proofSetConfigSigned{number}.json").read_bytes())
    assert sign_with(pair, document, wanted) == wanted


@pytest.mark.parametrize(("number", "pair"), [(1, "keyPair3"), (2, "keyPair4")])
def test_signing_a_chain_gives_the_proofs_of_the_vectors(number: int, pair: str) -> None:
    document = json.loads((CHAIN / f"signedProof{'Set2' if number == 1 else 'Chain1'}.json").read_bytes())
    wanted = json.loads((CHAIN / f"proofChainConfigSigned{number}.json").read_bytes())
    assert sign_with(pair, document, wanted) == wanted


def sign_with(pair: str, document: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    keys = json.loads((CHAIN / "multiKeyPairs.json").read_bytes())
    previous = wanted.get("previousProof", [])
    options = ProofOptions(
        created=parse_time(wanted["created"]),
        id=wanted.get("id"),
        previous=(previous,) if isinstance(previous, str) else tuple(previous),
    )
    made = add_proof(
        document,
        LocalSigner(wanted["verificationMethod"], private_key(keys[pair]["privateKeyMultibase"])),
        options=options,
    )
    proof: dict[str, Any] = made["proof"][-1]
    return proof
