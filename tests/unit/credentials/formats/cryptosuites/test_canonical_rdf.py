"""The linked data suites: what is hashed, and with which hash inside and outside."""

from collections.abc import Callable
from hashlib import sha256, sha384
from typing import Any

import pytest

from app.credentials.formats.cryptosuites.ecdsa_rdfc_2019 import ECDSA_RDFC_2019
from app.credentials.keys.algorithms import Algorithm
from app.credentials.linked_data import canonicalize
from app.credentials.model import CREDENTIALS_CONTEXT

# Nodes that only their hashes tell apart, so that the hash of the algorithm shows in the order of their names.
DOCUMENT = {
    "@context": [CREDENTIALS_CONTEXT, {"knows": {"@id": "https://x.example/knows", "@type": "@id"}}],
    "id": "urn:x:1",
    "knows": [{"knows": [{"knows": [{"id": f"urn:x:{number}"}]}]} for number in range(2, 9)],
}
PROOF = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "proofPurpose": "assertionMethod"}


@pytest.mark.parametrize(
    ("algorithm", "digest", "hash_of"),
    [(Algorithm.ES256, "SHA-256", sha256), (Algorithm.ES384, "SHA-384", sha384)],
)
def test_the_hash_of_the_key_is_that_of_the_canonical_form_too(
    algorithm: Algorithm, digest: str, hash_of: Callable[[bytes], Any]
) -> None:
    configuration = {**PROOF, "@context": DOCUMENT["@context"]}
    parts = [canonicalize(node, digest=digest) for node in (configuration, DOCUMENT)]
    expected = b"".join(hash_of(part).digest() for part in parts)
    assert ECDSA_RDFC_2019.signing_input(DOCUMENT, PROOF, algorithm) == expected


def test_the_two_hashes_give_the_document_of_these_tests_two_forms() -> None:
    assert canonicalize(DOCUMENT, digest="SHA-256") != canonicalize(DOCUMENT, digest="SHA-384")


def test_the_value_of_a_proof_is_never_part_of_what_it_proves() -> None:
    with_value = {**PROOF, "proofValue": "z1"}
    for algorithm in (Algorithm.ES256, Algorithm.ES384):
        assert ECDSA_RDFC_2019.signing_input(DOCUMENT, with_value, algorithm) == (
            ECDSA_RDFC_2019.signing_input(DOCUMENT, PROOF, algorithm)
        )
