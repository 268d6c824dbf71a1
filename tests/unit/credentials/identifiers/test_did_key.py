"""did:key, with the vectors of its specification."""

import json

import pytest

from app.credentials.encoding import multibase
from app.credentials.errors import CredentialError, InvalidIdentifier, KeyNotTrusted
from app.credentials.identifiers.did_key import parse_did_key, write_did_key
from app.credentials.keys.algorithms import Algorithm, generate_private_key
from app.credentials.keys.jwk import PublicKey
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "did-key" / "test-vectors"


@needs(FOLDER)
def test_the_ed25519_vectors_give_their_keys() -> None:
    vectors = json.loads((FOLDER / "ed25519-x25519.json").read_bytes())
    for did, vector in vectors.items():
        (key,) = parse_did_key(did)
        pair = vector["verificationKeyPair"]
        if "publicKeyBase58" in pair:
            assert key.public.raw == multibase.decode("z" + pair["publicKeyBase58"])
        assert key.public.kid == did + pair["id"].removeprefix(did)


@needs(FOLDER)
def test_the_nist_vectors_give_their_keys_and_other_curves_are_refused() -> None:
    vectors = json.loads((FOLDER / "nist-curves.json").read_bytes())
    for did, vector in vectors.items():
        if not did.startswith(("did:key:zDn", "did:key:z82")):
            with pytest.raises(InvalidIdentifier):
                parse_did_key(did)
        elif "publicKeyJwk" in vector["verificationMethod"]:
            wanted = vector["verificationMethod"]["publicKeyJwk"]
            assert wanted.items() <= parse_did_key(did)[0].public.to_jwk().items()


@pytest.mark.parametrize(
    "did",
    [
        "did:web:z6Mk",
        "did:key:",
        "did:key:f00",
        "did:key:z0OIl",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDoo",
        "did:key:" + multibase.encode_base58(b"\x80\x24" + b"\x02" * 30),
        "did:key:z" + "1" * 500,
    ],
)
def test_anything_else_is_not_a_did_key(did: str) -> None:
    with pytest.raises(InvalidIdentifier):
        parse_did_key(did)


def test_a_weak_key_is_not_trusted() -> None:
    with pytest.raises(KeyNotTrusted) as refused:
        parse_did_key("did:key:" + multibase.encode_base58(b"\xed\x01" + b"\x00" * 32))
    assert isinstance(refused.value, CredentialError)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_what_is_written_is_read_as_the_same_key(algorithm: Algorithm) -> None:
    for _ in range(8):
        public = PublicKey.of(generate_private_key(algorithm), kid="")
        (key,) = parse_did_key(write_did_key(public))
        assert (key.public.algorithm, key.public.raw) == (algorithm, public.raw)
