"""The linked data suites: what is hashed, and with which hash inside and outside."""

from hashlib import sha384

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


def test_a_key_of_384_bits_canonicalises_and_hashes_with_sha_384() -> None:
    configuration = {**PROOF, "@context": DOCUMENT["@context"]}
    parts = [canonicalize(node, digest="SHA-384") for node in (configuration, DOCUMENT)]
    expected = b"".join(sha384(part).digest() for part in parts)
    assert ECDSA_RDFC_2019.signing_input(DOCUMENT, PROOF, Algorithm.ES384) == expected
    assert parts != [canonicalize(configuration), canonicalize(DOCUMENT)]


def test_the_value_of_a_proof_is_never_part_of_what_it_proves() -> None:
    with_value = {**PROOF, "proofValue": "z1"}
    for algorithm in (Algorithm.ES256, Algorithm.ES384):
        assert ECDSA_RDFC_2019.signing_input(DOCUMENT, with_value, algorithm) == (
            ECDSA_RDFC_2019.signing_input(DOCUMENT, PROOF, algorithm)
        )
