"""The credential and its Open Badges 3.0 document."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from app.credentials.errors import MalformedCredential, StatusListError, TimeInvalid
from app.credentials.model import Assessor, Credential, CredentialSchema, Profile, SecuredCredential, Subject
from tests.unit.credentials.cases import CREDENTIAL, DID, ENTRIES, NOW

SMALLEST = replace(
    CREDENTIAL,
    issuer=Profile(DID, "Regio Zwolle"),
    subject=Subject("urn:uuid:0a0a0a0a-0000-4000-8000-000000000002"),
    achievement=replace(CREDENTIAL.achievement, levels=()),
    level=None,
    evidence=(),
    assessor=None,
    awarded_at=None,
    valid_until=None,
    status=(),
    schemas=(),
)


@pytest.mark.parametrize("credential", [CREDENTIAL, SMALLEST, replace(CREDENTIAL, status=ENTRIES[:1])])
def test_a_credential_is_the_same_after_its_document(credential: Credential) -> None:
    assert Credential.from_document(credential.to_document()) == credential


def test_the_document_has_the_form_of_open_badges() -> None:
    document = CREDENTIAL.to_document()
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["validFrom"] == "2026-11-22T12:00:00Z"
    assert document["credentialSubject"]["identifier"] == [
        {
            "type": "IdentityObject",
            "identityHash": "Fatima Voorbeeld",
            "identityType": "name",
            "hashed": False,
        }
    ]
    assert [entry["statusListIndex"] for entry in document["credentialStatus"]] == ["4711", "4711"]
    assert len(SMALLEST.to_document()["@context"]) == 2


def test_the_assessor_is_a_role_under_an_identifier_that_says_nothing() -> None:
    source = CREDENTIAL.to_document()["credentialSubject"]["source"]
    assert source["id"] == uuid5(NAMESPACE_URL, CREDENTIAL.id + "#assessor").urn
    assert source["name"] == "Praktijkopleider"
    assert source == CREDENTIAL.to_document()["credentialSubject"]["source"]


def test_a_naive_time_is_never_written() -> None:
    with pytest.raises(TimeInvalid):
        replace(CREDENTIAL, valid_from=NOW.replace(tzinfo=None)).to_document()


def read(change: Callable[[dict[str, Any]], object]) -> Credential:
    document = CREDENTIAL.to_document()
    change(document)
    return Credential.from_document(document)


def test_a_credential_of_others_is_read_with_what_it_lacks() -> None:
    assert read(lambda d: d.update(issuer=DID)).issuer == Profile(DID, "")
    assert read(lambda d: d.update(issuer={"id": DID})).issuer == Profile(DID, "")
    assert read(lambda d: d.update(evidence={"type": ["Evidence"]})).evidence[0].name == ""
    hashed = {"type": "IdentityObject", "identityHash": "sha256$00", "identityType": "name", "hashed": True}
    assert read(lambda d: d["credentialSubject"].update(identifier=[hashed])).subject.name is None
    assert read(lambda d: d.update(credentialSchema={"id": "https://a", "type": "JsonSchema"})).schemas == (
        CredentialSchema("https://a", "JsonSchema"),
    )
    assert read(lambda d: d["credentialSubject"].update(source={"name": "Leermeester"})).assessor == Assessor(
        "Leermeester"
    )
    assert read(lambda d: d.update(unknown=1)) == CREDENTIAL


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("id"),
        lambda d: d.pop("issuer"),
        lambda d: d.update(issuer=""),
        lambda d: d.update(issuer=[DID]),
        lambda d: d.pop("credentialSubject"),
        lambda d: d.update(credentialSubject=[d["credentialSubject"]]),
        lambda d: d["credentialSubject"].pop("id"),
        lambda d: d["credentialSubject"].pop("achievement"),
        lambda d: d["credentialSubject"].update(source=[]),
        lambda d: d.update(evidence="x"),
    ],
)
def test_an_incomplete_document_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(MalformedCredential):
        read(change)


@pytest.mark.parametrize("name", ["validFrom", "validUntil", "awardedDate"])
def test_a_time_without_zone_is_refused(name: str) -> None:
    with pytest.raises(TimeInvalid):
        read(lambda d: d.update({name: "2026-11-23T12:00:00"}))


def test_a_broken_status_is_refused() -> None:
    with pytest.raises(StatusListError):
        read(lambda d: d.update(credentialStatus={"type": "Other"}))


def test_the_digest_is_of_the_exact_text() -> None:
    assert SecuredCredential("vc-jwt", "a.b.c").digest == sha256(b"a.b.c").digest()
