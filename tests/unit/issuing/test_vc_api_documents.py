"""Completing and judging the documents of the VC-API, and the form in which they are wanted."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.credentials.errors import AlgorithmNotAllowed, CredentialError, DataLoss, UnknownFormat
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.issuing.vc_api_documents import (
    FORMATS,
    SUITES,
    IssueOptions,
    StatusSlot,
    complete_document,
    find_issuer_id,
    take_issuable,
    to_answer,
    with_one_proof,
    write_text,
)
from app.platform.randomness import SeededRandomness
from app.trust.signing_keys import KeyPurpose

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROW = UUID("9c9a36f8-518f-4976-a934-6649502d0008")
DID = "did:web:passport.example:partnerships:zwolle"
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "alumniOf": "School", "since": 2019},
}


def completed(document: dict[str, Any], options: IssueOptions | None = None) -> dict[str, Any]:
    return complete_document(document, options or IssueOptions(), ROW, issuer_id=DID, now=NOW)


def test_absent_members_are_filled_in_and_others_stay() -> None:
    assert completed(DOCUMENT) == {
        **DOCUMENT,
        "issuer": DID,
        "id": f"urn:uuid:{ROW}",
        "validFrom": "2026-11-23T12:00:00Z",
    }
    given = {**DOCUMENT, "issuer": DID, "id": "urn:example:1", "validFrom": "2020-01-01T00:00:00Z"}
    assert completed(given) == given


def test_an_issuer_object_gets_its_id_only_when_it_has_none() -> None:
    assert completed({**DOCUMENT, "issuer": {"name": "School"}})["issuer"] == {"id": DID, "name": "School"}
    assert completed({**DOCUMENT, "issuer": {"id": None}})["issuer"] == {"id": None}


def test_the_id_may_come_from_the_options() -> None:
    assert completed(DOCUMENT, IssueOptions(credential_id="urn:example:2"))["id"] == "urn:example:2"


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [(None, "did:example:o"), ("did:example:a", "did:example:a"), ({"id": "did:example:b"}, "did:example:b")],
    ids=str,
)
def test_the_document_says_who_issues_before_the_options_do(issuer: Any, expected: str) -> None:
    document = DOCUMENT if issuer is None else {**DOCUMENT, "issuer": issuer}
    assert find_issuer_id(document, IssueOptions(issuer="did:example:o")) == expected


def test_proofs_that_came_along_are_left_out() -> None:
    document = completed({**DOCUMENT, "proof": {"type": "DataIntegrityProof"}})
    assert "proof" not in take_issuable(document)


def test_a_term_that_no_context_defines_is_refused() -> None:
    document = completed({**DOCUMENT, "@context": DOCUMENT["@context"][:1]})
    with pytest.raises(DataLoss):
        take_issuable(document)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"format": "dc+sd-jwt"}, UnknownFormat),
        ({"cryptosuite": "bbs-2023"}, AlgorithmNotAllowed),
        ({"format": "vc+jwt", "cryptosuite": "eddsa-jcs-2022"}, AlgorithmNotAllowed),
    ],
    ids=str,
)
def test_what_is_unknown_or_does_not_fit_is_refused(
    options: dict[str, str], error: type[CredentialError]
) -> None:
    with pytest.raises(error):
        IssueOptions(**options)


def test_only_ecdsa_takes_the_key_on_p256() -> None:
    purposes = {suite: IssueOptions(cryptosuite=suite).purpose for suite in SUITES}
    on_p256 = {suite for suite, purpose in purposes.items() if purpose is KeyPurpose.CREDENTIAL_P256}
    assert on_p256 == {"ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"}
    assert IssueOptions(format="vc+sd-jwt").purpose is KeyPurpose.CREDENTIAL


def test_both_lists_have_the_same_index() -> None:
    entries = StatusSlot(ROW, 7).to_document("https://passport.example")
    assert [entry["statusPurpose"] for entry in entries] == ["revocation", "suspension"]
    assert {entry["statusListIndex"] for entry in entries} == {"7"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_and_answered(name: str) -> None:
    signer = LocalSigner(f"{DID}#key", generate_private_key("EdDSA", SeededRandomness(1)))
    document = take_issuable(completed(DOCUMENT))
    secured = write_text(document, IssueOptions(format=name), signer, randomness=SeededRandomness(2), now=NOW)
    answer = to_answer(with_one_proof(secured))
    if name == "data-integrity":
        assert isinstance(answer, dict)
        assert answer["proof"]["created"] == "2026-11-23T12:00:00Z"
    elif name == "vc-jwt":
        assert answer == secured.text
    else:
        assert isinstance(answer, dict)
        assert answer["id"] == f"data:application/{name},{secured.text}"


@pytest.mark.parametrize(
    ("subject", "mandatory", "count"),
    [
        ({"id": "did:example:s", "alumniOf": "A", "since": 1}, (), 2),
        ({"id": "did:example:s", "alumniOf": "A", "since": 1}, ("/credentialSubject/since",), 1),
        ([{"alumniOf": "A"}, {"alumniOf": "B"}], (), 0),
    ],
    ids=["all", "but one", "of several subjects none"],
)
def test_claims_that_are_not_mandatory_are_hidden(
    subject: Any, mandatory: tuple[str, ...], count: int
) -> None:
    signer = LocalSigner(f"{DID}#key", generate_private_key("EdDSA", SeededRandomness(1)))
    document = completed({**DOCUMENT, "credentialSubject": subject})
    options = IssueOptions(format="vc+sd-jwt", mandatory=mandatory)
    secured = write_text(document, options, signer, randomness=SeededRandomness(2), now=NOW)
    assert secured.text.count("~") == count + 1
