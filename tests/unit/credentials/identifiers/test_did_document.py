"""DID documents: what they say about keys, and what is not believed."""

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.encoding import multibase
from app.credentials.errors import KeyNotTrusted
from app.credentials.identifiers.did_document import build_did_document, build_jwks, parse_did_document
from tests.unit.credentials.cases import DAY, DID, NOW, issuer_key, signer

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
        document(verificationMethod=[method(type="Multikey")]),
        document(verificationMethod=[method(type=None)]),
        document(verificationMethod=[method(expires="2026-11-22T12:00:00Z")], assertionMethod=[]),
        document(verificationMethod=[method(publicKeyMultibase="z6Mk")]),
        document(verificationMethod=[method(type="Multikey", publicKeyJwk=None, publicKeyMultibase="f00")]),
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
        document(assertionMethod=["#key-1"] * 101),
        document(assertionMethod=[{"type": "JsonWebKey", "controller": DID}]),
        document(assertionMethod=[method(revoked="yesterday")]),
    ],
)
def test_a_broken_document_is_not_trusted(case: dict[str, Any]) -> None:
    with pytest.raises(KeyNotTrusted):
        parse_did_document(case, DID)


def test_a_method_that_expires_is_retired_then() -> None:
    ends = method(expires="2026-11-22T12:00:00Z", revoked="2026-12-22T12:00:00Z")
    (key,) = parse_did_document(document(verificationMethod=[ends]), DID)
    assert (key.retired_at, key.compromised_at) == (NOW - DAY, None)


def test_each_relationship_has_its_own_keys() -> None:
    case = document(authentication=["#key-1"], assertionMethod=[])
    assert parse_did_document(case, DID) == ()
    (key,) = parse_did_document(case, DID, relationship="authentication")
    assert key.public == ACTIVE.public
