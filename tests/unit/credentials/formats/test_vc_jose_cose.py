"""VC-JOSE-COSE: the document itself as the payload."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import CredentialError, MalformedCredential
from app.credentials.formats.registry import recognise
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.vc_jose_cose import NEVER_HIDDEN, VcJoseJwt, VcJoseSdJwt
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from app.credentials.report import Verdict
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.credentials.verification import prove_status_list, read, verify
from tests.unit.credentials.cases import (
    CREDENTIAL,
    DAY,
    DID,
    KID,
    LIST_URL,
    NOW,
    Scene,
    issuer_key,
    scene,
    signer,
)
from tests.unit.credentials.sd_cases import (
    HOLDER,
    SKILL,
    TOKEN_LIST,
    Counter,
    digest,
    disclosure,
    jwt,
    payload_in,
    sd_jwt,
    token_list,
)

HEADER = {"alg": "EdDSA", "kid": KID, "typ": "vc+jwt"}
SD_HEADER = {**HEADER, "typ": "vc+sd-jwt"}
DOCUMENT = CREDENTIAL.to_document()
HIDDEN: list[Any] = [("credentialSubject", "identifier"), ("evidence", None), ("awardedDate",)]
NOW_SECONDS = int(NOW.timestamp())


def secured(sd: bool = False, credential: Any = CREDENTIAL, **options: Any) -> str:
    if sd:
        return VcJoseSdJwt().secure(credential, signer(), randomness=Counter(), **options).text
    return VcJoseJwt().secure(credential, signer()).text


def both(change: dict[str, Any], *, of: Scene | None = None) -> set[str]:
    """The deciding codes of both forms of a document after a change."""
    judged = of or scene()
    texts = (jwt({**DOCUMENT, **change}, HEADER), sd_jwt({**DOCUMENT, **change}, header=SD_HEADER))
    return {judged.verify(text).deciding.code for text in texts}


@pytest.mark.parametrize("sd", [False, True])
def test_a_good_credential_is_valid_and_comes_out_as_it_went_in(sd: bool) -> None:
    report = scene().verify(secured(sd))
    assert report.is_valid
    assert report.credential == CREDENTIAL
    assert report.format == ("vc+sd-jwt" if sd else "vc+jwt")


def test_the_payload_is_the_document_and_nothing_beside_it() -> None:
    assert payload_in(secured()) == DOCUMENT
    unsigned = VcJoseJwt.signing_input(CREDENTIAL, kid=KID, algorithm="EdDSA")
    assert secured().encode().startswith(unsigned + b".")


@pytest.mark.parametrize("sd", [False, True])
def test_the_header_names_the_type_of_the_token_and_of_what_is_in_it(sd: bool) -> None:
    name = "vc+sd-jwt" if sd else "vc+jwt"
    header = strict_json.loads(base64url.decode(secured(sd).split(".")[0].encode()))
    assert header == {"alg": "EdDSA", "kid": KID, "typ": name, "cty": "vc"}
    assert VcJoseJwt().secure(CREDENTIAL, signer()).format == "vc+jwt"
    assert VcJoseSdJwt().secure(CREDENTIAL, signer(), randomness=Counter()).format == "vc+sd-jwt"


def test_a_holder_keeps_back_what_was_hidden() -> None:
    text = secured(True, hidden=HIDDEN)
    assert scene().verify(text).credential == CREDENTIAL
    held = read_sd_jwt(text.encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    report = scene().verify(present_sd_jwt(held, [("evidence", 1)]).text)
    assert report.is_valid
    assert report.credential is not None
    assert report.credential.evidence == CREDENTIAL.evidence[1:]
    assert (report.credential.subject.name, report.credential.awarded_at) == (None, None)


def test_what_decides_the_validity_is_never_hidden() -> None:
    for name in NEVER_HIDDEN:
        with pytest.raises(ValueError):
            secured(True, hidden=[(name,)])
        encoded = disclosure("salt", name, DOCUMENT.get(name, 1))
        rest = {key: value for key, value in DOCUMENT.items() if key != name}
        report = scene().verify(sd_jwt({**rest, "_sd": [digest(encoded)]}, [encoded], header=SD_HEADER))
        assert report.verdict is Verdict.INVALID
        assert report.credential is None
    with pytest.raises(ValueError):
        VcJoseSdJwt().secure(CREDENTIAL, signer())


def test_the_token_status_list_and_the_holder_stand_beside_the_document() -> None:
    lists = {TOKEN_LIST: token_list({4711: 1})}
    for text in (secured(False, SKILL), secured(True, SKILL, holder=HOLDER.public)):
        assert scene(status=lists).verify(text).deciding.code == "revoked"
        assert scene(status={TOKEN_LIST: token_list()}).verify(text).credential == SKILL
    assert payload_in(text)["cnf"] == {"jwk": HOLDER.public.to_jwk()}


def test_the_two_meanings_of_vc_sd_jwt_are_told_apart_by_content() -> None:
    assert recognise(sd_jwt(DOCUMENT, header=SD_HEADER)).name == "vc+sd-jwt"
    assert recognise(sd_jwt({"vct": "x"}, header=SD_HEADER)).name == "dc+sd-jwt"
    shown = sd_jwt(DOCUMENT, [disclosure("salt", "name", "a.b.c")], header=SD_HEADER)
    for text in (shown, shown + "a.b.c"):
        assert recognise(text).name == "vc+sd-jwt"
    for broken in ("eyJ0eXAiOiJ2YytzZC1qd3QifQ~", "eyJ0eXAiOiJ2YytzZC1qd3QifQ.!.c~"):
        assert recognise(broken).name == "dc+sd-jwt"


@pytest.mark.parametrize("header", [{"cty": "vp"}, {"cty": 1}, {"typ": "vp+jwt"}])
def test_a_token_for_something_else_is_refused(header: dict[str, Any]) -> None:
    assert scene().verify(jwt(DOCUMENT, {**HEADER, **header})).deciding.code == "typ_mismatch"


def test_the_content_type_may_be_named() -> None:
    assert scene().verify(jwt(DOCUMENT, {**HEADER, "cty": "vc"})).is_valid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vc": DOCUMENT}, "malformed_jws"),
        ({"vp": "x"}, "malformed_jws"),
        ({"iss": "did:web:other.example"}, "kid_issuer_mismatch"),
        ({"issuer": {**DOCUMENT["issuer"], "id": "did:web:other.example"}}, "kid_issuer_mismatch"),
        ({"jti": "urn:uuid:other"}, "malformed_jws"),
        ({"sub": "urn:uuid:other"}, "malformed_jws"),
        ({"grade": "A+"}, "data_loss"),
        ({"@context": ["https://evil.example"]}, "context_not_allowed"),
        ({"type": ["VerifiableCredential"]}, "schema_mismatch"),
        ({"iat": "2026-01-01T00:00:00Z"}, "time_invalid"),
        ({"exp": 1e308}, "time_invalid"),
        ({"nbf": True}, "time_invalid"),
        ({"exp": NOW_SECONDS - 61}, "expired"),
        ({"nbf": NOW_SECONDS + 61}, "not_yet_valid"),
        ({"status": {"status_list": {"idx": -1, "uri": "x"}}}, "status_list_invalid"),
        ({"exp": NOW_SECONDS + 10, "nbf": 1, "iat": 1, "iss": DID, "jti": DOCUMENT["id"]}, "ok"),
        ({"sub": DOCUMENT["credentialSubject"]["id"]}, "ok"),
    ],
)
def test_the_token_never_contradicts_the_document(change: dict[str, Any], code: str) -> None:
    assert both(change) == {code}


def test_the_narrower_times_count() -> None:
    report = scene().verify(jwt({**DOCUMENT, "exp": NOW_SECONDS + 10, "nbf": NOW_SECONDS - 10}, HEADER))
    assert report.credential is not None
    assert report.credential.valid_until == NOW + timedelta(seconds=10)
    assert report.credential.valid_from == NOW - timedelta(seconds=10)


def general(document: dict[str, Any], **options: Any) -> Any:
    return verify(
        jwt(document, HEADER), keys=scene().keys, status={}, issuer=scene().issuer, now=NOW, profile=GENERAL
    )


OPEN = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "credentialSubject": {"description": "x"},
}


def test_any_document_of_the_data_model_can_be_judged() -> None:
    assert general(OPEN).is_valid
    assert general({**OPEN, "iat": "2010-01-01T19:23:24Z"}).is_valid
    assert general({**OPEN, "iat": "yesterday"}).deciding.code == "time_invalid"
    assert general({**OPEN, "exp": NOW_SECONDS - 61}).deciding.code == "expired"
    assert (
        general({**OPEN, "validUntil": "2020-01-01T00:00:00Z", "exp": NOW_SECONDS}).deciding.code == "expired"
    )


def test_a_subject_of_the_token_is_that_of_a_document_about_one() -> None:
    several = {**OPEN, "credentialSubject": [{"id": "urn:x:1"}]}
    assert general(several).is_valid
    assert general({**several, "sub": "urn:x:1"}).deciding.code == "malformed_jws"
    assert general({**OPEN, "sub": "urn:x:1"}).deciding.code == "malformed_jws"


def test_an_identifier_that_is_no_text_is_refused() -> None:
    assert general({**OPEN, "id": 7}).deciding.code == "schema_mismatch"
    assert read(jwt(OPEN, HEADER), profile=GENERAL).credential_id == ""


@pytest.mark.parametrize("sd", [False, True])
def test_what_was_read_tells_whose_credential_it_is_before_it_is_believed(sd: bool) -> None:
    unverified = read(secured(sd))
    assert (unverified.issuer_id, unverified.credential_id) == (DID, CREDENTIAL.id)
    assert (unverified.kid, unverified.algorithm) == (KID, "EdDSA")
    assert unverified.proofs[0].options["typ"] == unverified.format


def test_a_document_of_another_kind_is_not_signed() -> None:
    for document in ({}, {"issuer": ""}, {"issuer": DID, "vc": {}}, {"issuer": DID, "vp": {}}):
        with pytest.raises(MalformedCredential):
            secured(False, document)


def test_a_status_list_may_come_in_this_form() -> None:
    url = LIST_URL.format("revocation")
    made = signer(kid=f"{DID}#status")
    document = build_status_list_document(
        id=url, issuer_id=DID, purpose="revocation", set_indexes=[1], valid_from=NOW - DAY, ttl_ms=1
    )
    text = VcJoseJwt().secure(document, made).text
    keys = (issuer_key(made, "status-list"),)
    found = prove_status_list(text, keys, url=url, purpose="revocation", issuer_id=DID, now=NOW)
    assert getattr(found, "length", 0) == 131_072


def test_a_text_beyond_the_limit_is_refused() -> None:
    policy = replace(DEFAULT_POLICY, max_bytes=100)
    with pytest.raises(CredentialError):
        VcJoseJwt().read(secured().encode(), policy=policy, profile=GENERAL)
