"""Resolving without a network: the syntax of DIDs, and the documents of did:key and did:jwk."""

import json
import re

import pytest

from app.credentials.errors import InvalidIdentifier, KeyNotTrusted
from app.credentials.identifiers.did_document import parse_did_document
from app.credentials.identifiers.did_jwk import parse_did_jwk
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.identifiers.resolution import (
    build_did_jwk_document,
    build_did_key_document,
    did_method,
)
from tests.unit.credentials.cases import VECTORS, needs, signer
from tests.unit.credentials.identifiers.test_did_jwk import did_of

JWK_SPEC = VECTORS / "did-jwk" / "spec.md"
KEY_VECTORS = VECTORS / "did-key" / "test-vectors" / "ed25519-x25519.json"
ED25519 = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


@pytest.mark.parametrize(
    ("did", "method"),
    [
        (ED25519, "key"),
        ("did:web:localhost%3A8000:a", "web"),
        ("did:example::x", "example"),
        ("did:1:-", "1"),
    ],
)
def test_a_did_names_its_method(did: str, method: str) -> None:
    assert did_method(did) == method


@pytest.mark.parametrize(
    "text",
    [
        "",
        "did:",
        "did:web",
        "did:web:",
        "did:web:a:",
        "did:Web:a",
        "did:we-b:a",
        "DID:web:a",
        "did:web:a/b",
        "did:web:a#key",
        "did:web:a?x=1",
        "did:web:a%zz",
        "did:web:\u00e9",
        "did:web:a\n",
        "did:web:" + "a" * 4_096,
    ],
)
def test_anything_else_is_no_did(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        did_method(text)


@needs(JWK_SPEC)
def test_a_did_jwk_has_the_document_of_its_specification() -> None:
    blocks = re.findall(r"```json\n(.*?)```", JWK_SPEC.read_text(encoding="utf-8"), re.DOTALL)
    # The published example has a stray sign in one reference.
    published = json.loads(next(block for block in blocks if '"P-256"' in block).replace("$ey", "ey"))
    assert build_did_jwk_document(published["id"]) == published


def test_a_did_jwk_for_signatures_names_no_key_for_encryption() -> None:
    did = did_of({**signer().public.to_jwk(), "use": "sig"})
    document = build_did_jwk_document(did)
    assert "keyAgreement" not in document
    assert parse_did_document(document, did) == parse_did_jwk(did)


def test_a_did_jwk_for_encryption_alone_is_refused() -> None:
    with pytest.raises(KeyNotTrusted):
        build_did_jwk_document(did_of({**signer("ES256").public.to_jwk(), "use": "enc"}))


@needs(KEY_VECTORS)
def test_a_did_key_has_a_document_with_the_key_of_its_vector() -> None:
    for did, vector in json.loads(KEY_VECTORS.read_bytes()).items():
        document, published = build_did_key_document(did), vector["didDocument"]
        assert document["id"] == published["id"]
        for name in ("authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation"):
            assert document[name] == [did + published[name][0].removeprefix(did)]


def test_a_did_key_document_gives_back_its_key() -> None:
    for relationship in ("assertionMethod", "authentication"):
        document = build_did_key_document(ED25519)
        assert parse_did_document(document, ED25519, relationship=relationship) == parse_did_key(ED25519)


@needs(KEY_VECTORS)
@pytest.mark.parametrize("name", ["bls12381", "rsa", "secp256k1", "x25519"])
def test_keys_of_other_kinds_are_refused(name: str) -> None:
    vectors = json.loads((KEY_VECTORS.parent / f"{name}.json").read_bytes())
    dids = [did for did in {**vectors, **vectors.get("didDocument", {})} if did.startswith("did:key:")]
    assert dids
    for did in dids:
        with pytest.raises(InvalidIdentifier):
            build_did_key_document(did)
