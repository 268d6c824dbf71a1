"""VC-JWT as Open Badges 3.0 section 8.2 wants it, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.errors import (
    ContextNotAllowed,
    CredentialError,
    KidIssuerMismatch,
    MalformedCredential,
    MalformedJws,
    TooLarge,
)
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.formats.vc_jwt import VcJwt, secure_document
from app.credentials.policy import DEFAULT_POLICY, PASSPORT
from tests.unit.credentials.cases import (
    CREDENTIAL,
    DID,
    ENTRIES,
    KID,
    edited,
    payload_of,
    secured,
    signer,
    token,
)

Change = Callable[[dict[str, Any]], object]


def read(text: str) -> UnverifiedCredential:
    return VcJwt().read(text.encode(), policy=DEFAULT_POLICY, profile=PASSPORT)


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
def test_the_token_repeats_the_credential_in_its_claims(algorithm: str) -> None:
    text = secured(made_with=signer(algorithm))
    header = json.loads(base64url.decode(text.split(".")[0].encode()))
    assert header == {"alg": algorithm, "kid": KID, "typ": "JWT"}
    payload = payload_of(text)
    assert {name: payload.pop(name) for name in ("iss", "jti", "nbf", "sub", "exp")} == {
        "iss": DID,
        "jti": CREDENTIAL.id,
        "nbf": 1795348800,
        "sub": CREDENTIAL.subject.id,
        "exp": 1873195200,
    }
    assert payload == CREDENTIAL.to_document()


def test_signing_in_two_steps_gives_the_same_bytes() -> None:
    first = VcJwt.signing_input(CREDENTIAL, kid=KID, algorithm="EdDSA")
    assert first == VcJwt.signing_input(CREDENTIAL.to_document(), kid=KID, algorithm="EdDSA")
    secured_credential = VcJwt.assemble(first, signer().sign(first))
    assert (
        secured_credential
        == VcJwt.secure(CREDENTIAL, signer())
        == secure_document(CREDENTIAL.to_document(), signer())
    )
    assert secured_credential.format == "vc-jwt"


def test_a_document_is_not_changed_by_signing_it() -> None:
    document = CREDENTIAL.to_document()
    VcJwt.secure(document, signer())
    assert document == CREDENTIAL.to_document()


def test_a_document_without_end_has_no_exp() -> None:
    document = CREDENTIAL.to_document()
    del document["validUntil"]
    assert "exp" not in payload_of(VcJwt.secure({**document, "issuer": DID}, signer()).text)


def test_an_incomplete_document_is_not_signed() -> None:
    with pytest.raises(MalformedCredential):
        VcJwt.signing_input({**CREDENTIAL.to_document(), "id": ""}, kid=KID, algorithm="EdDSA")


def test_reading_says_what_to_gather() -> None:
    unverified = read(secured())
    assert (unverified.format, unverified.algorithm, unverified.kid) == ("vc-jwt", "EdDSA", KID)
    assert (unverified.issuer_id, unverified.credential_id) == (DID, CREDENTIAL.id)
    assert unverified.status_entries == ENTRIES
    assert "iss" not in unverified.claims
    assert unverified.registered["iss"] == DID
    assert unverified.raw == secured().encode()


def test_an_issuer_by_name_only_is_read() -> None:
    assert read(edited(lambda p: p.update(issuer=DID))).issuer_id == DID


def test_the_limit_of_bytes_is_on_the_text() -> None:
    with pytest.raises(TooLarge):
        read("a" * 65_537)


@pytest.mark.parametrize(
    "text",
    [
        "a.b",
        "a.b.c.d",
        secured() + ".",
        "." + secured(),
        secured().rsplit(".", 1)[0] + ".",
        secured().rsplit(".", 1)[0],
        secured() + "=",
        secured() + "\n",
        " " + secured(),
        secured().replace(".", "..", 1),
        secured()[:-1] + "~",
        '{"payload":"e30","signatures":[{"protected":"e30","signature":"AA"}]}',
    ],
)
def test_anything_but_the_exact_compact_form_is_malformed(text: str) -> None:
    with pytest.raises(MalformedJws):
        read(text)


def test_a_signature_with_other_trailing_bits_is_malformed() -> None:
    text = secured()
    twin = text[:-1] + {"A": "B", "Q": "R", "g": "h", "w": "x"}[text[-1]]
    with pytest.raises(MalformedJws):
        read(twin)


HEADER = {"alg": "EdDSA", "kid": KID, "typ": "JWT"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({**HEADER, "alg": "none"}, "alg_not_allowed"),
        ({**HEADER, "alg": ["EdDSA"]}, "alg_not_allowed"),
        ({"kid": KID, "typ": "JWT"}, "alg_not_allowed"),
        ({**HEADER, "jwk": {}}, "key_not_trusted"),
        ({**HEADER, "x5t#S256": ""}, "key_not_trusted"),
        ({"alg": "EdDSA", "typ": "JWT"}, "key_not_trusted"),
        ({**HEADER, "crit": ["exp"]}, "malformed_jws"),
        ({**HEADER, "b64": False}, "malformed_jws"),
        ({**HEADER, "zip": "DEF"}, "malformed_jws"),
        ({**HEADER, "cty": "vc"}, "malformed_jws"),
        ({"alg": "EdDSA", "kid": KID}, "typ_mismatch"),
        ({**HEADER, "typ": "jwt"}, "typ_mismatch"),
        ({**HEADER, "typ": "vc+jwt"}, "typ_mismatch"),
        ({**HEADER, "typ": None}, "typ_mismatch"),
        ({**HEADER, "kid": 7}, "kid_issuer_mismatch"),
        ({**HEADER, "kid": "#key-1"}, "kid_issuer_mismatch"),
        ({**HEADER, "kid": DID}, "kid_issuer_mismatch"),
        ({**HEADER, "kid": "did:web:evil.example#key-1"}, "kid_issuer_mismatch"),
        ({**HEADER, "kid": DID + ":x#key-1"}, "kid_issuer_mismatch"),
        (b"[]", "json_not_strict"),
        (b'{"alg":"EdDSA","alg":"none"}', "json_not_strict"),
        (b"{" + b" " * 5000 + b"}", "too_large"),
    ],
)
def test_the_header_is_exactly_alg_kid_and_typ(header: Any, code: str) -> None:
    with pytest.raises(CredentialError) as refused:
        read(token(header))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p.update(iss="did:web:evil.example"), "kid_issuer_mismatch"),
        (lambda p: p.pop("iss"), "kid_issuer_mismatch"),
        (lambda p: p.update(jti="urn:uuid:other"), "malformed_jws"),
        (lambda p: p.pop("jti"), "malformed_jws"),
        (lambda p: p.update(sub="urn:uuid:other"), "malformed_jws"),
        (lambda p: p.pop("sub"), "malformed_jws"),
        (lambda p: p.pop("id"), "schema_mismatch"),
        (lambda p: p.update(credentialSubject=[p["credentialSubject"]]), "schema_mismatch"),
        (lambda p: p.update(issuer=[]), "schema_mismatch"),
        (lambda p: p.update(type=["VerifiableCredential"]), "schema_mismatch"),
        (lambda p: p.update(type="OpenBadgeCredential"), "schema_mismatch"),
        (lambda p: p.update(type=[{}]), "data_loss"),
        (lambda p: p.update(grade="A+"), "data_loss"),
        (lambda p: p.update(aud="x"), "data_loss"),
        (lambda p: p.update(vc={}), "data_loss"),
        (lambda p: p.update(proof={"type": "DataIntegrityProof"}), "data_loss"),
    ],
)
def test_the_claims_of_the_token_agree_with_the_credential(change: Change, code: str) -> None:
    with pytest.raises(CredentialError) as refused:
        read(edited(change))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "contexts",
    [
        None,
        "https://www.w3.org/ns/credentials/v2",
        ["https://www.w3.org/ns/credentials/v2"],
        CREDENTIAL.to_document()["@context"][::-1],
        [*CREDENTIAL.to_document()["@context"], "https://evil.example/context"],
        [*CREDENTIAL.to_document()["@context"][:2], {"name": "https://evil.example/name"}],
        [*CREDENTIAL.to_document()["@context"][:2], {"@vocab": "https://evil.example/"}],
        ["https://www.w3.org/2018/credentials/v1", CREDENTIAL.to_document()["@context"][1]],
    ],
)
def test_only_the_exact_contexts_in_their_order_are_allowed(contexts: Any) -> None:
    with pytest.raises(ContextNotAllowed):
        read(edited(lambda p: p.update({"@context": contexts})))


@pytest.mark.parametrize("patch", ["3.0.1", "3.0.2", "3.0.3"])
def test_each_pinned_edition_of_open_badges_is_allowed(patch: str) -> None:
    badges = f"https://purl.imsglobal.org/spec/ob/v3p0/context-{patch}.json"
    assert read(edited(lambda p: p.update({"@context": ["https://www.w3.org/ns/credentials/v2", badges]})))


def test_a_did_that_is_not_the_issuer_is_named_before_any_key_is_sought() -> None:
    with pytest.raises(KidIssuerMismatch):
        read(secured(made_with=signer(kid="did:key:z6Mk#z6Mk")))
