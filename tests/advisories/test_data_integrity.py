"""Known attacks on proofs that stand in the document: dropped terms, poisoned graphs, borrowed keys, old proofs."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from app.credentials.encoding import base64url, multibase
from app.credentials.formats.data_integrity import add_proof
from app.credentials.formats.proofs import ProofOptions
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.keys.algorithms import ED25519_ORDER, P256_ORDER
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.policy import GENERAL
from app.credentials.report import Verdict, VerificationReport
from app.credentials.verification import verify
from tests.unit.credentials.cases import DID, KID, NOW, issuer_key, scene, signer
from tests.unit.credentials.proofs import SIGNED, document_of, proven, resigned, tampered

RDFC, ECDSA = proven(suite="eddsa-rdfc-2022"), proven(suite="ecdsa-rdfc-2019", made_with=signer("ES256"))
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EVERY_TEXT = pytest.mark.parametrize("text", [RDFC, proven()], ids=["rdfc", "jcs"])


def assert_refused(report: VerificationReport, *codes: str) -> None:
    assert report.verdict is Verdict.INVALID
    assert report.deciding.code in codes
    assert report.credential is None


def open_report(document: dict[str, Any]) -> VerificationReport:
    there = scene()
    return verify(
        json.dumps(document), keys=there.keys, status={}, issuer=there.issuer, now=NOW, profile=GENERAL
    )


@EVERY_TEXT
@pytest.mark.parametrize(
    "suite", ["none", "", "HS256", "eddsa-2022", "bbs-2023", "EDDSA-RDFC-2022", None, 1, []]
)
@pytest.mark.abuse("A03")
def test_a_suite_is_one_of_a_closed_list(text: str, suite: Any) -> None:
    report = scene().verify(tampered(lambda d: d["proof"][0].update(cryptosuite=suite), text))
    assert_refused(report, "alg_not_allowed")


@pytest.mark.parametrize("text", [RDFC, ECDSA], ids=["eddsa", "ecdsa"])
@pytest.mark.abuse("A03")
def test_the_key_decides_the_algorithm_and_never_the_proof(text: str) -> None:
    other = "ecdsa-rdfc-2019" if text is RDFC else "eddsa-rdfc-2022"
    for made_with in (signer("EdDSA"), signer("ES256"), signer("ES384")):
        changed = tampered(lambda d: d["proof"][0].update(cryptosuite=other), text)
        assert_refused(scene(made_with).verify(changed), "alg_not_allowed", "bad_signature")


@EVERY_TEXT
@pytest.mark.abuse("A06")
def test_a_key_of_another_party_never_speaks_for_the_issuer(text: str) -> None:
    did = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    thief = signer(kid=f"{did}#{did.removeprefix('did:key:')}", seed="thief")
    document = document_of(text)
    del document["proof"]
    stolen = proven(document, suite="eddsa-rdfc-2022", made_with=thief)
    assert_refused(scene(keys=parse_did_key(did)).verify(stolen), "kid_issuer_mismatch")


@pytest.mark.parametrize(
    "kid",
    [
        f"{DID}#../key-1",
        f"{DID}?x#key-1",
        f"{DID}/#key-1",
        f"{KID}#",
        f" {KID}",
        KID.upper(),
        "javascript:x#1",
        "#1",
    ],
)
@pytest.mark.abuse("A06")
def test_the_name_of_a_key_is_no_path_and_no_address(kid: str) -> None:
    report = scene().verify(tampered(lambda d: d["proof"][0].update(verificationMethod=kid), RDFC))
    assert_refused(report, "kid_issuer_mismatch", "key_not_trusted")


@pytest.mark.parametrize(
    "term",
    ["grade", "@vocab", "@id", "@type", "@graph", "@reverse", "@included", "@index", "schema:grade", ""],
)
@EVERY_TEXT
@pytest.mark.abuse("A07")
def test_a_term_that_no_context_defines_is_never_carried_along(text: str, term: str) -> None:
    for place in (
        lambda d: d,
        lambda d: d["credentialSubject"],
        lambda d: d["credentialSubject"]["achievement"],
    ):
        report = scene().verify(tampered(lambda d, place=place: place(d).update({term: "A+"}), text))  # type: ignore[misc]
        assert_refused(report, "data_loss")


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context.json",
        {"@vocab": "https://evil.example/"},
        {"name": "https://evil.example/name"},
        {"name": None},
        f"{CREDENTIALS_CONTEXT}#",
    ],
)
@pytest.mark.abuse("A07")
def test_a_context_is_never_added_even_by_the_issuer(context: Any) -> None:
    for change in (lambda d: d["@context"].append(context), lambda d: d["@context"].insert(0, context)):
        assert_refused(scene().verify(resigned(change)), "context_not_allowed")
    report = scene().verify(tampered(lambda d: d["issuer"].update({"@context": context}), RDFC))
    assert_refused(report, "context_not_allowed")


def _open_document(**changes: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_CONTEXT, EXAMPLES],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"id": "urn:x:1", "name": "een"},
        **changes,
    }


@pytest.mark.parametrize(
    "context", ["https://evil.example/c.json", "http://169.254.169.254/", "file:///etc/passwd"]
)
@pytest.mark.abuse("A07", "A18")
def test_a_context_that_is_not_bundled_is_refused_and_not_fetched(context: str) -> None:
    document = document_of(proven(_open_document(), suite="eddsa-jcs-2022"))
    document["@context"].append(context)
    del document["proof"][0]["@context"]
    document["proof"][0]["cryptosuite"] = "eddsa-rdfc-2022"
    assert_refused(open_report(document), "context_not_allowed")


@pytest.mark.abuse("A07")
def test_contexts_added_after_signing_break_a_canonical_json_proof() -> None:
    signed = document_of(proven(_open_document()))
    assert open_report(signed).verdict is Verdict.VALID
    grown = json.loads(json.dumps(signed))
    grown["@context"].append({"name": "https://evil.example/name"})
    assert_refused(open_report(grown), "context_not_allowed")
    del grown["proof"][0]["@context"]
    assert_refused(open_report(grown), "bad_signature")


@pytest.mark.abuse("A16")
def test_a_poisoned_graph_is_refused_in_time() -> None:
    names = [f"_:n{number}" for number in range(10)]
    subjects = [{"id": name, "knows": [{"id": other} for other in names if other != name]} for name in names]
    subject = {"id": "urn:x:1", "knows": subjects}
    document = document_of(proven(_open_document(credentialSubject=subject)))
    document["proof"][0] |= {"cryptosuite": "eddsa-rdfc-2022"}
    start = time.process_time()
    assert_refused(open_report(document), "canonicalization_budget")
    assert time.process_time() - start < 1


@pytest.mark.abuse("A16")
def test_many_proofs_cost_no_more_than_a_few() -> None:
    start = time.process_time()
    for count in (9, 100, 150):
        report = scene().verify(tampered(lambda d, count=count: d.update(proof=d["proof"] * count), RDFC))  # type: ignore[misc]
        assert_refused(report, "malformed_proof", "too_large")
    assert time.process_time() - start < 1


@pytest.mark.parametrize("base", ["z" + "1" * 60_000, "z" + "2" * 60_000, "u" + "A" * 60_000, "z" * 250])
@EVERY_TEXT
@pytest.mark.abuse("A16")
def test_a_value_of_any_length_is_answered_at_once(text: str, base: str) -> None:
    start = time.process_time()
    report = scene().verify(tampered(lambda d: d["proof"][0].update(proofValue=base), text))
    assert_refused(report, "malformed_proof", "too_large")
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("name", ["proof", "issuer", "\\u0070roof"])
@pytest.mark.abuse("A17")
def test_names_may_not_repeat(name: str) -> None:
    assert_refused(scene().verify(f'{RDFC[:-1]},"{name}":[]}}'), "json_not_strict")


def _with_value(text: str, change: Callable[[bytes], bytes]) -> str:
    def replaced(document: dict[str, Any]) -> None:
        proof = document["proof"][0]
        proof["proofValue"] = multibase.encode_base58(change(multibase.decode(proof["proofValue"])))

    return tampered(replaced, text)


@pytest.mark.parametrize("r", [0, 1, P256_ORDER, 2**256 - 1])
@pytest.mark.parametrize("s", [0, 1, P256_ORDER, 2**256 - 1])
@pytest.mark.abuse("A40")
def test_cve_2022_21449_psychic_signatures_prove_nothing(r: int, s: int) -> None:
    value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    report = scene(signer("ES256")).verify(_with_value(ECDSA, lambda _: value))
    assert_refused(report, "bad_signature")


@pytest.mark.abuse("A40")
def test_an_ed25519_signature_with_the_order_added_proves_nothing() -> None:
    def grown(value: bytes) -> bytes:
        number = int.from_bytes(value[32:], "little") + ED25519_ORDER
        return value[:32] + number.to_bytes(32, "little")

    assert_refused(scene().verify(_with_value(RDFC, grown)), "bad_signature")


@pytest.mark.parametrize(
    "encode", [lambda v: "u" + base64url.encode(v).decode(), lambda v: "f" + v.hex(), bytes.hex]
)
@pytest.mark.abuse("A41")
def test_a_value_has_exactly_one_spelling(encode: Callable[[bytes], str]) -> None:
    value = multibase.decode(document_of(RDFC)["proof"][0]["proofValue"])
    report = scene().verify(tampered(lambda d: d["proof"][0].update(proofValue=encode(value)), RDFC))
    assert_refused(report, "malformed_proof")


@pytest.mark.parametrize(
    "at", ["2026-11-23", "2026-11-23T12:00:00", "10000-01-01T00:00:00Z", 1, True, "now", None]
)
@pytest.mark.parametrize("name", ["created", "expires"])
@pytest.mark.abuse("A42")
def test_times_of_a_proof_are_stamps_with_a_zone(name: str, at: Any) -> None:
    report = scene().verify(tampered(lambda d: d["proof"][0].update({name: at}), RDFC))
    assert_refused(report, "time_invalid")


def test_an_authentication_proof_is_no_credential_and_the_other_way_round() -> None:
    document = document_of(RDFC)
    del document["proof"]
    shown = proven(document, options=replace(SIGNED, purpose="authentication"))
    assert_refused(scene().verify(shown), "proof_purpose_mismatch")


@pytest.mark.abuse("A06")
def test_no_order_of_links_makes_a_chain_without_its_first_proof() -> None:
    document = document_of(proven(options=replace(SIGNED, id="urn:x:0")))
    for number in (1, 2):
        options = replace(SIGNED, id=f"urn:x:{number}", previous=(f"urn:x:{number - 1}",))
        document = add_proof(document, signer(), cryptosuite="eddsa-jcs-2022", options=options)
    keys = (issuer_key(signer()),)
    for size in (1, 2, 3):
        for proofs in permutations(document["proof"], size):
            report = scene(keys=keys).verify(json.dumps({**document, "proof": list(proofs)}))
            is_whole = {proof["id"] for proof in proofs} == {f"urn:x:{number}" for number in range(size)}
            assert report.is_valid is is_whole


def test_the_options_of_a_proof_are_those_that_were_signed() -> None:
    assert document_of(proven(options=ProofOptions()))["proof"][0].keys() == {
        "@context",
        "type",
        "cryptosuite",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    }
