"""did:web: where the document is, what it says, and what is refused."""

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.encoding import multibase
from app.credentials.errors import InvalidIdentifier, KeyNotTrusted
from app.credentials.identifiers.did_web import (
    build_did_document,
    build_jwks,
    did_web,
    did_web_url,
    parse_did_document,
)
from tests.unit.credentials.cases import DAY, DID, NOW, issuer_key, signer


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
        ("did:web:1.2.example", "https://1.2.example/.well-known/did.json"),
    ],
)
def test_the_identifier_says_where_the_document_is(did: str, url: str) -> None:
    assert did_web_url(did) == url


def test_an_identifier_is_built_from_host_and_path() -> None:
    assert did_web("vaardig.example", "partnerships", "zwolle") == DID
    assert did_web("localhost:8000") == "did:web:localhost%3A8000"
    with pytest.raises(InvalidIdentifier):
        did_web("vaardig.example", "../etc")


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:0x7f.1",
        "did:web:1.0x7f",
        "did:web:2130706433",
        "did:web:[::1]",
        "did:web:%5B%3A%3A1%5D",
        "did:web:user@example.com",
        "did:web:user%40example.com",
        "did:web:Example.com",
        "did:WEB:example.com",
        "did:web:example.com%3a80",
        "did:web:example.com%3A0",
        "did:web:example.com%3A99999",
        "did:web:example.com:..",
        "did:web:example.com:.well-known",
        "did:web:example.com:a%2Fb",
        "did:web:example.com:",
        "did:web:example.com/path",
        "did:web:example.com#key",
        "did:web:example.com?x",
        "did:web:example",
        "did:web:-a.example",
        "did:web:exämple.com",
        "did:web:example.com\n",
        "did:web:" + "a." * 130 + "nl",
        "did:web:a.nl:" + "b" * 600,
    ],
)
def test_tricks_with_the_host_are_refused(did: str) -> None:
    with pytest.raises(InvalidIdentifier):
        did_web_url(did)


ACTIVE = issuer_key(signer())
RETIRED = replace(issuer_key(signer("ES256", kid=f"{DID}#key-2")), retired_at=NOW - DAY)
STOLEN = replace(issuer_key(signer(kid=f"{DID}#key-3", seed="three")), compromised_at=NOW - 2 * DAY)


def test_a_retired_key_stays_usable_and_a_stolen_one_does_not() -> None:
    document = build_did_document(DID, [ACTIVE, RETIRED, STOLEN])
    assert [method["id"] for method in document["verificationMethod"]] == [
        f"{DID}#key-{n}" for n in (1, 2, 3)
    ]
    assert [method.get("revoked") for method in document["verificationMethod"]] == [
        None,
        "2026-11-22T12:00:00Z",
        "2026-11-21T12:00:00Z",
    ]
    assert document["assertionMethod"] == [f"{DID}#key-1", f"{DID}#key-2"]
    assert "d" not in document["verificationMethod"][0]["publicKeyJwk"]
    assert [key["kid"] for key in build_jwks([ACTIVE, RETIRED, STOLEN])["keys"]] == document[
        "assertionMethod"
    ]


def test_the_life_cycle_survives_the_document() -> None:
    keys = parse_did_document(build_did_document(DID, [ACTIVE, RETIRED, STOLEN]), DID)
    assert [key.public for key in keys] == [ACTIVE.public, RETIRED.public, STOLEN.public]
    assert [key.retired_at for key in keys] == [None, NOW - DAY, None]
    assert [key.compromised_at for key in keys] == [None, None, NOW - 2 * DAY]


def document(**changes: Any) -> dict[str, Any]:
    return {**build_did_document(DID, [ACTIVE]), **changes}


def method(**changes: Any) -> dict[str, Any]:
    return {**build_did_document(DID, [ACTIVE])["verificationMethod"][0], **changes}


def test_relative_names_and_embedded_methods_are_read() -> None:
    relative = document(verificationMethod=[method(id="#key-1")], assertionMethod=["#key-1"])
    embedded = document(verificationMethod=[], assertionMethod=[method()])
    for case in (relative, embedded):
        (key,) = parse_did_document(case, DID)
        assert key.public == ACTIVE.public


def test_a_multikey_is_read() -> None:
    encoded = multibase.encode_base58(b"\xed\x01" + ACTIVE.public.raw)
    multikey = {"id": ACTIVE.public.kid, "type": "Multikey", "controller": DID, "publicKeyMultibase": encoded}
    (key,) = parse_did_document(document(verificationMethod=[multikey]), DID)
    assert key.public == ACTIVE.public


@pytest.mark.parametrize(
    "case",
    [
        document(assertionMethod=[]),
        document(assertionMethod=[7]),
        document(verificationMethod=[]),
        document(verificationMethod=[method(controller="did:web:other.example")]),
        document(verificationMethod=[method(publicKeyJwk={"kty": "RSA"})]),
        document(verificationMethod=[method(publicKeyJwk=None)]),
        document(verificationMethod=[method(publicKeyMultibase="z6Mk")]),
        document(verificationMethod=[method(publicKeyJwk=None, publicKeyMultibase="f00")]),
    ],
)
def test_a_method_that_may_not_sign_gives_no_key(case: dict[str, Any]) -> None:
    assert parse_did_document(case, DID) == ()


@pytest.mark.parametrize(
    "case",
    [
        document(id="did:web:other.example"),
        document(verificationMethod="none"),
        document(verificationMethod=[method(id=7)]),
        document(verificationMethod=[method(), method()]),
        document(verificationMethod=[method(id="#key-1"), method()]),
        document(verificationMethod=[method(revoked="yesterday")]),
        document(verificationMethod=[method(id=f"#k{n}") for n in range(101)]),
        document(assertionMethod="#key-1"),
        document(assertionMethod=[{"type": "JsonWebKey", "controller": DID}]),
        document(assertionMethod=[method(revoked="yesterday")]),
    ],
)
def test_a_broken_document_is_not_trusted(case: dict[str, Any]) -> None:
    with pytest.raises(KeyNotTrusted):
        parse_did_document(case, DID)
