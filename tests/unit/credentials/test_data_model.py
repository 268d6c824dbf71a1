"""Any credential and presentation by the VC Data Model 2.0: member by member."""

from typing import Any

import pytest

from app.credentials.data_model import ensure_credential, ensure_presentation
from app.credentials.errors import ContextNotAllowed, CredentialError, MalformedCredential, TimeInvalid
from app.credentials.model import CREDENTIALS_CONTEXT

SMALLEST: dict[str, Any] = {
    "@context": [CREDENTIALS_CONTEXT],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}
PRESENTATION: dict[str, Any] = {"@context": [CREDENTIALS_CONTEXT], "type": "VerifiablePresentation"}
TEXT = {"@value": "Naam", "@language": "nl", "@direction": "ltr"}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"id": "urn:uuid:1"},
        {"type": "VerifiableCredential"},
        {"type": ["VerifiableCredential", "https://x.example/Type"]},
        {"name": "a", "description": TEXT},
        {"name": [TEXT, {"@value": "Name"}]},
        {"issuer": {"id": "https://issuer.example/", "name": TEXT}},
        {"credentialSubject": [{"id": "urn:a"}, {"anything": 1}]},
        {"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00+00:00"},
        {"credentialStatus": [{"type": "A"}, {"type": ["B"], "id": "urn:b"}]},
        {"credentialSchema": {"id": "https://x.example/schema", "type": "JsonSchema"}},
        {"evidence": [], "termsOfUse": {"type": "A"}, "proof": [{"type": "DataIntegrityProof"}]},
    ],
)
def test_a_credential_that_follows_the_model_is_taken(members: dict[str, Any]) -> None:
    ensure_credential({**SMALLEST, **members})


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"@context": CREDENTIALS_CONTEXT}, ContextNotAllowed),
        ({"@context": []}, ContextNotAllowed),
        ({"@context": [CREDENTIALS_CONTEXT, "no url"]}, ContextNotAllowed),
        ({"@context": [CREDENTIALS_CONTEXT, None]}, ContextNotAllowed),
        ({"id": None}, MalformedCredential),
        ({"id": "relative"}, MalformedCredential),
        ({"type": []}, MalformedCredential),
        ({"type": "Other"}, MalformedCredential),
        ({"type": ["VerifiableCredential", 5]}, MalformedCredential),
        ({"type": ["VerifiableCredential", "https ://x"]}, MalformedCredential),
        ({"name": 5}, MalformedCredential),
        ({"name": {"@value": 5}}, MalformedCredential),
        ({"name": {"@value": "a", "url": "urn:a"}}, MalformedCredential),
        ({"description": {"@value": "a", "@language": 5}}, MalformedCredential),
        ({"description": {"@value": "a", "@direction": "up"}}, MalformedCredential),
        ({"issuer": None}, MalformedCredential),
        ({"issuer": {}}, MalformedCredential),
        ({"issuer": "relative"}, MalformedCredential),
        ({"issuer": {"id": "urn:a", "name": 5}}, MalformedCredential),
        ({"credentialSubject": {}}, MalformedCredential),
        ({"credentialSubject": []}, MalformedCredential),
        ({"credentialSubject": ["urn:a"]}, MalformedCredential),
        ({"credentialSubject": {"id": 5}}, MalformedCredential),
        ({"validFrom": "2026-01-01"}, TimeInvalid),
        ({"validFrom": "2026-01-02T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}, TimeInvalid),
        ({"credentialStatus": {"id": "urn:a"}}, MalformedCredential),
        ({"credentialStatus": {"id": 5, "type": "A"}}, MalformedCredential),
        ({"credentialSchema": {"type": "JsonSchema"}}, MalformedCredential),
        ({"evidence": {}}, MalformedCredential),
        ({"refreshService": "urn:a"}, MalformedCredential),
        ({"termsOfUse": None}, MalformedCredential),
        ({"proof": {"created": "2026-01-01T00:00:00Z"}}, MalformedCredential),
        ({"relatedResource": {"id": "urn:a"}}, MalformedCredential),
    ],
)
def test_a_credential_that_does_not_is_refused(members: dict[str, Any], error: type[CredentialError]) -> None:
    with pytest.raises(error):
        ensure_credential({**SMALLEST, **members})


ENVELOPE = {
    "@context": CREDENTIALS_CONTEXT,
    "id": "data:application/vc+jwt,eyJ.eyJ.sig",
    "type": "EnvelopedVerifiableCredential",
}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"id": "urn:uuid:1", "holder": "did:example:holder"},
        {"holder": {"id": "did:example:holder", "name": "a"}},
        {"verifiableCredential": SMALLEST},
        {"verifiableCredential": [SMALLEST, ENVELOPE]},
        {"proof": {"type": "DataIntegrityProof"}, "termsOfUse": [{"type": "A"}]},
    ],
)
def test_a_presentation_that_follows_the_model_is_taken(members: dict[str, Any]) -> None:
    ensure_presentation({**PRESENTATION, **members})


@pytest.mark.parametrize(
    "members",
    [
        {"type": "VerifiableCredential"},
        {"id": "relative"},
        {"holder": None},
        {"holder": {"name": "a"}},
        {"verifiableCredential": ["eyJ.eyJ.sig"]},
        {"verifiableCredential": {**SMALLEST, "type": []}},
        {"verifiableCredential": {**ENVELOPE, "id": "https://x.example/"}},
        {"verifiableCredential": {**ENVELOPE, "id": 5}},
        {"verifiableCredential": {name: value for name, value in ENVELOPE.items() if name != "@context"}},
        {"proof": {}},
    ],
)
def test_a_presentation_that_does_not_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(MalformedCredential):
        ensure_presentation({**PRESENTATION, **members})
