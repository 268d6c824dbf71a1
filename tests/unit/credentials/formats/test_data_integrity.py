"""Data Integrity: one proof, sets and chains, and everything that must not pass."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.errors import ProofGenerationFailed
from app.credentials.formats.data_integrity import DataIntegrity, add_proof, secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.policy import PASSPORT, VerificationPolicy
from app.credentials.report import Verdict
from app.credentials.verification import prove, read
from tests.unit.credentials.cases import (
    CREDENTIAL,
    DAY,
    DID,
    KID,
    NOW,
    issuer_key,
    scene,
    signer,
)
from tests.unit.credentials.proofs import EVERY_SUITE, SIGNED, document_of, proven, resigned, tampered

SECOND = signer("ES256", kid=f"{DID}#key-2", seed="two")
BOTH_KEYS: tuple[IssuerKey, ...] = (issuer_key(signer()), issuer_key(SECOND))


def decided(text: str | bytes, **changes: Any) -> tuple[Verdict, str, str]:
    report = scene(**changes).verify(text)
    if report.verdict is Verdict.INVALID:
        assert report.credential is None
    return report.verdict, report.deciding.name, report.deciding.code


@EVERY_SUITE
def test_a_good_credential_is_valid_and_comes_out_as_it_went_in(suite: str, algorithm: str) -> None:
    made_with = signer(algorithm)
    report = scene(made_with).verify(proven(suite=suite, made_with=made_with))
    assert report.is_valid
    assert report.credential == CREDENTIAL
    assert (report.format, report.cryptosuites) == ("data-integrity", (suite,))


@EVERY_SUITE
def test_another_key_of_the_same_kind_is_a_proof_that_does_not_hold(suite: str, algorithm: str) -> None:
    text = proven(suite=suite, made_with=signer(algorithm))
    report = scene(signer(algorithm, seed="other")).verify(text)
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "bad_signature")
    assert report.deciding.problem_type == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"


def test_the_proof_stands_in_an_array_and_the_text_is_compact_json() -> None:
    document = document_of()
    assert [proof["type"] for proof in document["proof"]] == ["DataIntegrityProof"]
    assert document["proof"][0]["created"] == "2026-11-23T12:00:00Z"
    assert json.dumps(document, separators=(",", ":"), ensure_ascii=False) == proven()


def test_a_single_proof_may_stand_without_an_array() -> None:
    assert decided(tampered(lambda d: d.update(proof=d["proof"][0])))[0] is Verdict.VALID


def test_spaces_and_the_order_of_members_change_nothing() -> None:
    document = document_of()
    text = "\n " + json.dumps(dict(reversed(document.items())), indent=2)
    assert decided(text)[0] is Verdict.VALID


CHANGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a name": lambda d: d.update(name="Directeur"),
    "a subject": lambda d: d["credentialSubject"].update(id="urn:uuid:0a0a0a0a-0000-4000-8000-000000000009"),
    "a deep text": lambda d: d["credentialSubject"]["achievement"]["criteria"].update(narrative="niets"),
    "an end": lambda d: d.update(validUntil="2099-01-01T00:00:00Z"),
    "an end that is gone": lambda d: d.pop("validUntil"),
    "a begin": lambda d: d.update(validFrom="2020-01-01T00:00:00Z"),
    "a status that is gone": lambda d: d.pop("credentialStatus"),
    "another place in the list": lambda d: d["credentialStatus"][0].update(statusListIndex="1"),
    "an evidence more": lambda d: d["evidence"].append({"id": "urn:x:1", "type": ["Evidence"], "name": "Meer"}),
    "an evidence less": lambda d: d["evidence"].pop(),
    "a type more": lambda d: d["credentialSubject"]["type"].append("Profile"),
    "an empty member": lambda d: d.update(description=""),
    "an alignment": lambda d: d["credentialSubject"]["achievement"]["alignment"][0].update(targetName="x"),
    "a name of a node": lambda d: d["evidence"][0].update(id="urn:x:2"),
    "the time of signing": lambda d: d["proof"][0].update(created="2026-11-23T12:00:01Z"),
    "the time of signing that is gone": lambda d: d["proof"][0].pop("created"),
    "an end of the proof": lambda d: d["proof"][0].update(expires="2099-01-01T00:00:00Z"),
    "a domain": lambda d: d["proof"][0].update(domain="https://x.example"),
    "a challenge": lambda d: d["proof"][0].update(challenge="x"),
    "a nonce": lambda d: d["proof"][0].update(nonce="x"),
    "a name of the proof": lambda d: d["proof"][0].update(id="urn:x:3"),
    "a value of another": lambda d: d["proof"][0].update(proofValue=document_of(resigned(lambda _: None, ProofOptions()))["proof"][0]["proofValue"]),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
@EVERY_SUITE
def test_nothing_can_be_changed_after_signing(
    suite: str, algorithm: str, change: Callable[[dict[str, Any]], object]
) -> None:
    made_with = signer(algorithm)
    text = tampered(change, proven(suite=suite, made_with=made_with))
    keys = (issuer_key(made_with),)
    verdict, check, _ = decided(text, keys=keys)
    assert (verdict, check in ("signature", "format", "algorithm")) == (Verdict.INVALID, True)


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "no proofs": (lambda d: d.update(proof=[]), "format", "malformed_proof"),
    "proof as text": (lambda d: d.update(proof="x"), "format", "malformed_proof"),
    "proof as null": (lambda d: d.update(proof=None), "format", "malformed_proof"),
    "too many": (lambda d: d.update(proof=d["proof"] * 9), "format", "malformed_proof"),
    "other type": (lambda d: d["proof"][0].update(type="Ed25519Signature2020"), "format", "unsupported_format"),
    "two types": (lambda d: d["proof"][0].update(type=["DataIntegrityProof"]), "format", "malformed_proof"),
    "no type": (lambda d: d["proof"][0].pop("type"), "format", "malformed_proof"),
    "made-up member": (lambda d: d["proof"][0].update(trusted=True), "format", "data_loss"),
    "own contexts": (lambda d: d["proof"][0].update({"@context": "https://x.example/"}), "format", "context_not_allowed"),
    "context more": (lambda d: d["@context"].append("https://x.example/"), "format", "context_not_allowed"),
    "context swapped": (lambda d: d["@context"].reverse(), "format", "context_not_allowed"),
    "inline context": (lambda d: d["@context"].append({"name": "https://x.example/"}), "format", "context_not_allowed"),
    "context inside": (lambda d: d["issuer"].update({"@context": {}}), "format", "context_not_allowed"),
    "made-up term": (lambda d: d.update(grade="A+"), "format", "data_loss"),
    "made-up term inside": (lambda d: d["credentialSubject"].update(grade="A+"), "format", "data_loss"),
    "term of tokens": (lambda d: d.update(endorsementJwt=["x"]), "format", "data_loss"),
    "claim of tokens": (lambda d: d.update(jti="x"), "format", "data_loss"),
    "no suite": (lambda d: d["proof"][0].pop("cryptosuite"), "algorithm", "alg_not_allowed"),
    "unknown suite": (lambda d: d["proof"][0].update(cryptosuite="none"), "algorithm", "alg_not_allowed"),
    "suite as list": (lambda d: d["proof"][0].update(cryptosuite=["eddsa-jcs-2022"]), "algorithm", "alg_not_allowed"),
    "suite of other keys": (lambda d: d["proof"][0].update(cryptosuite="ecdsa-jcs-2019"), "algorithm", "alg_not_allowed"),
    "other purpose": (lambda d: d["proof"][0].update(proofPurpose="authentication"), "signature", "proof_purpose_mismatch"),
    "no purpose": (lambda d: d["proof"][0].pop("proofPurpose"), "signature", "proof_purpose_mismatch"),
    "no method": (lambda d: d["proof"][0].pop("verificationMethod"), "issuer_key", "kid_issuer_mismatch"),
    "foreign method": (lambda d: d["proof"][0].update(verificationMethod="did:web:evil.example#1"), "issuer_key", "kid_issuer_mismatch"),
    "method as object": (lambda d: d["proof"][0].update(verificationMethod={"id": KID}), "issuer_key", "kid_issuer_mismatch"),
    "unlisted method": (lambda d: d["proof"][0].update(verificationMethod=f"{DID}#key-9"), "issuer_key", "key_not_trusted"),
    "foreign issuer": (lambda d: d["issuer"].update(id="did:web:evil.example"), "issuer_key", "kid_issuer_mismatch"),
    "no value": (lambda d: d["proof"][0].pop("proofValue"), "format", "malformed_proof"),
    "value as number": (lambda d: d["proof"][0].update(proofValue=7), "format", "malformed_proof"),
    "value in other base": (lambda d: d["proof"][0].update(proofValue="uAAAA"), "format", "malformed_proof"),
    "value not in base58": (lambda d: d["proof"][0].update(proofValue="z0OIl"), "format", "malformed_proof"),
    "value too short": (lambda d: d["proof"][0].update(proofValue="z111"), "format", "malformed_proof"),
    "value without end": (lambda d: d["proof"][0].update(proofValue="z" + "2" * 9_999), "format", "malformed_proof"),
    "time without zone": (lambda d: d["proof"][0].update(created="2026-11-23T12:00:00"), "validity_period", "time_invalid"),
    "time as number": (lambda d: d["proof"][0].update(expires=1), "validity_period", "time_invalid"),
    "end before begin": (lambda d: d["proof"][0].update(expires="2026-11-22T12:00:00Z"), "validity_period", "time_invalid"),
    "nonce as number": (lambda d: d["proof"][0].update(nonce=1), "format", "malformed_proof"),
    "challenge as list": (lambda d: d["proof"][0].update(challenge=["x"]), "format", "malformed_proof"),
    "domain as object": (lambda d: d["proof"][0].update(domain={}), "format", "malformed_proof"),
    "domains with number": (lambda d: d["proof"][0].update(domain=["x", 1]), "format", "malformed_proof"),
    "name as number": (lambda d: d["proof"][0].update(id=1), "format", "malformed_proof"),
    "previous as number": (lambda d: d["proof"][0].update(previousProof=1), "format", "malformed_proof"),
    "previous not there": (lambda d: d["proof"][0].update(previousProof="urn:x:1"), "format", "malformed_proof"),
    "previous is itself": (lambda d: d["proof"][0].update(id="urn:x:1", previousProof=["urn:x:1"]), "format", "malformed_proof"),
    "no issuer": (lambda d: d.pop("issuer"), "format", "schema_mismatch"),
    "two alike names": (lambda d: d.update(proof=[{**d["proof"][0], "id": "urn:x:1"}] * 2), "format", "malformed_proof"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "check", "code"), REFUSED.values(), ids=REFUSED)
def test_a_proof_that_is_not_exactly_one_is_refused(
    change: Callable[[dict[str, Any]], object], check: str, code: str
) -> None:
    # A kind of proof that we do not know is no proof of forgery.
    verdict = Verdict.INDETERMINATE if code == "unsupported_format" else Verdict.INVALID
    assert decided(tampered(change)) == (verdict, check, code)


@pytest.mark.parametrize(
    ("text", "check", "code"),
    [
        ('{"a":{"proof":1}}', "format", "malformed_proof"),
        ('{"x":1,"proof":{},"proof":{}}', "format", "json_not_strict"),
        ('{"proof":NaN}', "format", "json_not_strict"),
        ('{"proof":' + "[" * 40 + "]" * 40 + "}", "limits", "json_too_deep"),
        ('{"proof":{}}' + " " * 65_536, "limits", "too_large"),
        ('{"proof":{}}', "format", "context_not_allowed"),
    ],
)
def test_what_is_no_document_is_refused(text: str, check: str, code: str) -> None:
    assert decided(text) == (Verdict.INVALID, check, code)


def test_the_largest_text_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Exception, match="too large"):
        DataIntegrity().read(b"{" * 70_000, policy=VerificationPolicy(), profile=PASSPORT)


def test_a_suite_that_the_policy_does_not_know_is_refused() -> None:
    policy = VerificationPolicy(cryptosuites=frozenset({"ecdsa-jcs-2019"}))
    assert decided(proven(), policy=policy) == (Verdict.INVALID, "algorithm", "alg_not_allowed")


def test_a_key_of_the_other_algorithm_is_refused_before_its_signature_counts() -> None:
    keys = (issuer_key(signer("ES256")),)
    assert decided(proven(), keys=keys) == (Verdict.INVALID, "algorithm", "alg_not_allowed")


@pytest.mark.parametrize(
    ("late", "code"), [(timedelta(seconds=60), "ok"), (timedelta(seconds=61), "proof_expired")]
)
def test_a_proof_counts_until_it_expires(late: timedelta, code: str) -> None:
    text = proven(options=ProofOptions(created=NOW - DAY, expires=NOW))
    lists = {url: replace(found, valid_until=None) for url, found in scene().status.items()}  # type: ignore[type-var]
    report = scene(now=NOW + late, status=lists).verify(text)
    assert {check.name: check.code for check in report.checks}["signature"] == code
    assert report.is_valid is (code == "ok")


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [
        (lambda d: d.update(validUntil="2026-11-21T12:00:00Z"), "validity_period", "time_invalid"),
        (lambda d: d.update(validFrom="yesterday"), "validity_period", "time_invalid"),
        (lambda d: d["credentialStatus"][0].update(statusListIndex="x"), "status_revocation", "status_list_invalid"),
    ],
)  # fmt: skip
def test_what_the_issuer_signed_wrongly_is_invalid(
    change: Callable[[dict[str, Any]], object], check: str, code: str
) -> None:
    assert decided(resigned(change)) == (Verdict.INVALID, check, code)


def test_every_proof_of_a_set_must_hold() -> None:
    document = add_proof(document_of(), SECOND, cryptosuite="ecdsa-jcs-2019", options=SIGNED)
    report = scene(keys=BOTH_KEYS).verify(json.dumps(document))
    assert report.is_valid
    assert report.cryptosuites == ("eddsa-jcs-2022", "ecdsa-jcs-2019")
    for broken in (0, 1):
        changed = json.loads(json.dumps(document))
        changed["proof"][broken]["nonce"] = "x"
        assert decided(json.dumps(changed), keys=BOTH_KEYS)[2] == "bad_signature"
    retired = (BOTH_KEYS[0], issuer_key(SECOND, retired_at=NOW - DAY))
    assert decided(json.dumps(document), keys=retired)[2] == "key_retired"


def test_a_proof_may_leave_a_set_but_never_a_chain() -> None:
    first = proven(options=replace(SIGNED, id="urn:x:first"))
    chain = add_proof(
        document_of(first),
        SECOND,
        cryptosuite="ecdsa-jcs-2019",
        options=replace(SIGNED, previous=("urn:x:first",)),
    )
    assert decided(json.dumps(chain), keys=BOTH_KEYS)[0] is Verdict.VALID
    cut = {**chain, "proof": chain["proof"][1:]}
    assert decided(json.dumps(cut), keys=BOTH_KEYS)[2] == "malformed_proof"
    other = document_of(proven(options=replace(SIGNED, id="urn:x:first", nonce="x")))["proof"]
    swapped = {**chain, "proof": [*other, chain["proof"][1]]}
    assert decided(json.dumps(swapped), keys=BOTH_KEYS)[2] == "bad_signature"
    freed = json.loads(json.dumps(chain))
    del freed["proof"][1]["previousProof"]
    assert decided(json.dumps(freed), keys=BOTH_KEYS)[2] == "bad_signature"


def test_a_chain_may_build_on_several() -> None:
    document = document_of(proven(options=replace(SIGNED, id="urn:x:1")))
    document = add_proof(
        document, signer(), cryptosuite="eddsa-jcs-2022", options=replace(SIGNED, id="urn:x:2")
    )
    options = replace(SIGNED, previous=("urn:x:1", "urn:x:2"))
    document = add_proof(document, SECOND, cryptosuite="ecdsa-jcs-2019", options=options)
    assert document["proof"][2]["previousProof"] == ["urn:x:1", "urn:x:2"]
    assert decided(json.dumps(document), keys=BOTH_KEYS)[0] is Verdict.VALID


def test_one_result_in_the_cache_never_stands_for_two_proofs() -> None:
    document = document_of()
    document["proof"] = [document["proof"][0], {**document["proof"][0], "nonce": "x"}]
    known: dict[bytes, bool] = {}
    for _ in range(2):
        proof = prove(read(json.dumps(document)), scene().keys, now=NOW, signatures=known)
        assert proof.checks[-1].code == "bad_signature"
    assert list(known.values()) == [True]


def test_all_options_are_written() -> None:
    options = ProofOptions(NOW, NOW + DAY, "assertionMethod", "https://x.example", "c", "n", "urn:x:1")
    (proof,) = document_of(proven(options=options))["proof"]
    assert {name: proof[name] for name in ("id", "expires", "domain", "challenge", "nonce")} == {
        "id": "urn:x:1",
        "expires": "2026-11-24T12:00:00Z",
        "domain": "https://x.example",
        "challenge": "c",
        "nonce": "n",
    }
    assert decided(proven(options=options))[0] is Verdict.VALID


class Foreign(LocalSigner):
    """Names an algorithm that there is no suite for."""

    @property
    def algorithm(self) -> Any:
        return "RS256"


@pytest.mark.parametrize(
    "work",
    [
        lambda: secure(CREDENTIAL, signer(), cryptosuite="ecdsa-jcs-2019"),
        lambda: secure(CREDENTIAL, signer(), cryptosuite="unknown"),
        lambda: secure(CREDENTIAL, Foreign(KID, signer().private)),
        lambda: DataIntegrity.secure({"a": float("nan")}, signer()),
        lambda: secure({"a": float("nan")}, signer(), cryptosuite="eddsa-jcs-2022"),
        lambda: secure({"proof": "x"}, signer(), cryptosuite="eddsa-jcs-2022"),
        lambda: secure({"proof": [{}] * 8}, signer(), cryptosuite="eddsa-jcs-2022"),
        lambda: secure(
            CREDENTIAL, signer(), cryptosuite="eddsa-jcs-2022", options=ProofOptions(previous=("urn:x:1",))
        ),
        lambda: secure(
            CREDENTIAL,
            signer(),
            cryptosuite="eddsa-jcs-2022",
            options=ProofOptions(created=NOW.replace(tzinfo=None)),
        ),
    ],
)
def test_what_cannot_be_signed_says_so(work: Callable[[], object]) -> None:
    with pytest.raises(ProofGenerationFailed) as refused:
        work()
    assert refused.value.code == "proof_generation_failed"


def test_a_document_without_contexts_can_be_signed_as_json() -> None:
    (proof,) = document_of(proven({"any": "thing"}))["proof"]
    assert "@context" not in proof


@pytest.mark.parametrize(("algorithm", "suite"), [("EdDSA", "eddsa-rdfc-2022"), ("ES256", "ecdsa-rdfc-2019")])
def test_the_key_decides_the_suite(algorithm: str, suite: str) -> None:
    secured = DataIntegrity.secure(CREDENTIAL, signer(algorithm))
    assert secured.format == "data-integrity"
    report = scene(signer(algorithm)).verify(secured.text)
    assert (report.is_valid, report.cryptosuites) == (True, (suite,))


REREAD: dict[str, Callable[[dict[str, Any]], object]] = {
    "a yes as text": lambda d: d["credentialSubject"]["identifier"][0].update(hashed="false"),
    "a number as text": lambda d: d["credentialSubject"].update(creditsEarned="1"),
}


@pytest.mark.parametrize("change", REREAD.values(), ids=REREAD)
def test_a_value_is_not_written_as_another_kind_with_the_same_quads(
    change: Callable[[dict[str, Any]], object],
) -> None:
    text = proven(suite="eddsa-rdfc-2022")
    assert decided(tampered(change, text))[2] == "data_loss"


def test_the_first_proof_names_the_key_to_gather() -> None:
    unverified = read(proven())
    assert (unverified.kid, unverified.algorithm, unverified.credential_id) == (KID, "EdDSA", CREDENTIAL.id)
    assert "proof" not in unverified.claims
