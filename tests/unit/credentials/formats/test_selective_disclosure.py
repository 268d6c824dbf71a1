"""Showing a part of a passport: what may be hidden, what never, and what is no proof."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from app.credentials.encoding import cbor, multibase
from app.credentials.errors import (
    ContextNotAllowed,
    CredentialError,
    JsonNotStrict,
    JsonTooDeep,
    MalformedCredential,
    MalformedProof,
    ProofGenerationFailed,
    TooLarge,
)
from app.credentials.formats.cryptosuites.disclosure_values import BASE, DERIVED, BaseValue
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023, SelectiveDisclosure
from app.credentials.formats.data_integrity import DataIntegrity
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.selective_disclosure import derive, mandatory_pointers, secure_selectively
from app.credentials.linked_data import bundled_contexts
from app.credentials.model import CREDENTIALS_CONTEXT, SecuredCredential
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from app.credentials.report import Verdict, VerificationReport
from app.credentials.verification import read, verify
from tests.unit.credentials.cases import CREDENTIAL, DID, NOW, Seed, scene, signer

MADE_WITH = signer("ES256")
SIGNED = ProofOptions(created=NOW)
OPEN = {
    "@context": [CREDENTIALS_CONTEXT, "https://www.w3.org/ns/credentials/examples/v2"],
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "validFrom": "2026-11-22T12:00:00Z",
    "credentialSubject": {"name": "Fatima", "description": '_:c14n0 <urn:bnid:0> " é'},
    "evidence": [{"type": "Evidence", "name": "een"}, {"type": "Evidence", "name": "twee"}],
}  # fmt: skip


class Bytes:
    """Other bytes at each call, the same on each run."""

    def __init__(self) -> None:
        self._calls = count()

    def token(self, size: int) -> bytes:
        return Seed(f"call {next(self._calls)}").token(size)


def base(credential: Any = CREDENTIAL, **changes: Any) -> str:
    chosen = {"randomness": Bytes(), "options": SIGNED, **changes}
    secured: SecuredCredential = secure_selectively(credential, MADE_WITH, **chosen)
    return secured.text


def judged(text: str, **changes: Any) -> VerificationReport:
    there = scene(MADE_WITH)
    return verify(
        text,
        keys=there.keys,
        status=there.status,
        issuer=there.issuer,
        policy=there.policy,
        now=NOW,
        **changes,
    )


def test_the_whole_passport_is_shown_and_comes_out_as_it_went_in() -> None:
    report = judged(derive(base(), [""]).text)
    assert report.is_valid
    assert report.credential == CREDENTIAL
    assert report.cryptosuites == ("ecdsa-sd-2023",)


def test_a_passport_can_be_shown_without_the_name_and_the_evidence() -> None:
    report = judged(derive(base(), ["/evidence/1"]).text)
    assert report.is_valid
    assert report.credential == replace(
        CREDENTIAL,
        subject=replace(CREDENTIAL.subject, name=None),
        evidence=CREDENTIAL.evidence[1:],
        assessor=None,
        awarded_at=None,
    )


def test_status_times_issuer_and_level_are_always_shown() -> None:
    document = json.loads(derive(base(), []).text)
    assert {"issuer", "validFrom", "validUntil", "credentialStatus"} <= document.keys()
    assert document["credentialSubject"]["result"]
    assert "evidence" not in document
    short = replace(CREDENTIAL, valid_until=None, level=None, status=())
    assert "/validUntil" not in mandatory_pointers(short.to_document())
    assert judged(derive(base(short), []).text).deciding.code == "part_withheld"


def test_what_is_always_shown_cannot_be_taken_out_afterwards() -> None:
    text = derive(base(), ["/evidence"]).text
    for name in ("credentialStatus", "validUntil", "credentialSchema"):
        document = json.loads(text)
        del document[name]
        assert judged(json.dumps(document)).deciding.code == "bad_signature"


def test_what_was_shown_cannot_be_left_out_or_added_to_by_another() -> None:
    document = json.loads(derive(base(), ["/evidence"]).text)
    document["evidence"].pop()
    assert judged(json.dumps(document)).deciding.code == "bad_signature"
    document = json.loads(derive(base(), []).text)
    document["evidence"] = json.loads(derive(base(), ["/evidence"]).text)["evidence"]
    assert judged(json.dumps(document)).deciding.code == "bad_signature"


def test_the_base_proof_is_not_for_showing() -> None:
    report = judged(base())
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "malformed_proof")


@pytest.mark.parametrize(
    "pointers",
    [
        ["/evidence/0", "/credentialSubject"],
        ["/evidence/1/name", "/credentialSubject/name"],
        ["/credentialSubject/description"],
        [""],
    ],
)
def test_nodes_without_names_are_told_apart(pointers: list[str]) -> None:
    text = derive(base(OPEN, mandatory=["/issuer"]), pointers).text
    assert judged(text, profile=GENERAL).deciding.code == "ok"
    assert judged(text.replace("Fatima", "Ayşe").replace("een", "twee"), profile=GENERAL).is_valid is (
        "Fatima" not in text and "een" not in text
    )


def test_a_document_without_mandatory_parts_can_be_shown_in_part() -> None:
    text = derive(base(OPEN, mandatory=[]), ["/issuer", "/credentialSubject/name"]).text
    assert judged(text, profile=GENERAL).is_valid
    with pytest.raises(MalformedProof, match="Nothing"):
        derive(base(OPEN, mandatory=[]), [])


def test_another_key_of_the_issuer_does_not_fit() -> None:
    there, text = scene(signer("ES256", seed="other")), derive(base(), []).text
    report = there.verify(text)
    assert report.deciding.code == "bad_signature"


BROKEN: dict[str, Callable[[list[Any]], object]] = {
    "a part less": lambda parts: parts.pop(),
    "no signature": lambda parts: parts.__setitem__(0, b""),
    "key too short": lambda parts: parts.__setitem__(1, parts[1][:-1]),
    "key of another kind": lambda parts: parts.__setitem__(1, b"\xed\x01" + parts[1][2:]),
    "key off the curve": lambda parts: parts.__setitem__(1, b"\x80\x24\x02" + b"\xff" * 32),
    "signatures as map": lambda parts: parts.__setitem__(2, {}),
    "signature too short": lambda parts: parts[2].__setitem__(0, b"x"),
    "signature less": lambda parts: parts[2].pop(),
    "signatures swapped": lambda parts: parts[2].reverse(),
    "labels as list": lambda parts: parts.__setitem__(3, []),
    "label too short": lambda parts: parts[3].update({0: b"x"}),
    "labels alike": lambda parts: parts[3].update({1: parts[3][0]}),
    "label less": lambda parts: parts[3].pop(0),
    "label more": lambda parts: parts[3].update({9: b"\x07" * 32}),
    "labels swapped": lambda parts: parts[3].update({0: parts[3][1], 1: parts[3][0]}),
    "places as text": lambda parts: parts.__setitem__(4, "0"),
    "place as text": lambda parts: parts[4].__setitem__(0, "0"),
    "place out of order": lambda parts: parts[4].reverse(),
    "place twice": lambda parts: parts[4].append(parts[4][-1]),
    "place outside": lambda parts: parts[4].append(999),
    "place less": lambda parts: parts[4].pop(),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_derived_value_of_another_shape_never_holds(change: Callable[[list[Any]], object]) -> None:
    document = json.loads(derive(base(OPEN, mandatory=["/issuer"]), ["/evidence", "/credentialSubject"]).text)
    parts = cbor.decode(multibase.decode(document["proof"][0]["proofValue"])[len(DERIVED) :])
    change(parts)
    document["proof"][0]["proofValue"] = multibase.encode_base64url(DERIVED + cbor.encode(parts))
    report = judged(json.dumps(document), profile=GENERAL)
    assert (report.verdict, report.deciding.code in ("malformed_proof", "bad_signature")) == (
        Verdict.INVALID,
        True,
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "z111",
        "uAAA=",
        "u2V0A",
        "u" + "A" * 40,
        multibase.encode_base64url(DERIVED + b"\x80"),
        multibase.encode_base64url(DERIVED + b"\xff"),
    ],
)
def test_a_value_that_is_no_derived_value_is_malformed(value: str) -> None:
    document = json.loads(derive(base(), []).text)
    document["proof"][0]["proofValue"] = value
    assert judged(json.dumps(document)).deciding.code == "malformed_proof"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda d: d.pop("proof"), MalformedProof),
        (lambda d: d.update(proof=[]), MalformedProof),
        (lambda d: d.update(proof=["x"]), MalformedProof),
        (lambda d: d.update(proof=d["proof"] * 2), MalformedProof),
        (lambda d: d["proof"][0].update(cryptosuite="eddsa-jcs-2022"), MalformedProof),
        (lambda d: d["proof"][0].update(proofValue=1), MalformedCredential),
        (lambda d: d["proof"][0].update(proofValue=json.loads(derive(base(), []).text)["proof"][0]["proofValue"]), MalformedProof),
        (lambda d: d.pop("evidence"), MalformedProof),
    ],
)  # fmt: skip
def test_only_a_whole_base_credential_is_derived_from(
    change: Callable[[dict[str, Any]], object], error: type[CredentialError]
) -> None:
    document = json.loads(base())
    change(document)
    with pytest.raises(error):
        derive(json.dumps(document), [])


@pytest.mark.parametrize("broken", [[b"", b"x" * 31], [[7]]])
def test_a_base_value_of_another_shape_is_malformed(broken: list[Any]) -> None:
    document = json.loads(base())
    parts = cbor.decode(multibase.decode(document["proof"][0]["proofValue"])[len(BASE) :])
    parts[2:4] = [broken[-1], parts[3]] if len(broken) == 2 else [parts[2], parts[3]]
    if len(broken) == 1:
        parts[4] = broken[0]
    document["proof"][0]["proofValue"] = multibase.encode_base64url(BASE + cbor.encode(parts))
    with pytest.raises(MalformedProof):
        derive(json.dumps(document), [])


def test_a_text_that_cannot_be_read_is_not_derived_from() -> None:
    with pytest.raises(JsonNotStrict):
        derive("{", [])
    text = base()
    for policy in (
        replace(DEFAULT_POLICY, max_bytes=len(text) - 1),
        replace(DEFAULT_POLICY, max_depth=3),
        replace(DEFAULT_POLICY, max_members=20),
    ):
        with pytest.raises((TooLarge, JsonTooDeep)):
            derive(text, [], policy=policy)


def test_every_secret_of_a_base_proof_comes_from_the_randomness_that_was_given() -> None:
    values = [json.loads(base())["proof"][0]["proofValue"] for _ in range(2)]
    first, second = [BaseValue.decode(multibase.decode(value)) for value in values]
    assert (first.proof_key, first.hmac_key) == (second.proof_key, second.hmac_key)
    assert first.hmac_key == Bytes().token(32)


def test_an_issuer_reads_its_own_base_proof_back_and_nobody_believes_it() -> None:
    assert DataIntegrity().interpret(read(base())) == CREDENTIAL
    assert judged(base()).deciding.code == "malformed_proof"


def test_what_is_made_says_which_format_it_is() -> None:
    secured = secure_selectively(CREDENTIAL, MADE_WITH, randomness=Bytes())
    assert secured.format == derive(secured.text, []).format == "data-integrity"


def test_what_lies_in_a_graph_of_its_own_is_shown_with_it() -> None:
    context = [
        CREDENTIALS_CONTEXT,
        {"note": "https://zwolle.example/note", "by": "https://zwolle.example/by"},
    ]
    notes = [
        {"@graph": [{"by": 'een "oude" naam'}, {"id": "urn:x:2", "by": {"id": "urn:x:3"}}]},
        {"id": "urn:x:4", "@graph": [{"by": "_:b0"}]},
    ]
    graphs = {**OPEN, "@context": context, "credentialSubject": {"note": notes}}
    del graphs["evidence"]
    for pointer in ("/credentialSubject/note/0", "/credentialSubject/note/1", "/credentialSubject"):
        part = derive(base(graphs, mandatory=["/issuer"]), [pointer]).text
        assert judged(part, profile=GENERAL).deciding.code == "ok"
    whole = derive(base(graphs, mandatory=["/credentialSubject/note"]), [""]).text
    assert judged(whole, profile=GENERAL).is_valid
    for before, after in (
        ("oude", "nieuwe"),
        ("x:2", "x:5"),
        ("x:3", "x:5"),
        ("x:4", "x:5"),
        ("_:b0", "_:b1"),
    ):
        assert judged(whole.replace(before, after), profile=GENERAL).deciding.code == "bad_signature"


def test_a_node_whose_real_name_looks_like_one_for_the_time_being_keeps_it() -> None:
    evidence = [{"id": f"urn:bnid:{number}", "type": "Evidence"} for number in range(4)]
    named = {**OPEN, "evidence": [*evidence, {"type": "Evidence", "name": "urn:bnid:x:"}]}
    for pointers in (["/evidence"], ["/evidence/2", "/credentialSubject"], [""]):
        text = derive(base(named, mandatory=["/issuer", "/credentialSubject"]), pointers).text
        assert judged(text, profile=GENERAL).deciding.code == "ok"


def test_a_suite_with_contexts_of_its_own_signs_and_derives_under_them() -> None:
    address = "https://zwolle.example/context"
    own = bundled_contexts().extended({address: {"@context": {"shoe": "https://zwolle.example/shoe"}}})
    suite = SelectiveDisclosure(own)
    document = {**OPEN, "@context": [CREDENTIALS_CONTEXT, address], "credentialSubject": {"shoe": "38"}}
    del document["evidence"]
    text = base(document, suite=suite, mandatory=["/issuer"])
    shown = json.loads(derive(text, ["/credentialSubject"], suite=suite).text)
    (proof,) = shown.pop("proof")
    value = suite.decode_value(proof["proofValue"])
    assert suite.is_proven_by(shown, proof, value, MADE_WITH.public)
    with pytest.raises(ContextNotAllowed):
        ECDSA_SD_2023.is_proven_by(shown, proof, value, MADE_WITH.public)


@pytest.mark.parametrize(
    "work",
    [
        lambda: base({**OPEN, "proof": []}),
        lambda: base(options=ProofOptions(previous=("urn:x:1",))),
        lambda: base(mandatory=["/nothing"]),
        lambda: base({"@context": [CREDENTIALS_CONTEXT]}),
        lambda: base({**OPEN, "id": "relative"}, mandatory=[]),
        lambda: base({**OPEN, "id": "_:named"}, mandatory=["/issuer"]),
        lambda: secure_selectively(CREDENTIAL, signer(), randomness=Bytes()),
        lambda: DataIntegrity.secure({**OPEN, "id": "relative"}, MADE_WITH),
    ],
)
def test_what_cannot_be_signed_says_so(work: Callable[[], object]) -> None:
    with pytest.raises(ProofGenerationFailed):
        work()


def test_the_issuer_chooses_a_suite_that_signs_at_once() -> None:
    assert ECDSA_SD_2023.algorithm_of(b"") == "ES256"
    assert ECDSA_SD_2023.algorithms == {"ES256"}
