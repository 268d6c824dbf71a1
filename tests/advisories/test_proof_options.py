"""Known attacks on what a Data Integrity proof says of itself, and on its place in a set or a chain."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.credentials.errors import ProofGenerationFailed
from app.credentials.formats.data_integrity import add_proof
from app.credentials.keys.signer import LocalSigner
from app.credentials.policy import GENERAL
from app.credentials.report import Verdict
from app.credentials.verification import read
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, NOW, issuer_key, scene, signer
from tests.unit.credentials.proofs import EVERY_SUITE, SIGNED, SUITES, document_of, proven, tampered

OTHER = "did:web:evil.example"
FIRST, LAST = signer(), signer("ES256", kid=f"{DID}#key-2", seed="two")
KEYS = (issuer_key(FIRST), issuer_key(LAST))


def code_of(text: str, made_with: LocalSigner | None = None) -> str:
    keys = KEYS if made_with is None else (issuer_key(made_with),)
    report = scene(keys=keys).verify(text)
    if not report.is_valid:
        assert report.verdict is Verdict.INVALID
        assert report.credential is None
    return report.deciding.code


@EVERY_SUITE
@pytest.mark.abuse("A07")
def test_a_proof_of_another_credential_of_the_same_issuer_proves_nothing(suite: str, algorithm: str) -> None:
    made_with = signer(algorithm)
    other = replace(CREDENTIAL, id="urn:uuid:0a0a0a0a-0000-4000-8000-000000000009")
    proofs = document_of(proven(other, suite=suite, made_with=made_with))["proof"]
    text = tampered(lambda d: d.update(proof=proofs), proven(suite=suite, made_with=made_with))
    assert code_of(text, made_with) == "bad_signature"


@EVERY_SUITE
@pytest.mark.abuse("A03")
def test_a_value_of_one_suite_proves_nothing_under_the_name_of_another(suite: str, algorithm: str) -> None:
    made_with = signer(algorithm)
    text = proven(suite=suite, made_with=made_with)
    for other in {name for name, _ in SUITES} - {suite}:
        changed = tampered(lambda d, other=other: d["proof"][0].update(cryptosuite=other), text)  # type: ignore[misc]
        assert code_of(changed, made_with) in ("bad_signature", "alg_not_allowed", "malformed_proof")
    selective = tampered(lambda d: d["proof"][0].update(cryptosuite="ecdsa-sd-2023"), text)
    assert code_of(selective, made_with) == "malformed_proof"


@EVERY_SUITE
@pytest.mark.parametrize("purpose", ["authentication", "capabilityInvocation", "keyAgreement"])
@pytest.mark.abuse("A41")
def test_a_proof_made_for_another_purpose_is_never_an_issuers(
    suite: str, algorithm: str, purpose: str
) -> None:
    made_with = signer(algorithm)
    options = replace(SIGNED, purpose=purpose)
    signed = proven(suite=suite, made_with=made_with, options=options)
    assert code_of(signed, made_with) == "proof_purpose_mismatch"
    relabelled = tampered(lambda d: d["proof"][0].update(proofPurpose="assertionMethod"), signed)
    assert code_of(relabelled, made_with) == "bad_signature"


@pytest.mark.parametrize("purpose", ["ASSERTIONMETHOD", "assertionMethod ", "", None, 1, ["assertionMethod"]])
@pytest.mark.abuse("A41")
def test_a_purpose_has_exactly_one_spelling(purpose: Any) -> None:
    text = tampered(lambda d: d["proof"][0].update(proofPurpose=purpose))
    assert code_of(text) == "proof_purpose_mismatch"


LIVES: dict[str, Callable[[dict[str, Any]], object]] = {
    "later end": lambda proof: proof.update(expires="2027-11-23T12:00:00Z"),
    "no end": lambda proof: proof.pop("expires"),
    "later begin and end": lambda proof: proof.update(
        created="2026-11-23T11:00:00Z", expires="2027-11-23T12:00:00Z"
    ),
    "other zone": lambda proof: proof.update(expires="2026-11-22T12:00:00-13:59"),
}


@EVERY_SUITE
@pytest.mark.parametrize("change", LIVES.values(), ids=LIVES)
@pytest.mark.abuse("A42")
def test_a_proof_that_ended_never_lives_again(
    suite: str, algorithm: str, change: Callable[[dict[str, Any]], object]
) -> None:
    made_with = signer(algorithm)
    options = replace(SIGNED, created=NOW - 2 * DAY, expires=NOW - DAY)
    ended = proven(suite=suite, made_with=made_with, options=options)
    assert code_of(ended, made_with) == "proof_expired"
    revived = tampered(lambda document: change(document["proof"][0]), ended)
    assert code_of(revived, made_with) == "bad_signature"


@EVERY_SUITE
@pytest.mark.parametrize("place", ["document", "proof", "both"])
@pytest.mark.abuse("A07")
def test_no_context_is_injected_into_what_was_signed(suite: str, algorithm: str, place: str) -> None:
    made_with = signer(algorithm)

    def inject(document: dict[str, Any]) -> None:
        grown = [*document["@context"], {"achievement": "https://evil.example/achievement"}]
        if place != "proof":
            document["@context"] = grown
        if place != "document":
            document["proof"][0]["@context"] = grown

    text = tampered(inject, proven(suite=suite, made_with=made_with))
    assert code_of(text, made_with) == "context_not_allowed"


def _two(**later: Any) -> dict[str, Any]:
    document = document_of(proven(options=replace(SIGNED, id="urn:x:1")))
    return add_proof(document, LAST, cryptosuite="ecdsa-jcs-2019", options=replace(SIGNED, **later))


@pytest.mark.abuse("A06")
def test_a_set_holds_only_with_every_proof_and_with_keys_of_its_issuer() -> None:
    document = _two()
    assert code_of(json.dumps(document)) == "ok"
    for place in (0, 1):
        foreign = json.loads(json.dumps(document))
        foreign["proof"][place]["verificationMethod"] = f"{OTHER}#key-1"
        assert code_of(json.dumps(foreign)) == "kid_issuer_mismatch"
        swapped = json.loads(json.dumps(document))
        swapped["proof"][place]["verificationMethod"] = (LAST, FIRST)[place].kid
        assert code_of(json.dumps(swapped)) == "alg_not_allowed"
        forged = json.loads(json.dumps(document))
        forged["proof"][place]["proofValue"] = forged["proof"][1 - place]["proofValue"]
        assert code_of(json.dumps(forged)) == "bad_signature"


@pytest.mark.abuse("A06")
def test_a_stranger_adds_no_proof_to_a_set() -> None:
    thief = signer(kid=f"{OTHER}#key-1", seed="mallory")
    forged = signer(kid=FIRST.kid, seed="mallory")
    for made_with, code in ((thief, "kid_issuer_mismatch"), (forged, "bad_signature")):
        document = add_proof(document_of(), made_with, cryptosuite="eddsa-jcs-2022", options=SIGNED)
        assert code_of(json.dumps(document)) == code


@pytest.mark.abuse("A06")
def test_a_chain_is_never_cut_turned_or_tied_to_another_proof() -> None:
    chain = _two(id="urn:x:2", previous=("urn:x:1",))
    assert code_of(json.dumps(chain)) == "ok"
    changes: list[tuple[Callable[[dict[str, Any]], object], str]] = [
        (lambda d: d["proof"].pop(0), "malformed_proof"),
        (lambda d: d["proof"][1].pop("previousProof"), "bad_signature"),
        (lambda d: d["proof"][1].update(previousProof=[]), "bad_signature"),
        (lambda d: d["proof"][1].update(previousProof="urn:x:2"), "malformed_proof"),
        (lambda d: d["proof"][1].update(previousProof=["urn:x:1", "urn:x:2"]), "malformed_proof"),
        (lambda d: d["proof"][0].update(previousProof="urn:x:2"), "bad_signature"),
        (lambda d: d["proof"][0].update(id="urn:x:3"), "malformed_proof"),
    ]
    for change, code in changes:
        assert code_of(tampered(change, json.dumps(chain))) == code


def test_a_proof_that_stands_alone_is_joined_by_a_second_and_by_no_more_than_eight() -> None:
    document = document_of()
    document["proof"] = document["proof"][0]
    for count in range(2, 9):
        document = add_proof(document, FIRST, cryptosuite="eddsa-jcs-2022", options=SIGNED)
        assert len(document["proof"]) == count
        assert code_of(json.dumps(document)) == "ok"
    with pytest.raises(ProofGenerationFailed):
        add_proof(document, FIRST, cryptosuite="eddsa-jcs-2022", options=SIGNED)


def test_one_previous_proof_is_named_by_a_text() -> None:
    assert _two(previous=("urn:x:1",))["proof"][1]["previousProof"] == "urn:x:1"


def test_a_document_without_a_name_is_read_without_one() -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"description": "x"},
    }
    assert read(proven(document), profile=GENERAL).credential_id == ""
