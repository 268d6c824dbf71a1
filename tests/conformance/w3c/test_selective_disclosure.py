"""W3C ecdsa-sd-2023: the vectors of base and derived proofs, with every value in between."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest

from app.credentials.encoding import multibase
from app.credentials.formats.cryptosuites.canonical_rdf import CanonicalRdf
from app.credentials.formats.cryptosuites.disclosure_values import (
    BaseValue,
    DerivedValue,
    decode_key,
    encode_key,
    signed_label,
)
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import SelectiveDisclosure
from app.credentials.formats.cryptosuites.grouping import group_quads
from app.credentials.formats.selective_disclosure import derive
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.linked_data import canonicalize, canonicalize_quads, relabel_quads, to_quads
from tests.conformance.w3c.test_data_integrity import CONTEXTS, FOLDER, private_key
from tests.unit.credentials.cases import needs

pytestmark = needs(FOLDER)

SUITE = SelectiveDisclosure(CONTEXTS)


@dataclass(frozen=True)
class Vector:
    """The vectors of one credential."""

    name: str
    selective: str

    def json(self, name: str) -> Any:
        return json.loads((FOLDER / "ecdsa" / "ecdsa-sd-2023" / self.name / f"{name}.json").read_bytes())

    @property
    def pointers(self) -> list[str]:
        found: list[str] = json.loads((FOLDER / "ecdsa" / f"{self.selective}Selective.json").read_bytes())
        return found

    @property
    def document(self) -> dict[str, Any]:
        return {name: value for name, value in self.json("addSignedSDBase").items() if name != "proof"}

    @property
    def proof(self) -> dict[str, Any]:
        proof: dict[str, Any] = self.json("addSignedSDBase")["proof"]
        return proof

    @property
    def key(self) -> PublicKey:
        return parse_did_key(self.proof["verificationMethod"].partition("#")[0])[0].public

    @property
    def base(self) -> BaseValue:
        return BaseValue.decode(multibase.decode(self.proof["proofValue"]))


@pytest.fixture(params=[("employ", "employ"), ("prc", "prCred")], ids=["employ", "prc"])
def case(request: pytest.FixtureRequest) -> Vector:
    return Vector(*request.param)


def relabel(case: Vector, names: Any) -> dict[str, str]:
    key = bytes.fromhex(case.json("addBaseTransform")["hmacKeyString"])
    return {name: signed_label(hmac.digest(key, name[2:].encode(), "sha256")) for name in names}


def test_the_document_is_canonical_before_and_after_its_labels_are_hashed(case: Vector) -> None:
    plain = canonicalize(case.document, contexts=CONTEXTS).decode().splitlines(keepends=True)
    assert plain == case.json("addBaseDocCanon")
    grouped = group_quads(case.document, {"all": ("",)}, lambda names: relabel(case, names), CONTEXTS)
    assert grouped.lines == case.json("addBaseDocHMACCanon")
    assert list(grouped.groups["all"].matching) == list(range(len(grouped.lines)))


def test_the_quads_are_grouped_by_their_pointers(case: Vector) -> None:
    wanted = case.json("addBaseTransform")
    pointers = {"mandatory": tuple(wanted["mandatoryPointers"])}
    grouped = group_quads(case.document, pointers, lambda names: relabel(case, names), CONTEXTS)
    mandatory = grouped.groups["mandatory"].matching
    assert [[place, line] for place, line in mandatory.items()] == wanted["mandatory"]["value"]
    rest = [[place, line] for place, line in enumerate(grouped.lines) if place not in mandatory]
    assert rest == wanted["nonMandatory"]["value"]


def test_the_hashes_are_those_of_the_vectors(case: Vector) -> None:
    transformation, wanted = CanonicalRdf(CONTEXTS), case.json("addHashData")
    configuration = transformation.configure(case.proof, case.document)
    assert configuration == case.json("addProofConfig")
    canonical = transformation.canonicalize(configuration, Algorithm.ES256)
    folder = FOLDER / "ecdsa" / "ecdsa-sd-2023" / case.name
    assert canonical.decode() == (folder / "addProofConfigCanon.txt").read_text().rstrip("\n") + "\n"
    assert sha256(canonical).hexdigest() == wanted["proofHash"]
    mandatory = [line for _, line in case.json("addBaseTransform")["mandatory"]["value"]]
    assert sha256("".join(mandatory).encode()).hexdigest() == wanted["mandatoryHash"]


def test_the_base_value_holds_what_the_vectors_say_and_is_written_back_the_same(case: Vector) -> None:
    wanted = case.json("derivedRecoveredBaseData")
    base = case.base
    assert base.signature.hex() == wanted["baseSignature"]
    assert multibase.encode_base58(base.proof_key) == wanted["proofPublicKey"]
    assert base.hmac_key.hex() == wanted["hmacKey"]
    assert [signature.hex() for signature in base.signatures] == wanted["signatures"]
    assert list(base.mandatory) == wanted["mandatoryPointers"]
    assert multibase.encode_base64url(base.encode()) == case.proof["proofValue"]
    assert encode_key(decode_key(base.proof_key)) == base.proof_key


def test_deriving_gives_the_document_and_the_value_of_the_vectors(case: Vector) -> None:
    wanted = case.json("derivedRevealDocument")
    derived = derive(json.dumps({**case.document, "proof": case.proof}), case.pointers, suite=SUITE)
    assert json.loads(derived.text) == {**wanted, "proof": [wanted["proof"]]}
    value = DerivedValue.decode(multibase.decode(wanted["proof"]["proofValue"]))
    disclosed = case.json("derivedDisclosureData")
    assert value.labels == {f"_:{name}": f"_:{label}" for name, label in disclosed["labelMap"]["value"]}
    assert list(value.mandatory) == disclosed["mandatoryIndexes"]
    assert list(value.mandatory) == case.json("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    filtered = case.json("derivedAdjSignatures")["filteredSignatures"]
    assert [signature.hex() for signature in value.signatures] == filtered == disclosed["signatures"]


def test_the_groups_of_what_is_shown_are_those_of_the_vectors(case: Vector) -> None:
    mandatory, wanted = tuple(case.base.mandatory), case.json("derivedAllGroupData")["groups"]
    pointers = {
        "mandatory": mandatory,
        "selective": tuple(case.pointers),
        "combined": (*mandatory, *case.pointers),
    }
    grouped = group_quads(case.document, pointers, lambda names: relabel(case, names), CONTEXTS)
    indexes = case.json("derivedGroupIndexes")
    for name, group in grouped.groups.items():
        assert list(group.matching) == indexes[f"{name}Indexes"]
        assert [[place, line] for place, line in group.matching.items()] == wanted[name]["matching"]["value"]


def test_the_lines_that_a_verifier_signs_for_are_those_of_the_vectors(case: Vector) -> None:
    document, wanted = case.json("derivedUnsignedReveal"), case.json("verifyCreateVerifyData")
    shown = DerivedValue.decode(multibase.decode(case.json("derivedRevealDocument")["proof"]["proofValue"]))
    quads = to_quads(document, contexts=CONTEXTS)
    canonical = canonicalize_quads(quads).labels
    lines = relabel_quads(quads, {label: shown.labels[name] for label, name in canonical.items()})
    assert lines == case.json("verifyNQuads")
    mandatory = [lines[place] for place in shown.mandatory]
    assert [line for line in lines if line not in mandatory] == wanted["nonMandatory"]
    assert sha256("".join(mandatory).encode()).hexdigest() == wanted["mandatoryHash"]


def test_the_derived_proof_holds_and_no_flipped_bit_of_it(case: Vector) -> None:
    wanted = case.json("derivedRevealDocument")
    proof = wanted.pop("proof")
    value = SUITE.decode_value(proof["proofValue"])
    assert SUITE.is_proven_by(wanted, proof, value, case.key)
    assert not SUITE.is_proven_by(wanted, {**proof, "nonce": "x"}, value, case.key)
    for name in ("validFrom", "validUntil"):
        assert not SUITE.is_proven_by({**wanted, name: "2020-01-01T00:00:00Z"}, proof, value, case.key)
        assert not SUITE.is_proven_by({k: v for k, v in wanted.items() if k != name}, proof, value, case.key)


def test_signing_with_the_keys_of_the_vectors_gives_a_base_proof_that_derives(case: Vector) -> None:
    keys = json.loads((FOLDER / "ecdsa" / "ecdsa-sd-2023" / "SDKeyMaterial.json").read_bytes())

    class Given:
        """The HMAC key of the vectors, then bytes for the key of the single quads."""

        def token(self, size: int) -> bytes:
            return bytes.fromhex(keys["hmacKeyString"]) if size == 32 else b"\x07" * size

    signer = LocalSigner(case.key.kid, private_key(keys["baseKeyPair"]["secretKeyMultibase"]))
    proof = {name: value for name, value in case.proof.items() if name != "proofValue"}
    pointers = case.json("addBaseTransform")["mandatoryPointers"]
    value = SUITE.create(case.document, proof, signer, mandatory=pointers, randomness=Given())
    made = BaseValue.decode(multibase.decode(value))
    assert (made.hmac_key, made.mandatory) == (case.base.hmac_key, case.base.mandatory)
    assert len(made.signatures) == len(case.base.signatures)
    shown, derived = SUITE.derive(case.document, made.encode(), case.pointers)
    assert SUITE.is_proven_by(shown, proof, multibase.decode(derived), case.key)
