"""Presentations in JWT and SD-JWT form."""

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import CredentialError, HolderBindingFailed, KeyNotTrusted
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import (
    prove_presentation,
    read_presentation_token,
    secure_presentation,
)
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.cases import CREDENTIAL, DAY, NOW, issuer_key, scene, signer
from tests.unit.credentials.sd_cases import digest, disclosure, jwt, sd_jwt

HOLDER_ID = "did:web:worker.example"
HOLDER = signer("ES256", kid=f"{HOLDER_ID}#1", seed="holder")
HEADER = {"alg": "ES256", "kid": f"{HOLDER_ID}#1", "typ": "vp+jwt"}
KEYS = (issuer_key(HOLDER, "any"),)
CREDENTIAL_TEXT = VcJoseJwt().secure(CREDENTIAL, signer())
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"],
    "holder": HOLDER_ID,
    "verifiableCredential": [envelop(CREDENTIAL_TEXT)],
}
SECONDS = int(NOW.timestamp())


def presented(**options: Any) -> bytes:
    asked: dict[str, Any] = {"audience": "https://werkgever.example", "nonce": "n-1", "now": NOW, **options}
    return secure_presentation(DOCUMENT, HOLDER, **asked).encode()


def proven(text: bytes | str, **options: Any) -> tuple[bytes, ...]:
    raw = text.encode() if isinstance(text, str) else text
    asked: dict[str, Any] = {"audience": "https://werkgever.example", "nonce": "n-1", "now": NOW, **options}
    keys = asked.pop("keys", KEYS)
    return prove_presentation(
        read_presentation_token(raw, policy=DEFAULT_POLICY), keys, policy=DEFAULT_POLICY, **asked
    )


def changed(
    change: dict[str, Any], header: dict[str, Any] | None = None, **options: Any
) -> tuple[bytes, ...]:
    payload = {**DOCUMENT, "aud": "https://werkgever.example", "nonce": "n-1", **change}
    return proven(jwt(payload, header or HEADER, HOLDER), **options)


def test_what_is_presented_is_proven_and_then_verified_one_by_one() -> None:
    texts = proven(presented())
    assert [scene().verify(text).is_valid for text in texts] == [True]


def test_a_presentation_without_a_request_is_for_nobody_in_particular() -> None:
    text = presented(audience=None, nonce=None)
    assert proven(text, audience=None, nonce=None)
    with pytest.raises(HolderBindingFailed):
        proven(text)
    with pytest.raises(HolderBindingFailed):
        proven(presented(), audience=None, nonce=None)


def test_the_selective_form_is_read_too() -> None:
    encoded = disclosure("salt", "holder", HOLDER_ID)
    payload = {key: value for key, value in DOCUMENT.items() if key != "holder"} | {"_sd": [digest(encoded)]}
    header = {**HEADER, "typ": "vp+sd-jwt", "cty": "vp"}
    text = sd_jwt(payload, [encoded], header=header, made_with=HOLDER)
    assert proven(text, audience=None, nonce=None)
    hidden = disclosure("salt", "nonce", "n-1")
    bad = sd_jwt({**DOCUMENT, "_sd": [digest(hidden)]}, [hidden], header=header, made_with=HOLDER)
    with pytest.raises(CredentialError):
        proven(bad)
    with pytest.raises(CredentialError):
        proven(text + "a.b.c", audience=None, nonce=None)


def test_credentials_that_are_not_enveloped_come_out_as_json() -> None:
    node = {"type": ["VerifiableCredential"], "proof": {}}
    assert changed({"verifiableCredential": node}) == (b'{"type":["VerifiableCredential"],"proof":{}}',)
    assert changed({"verifiableCredential": []}) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "n-2"},
        {"aud": "https://other.example"},
        {"aud": ["https://werkgever.example"]},
        {"iat": SECONDS + 61},
        {"nbf": "now"},
        {"nbf": SECONDS + 61},
        {"exp": SECONDS - 60},
        {"exp": "never"},
        {"iat": "2010-01-01T19:23:24Z"},
        {"iss": "did:web:other.example"},
        {"holder": "did:web:other.example"},
        {"holder": {"id": ""}},
        {"holder": 7},
        {"vp": {}},
        {"vc": {}},
        {"@context": "https://www.w3.org/ns/credentials/v2"},
        {"@context": []},
        {"type": "VerifiableCredential"},
        {"type": None},
        {"verifiableCredential": ["text"]},
        {"verifiableCredential": [{"type": "EnvelopedVerifiableCredential", "id": "not-a-credential"}]},
    ],
)
def test_a_presentation_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CredentialError):
        changed(change)


def test_the_holder_may_be_an_object_or_be_named_by_the_token_alone() -> None:
    assert changed({"holder": {"id": HOLDER_ID, "name": "F"}, "iss": HOLDER_ID})
    payload = {key: value for key, value in DOCUMENT.items() if key != "holder"}
    assert proven(jwt({**payload, "iss": HOLDER_ID}, HEADER, HOLDER), audience=None, nonce=None)
    with pytest.raises(CredentialError):
        proven(jwt(payload, HEADER, HOLDER), audience=None, nonce=None)
    assert changed({"type": "VerifiablePresentation"})


@pytest.mark.parametrize(
    "header",
    [{"typ": "vc+jwt"}, {"cty": "vc"}, {"alg": "none"}, {"kid": "did:web:other.example#1"}, {"jwk": {}}],
)
def test_the_header_is_exact(header: dict[str, Any]) -> None:
    with pytest.raises(CredentialError):
        changed({}, {**HEADER, **header})


def test_only_a_key_of_the_holder_proves() -> None:
    for keys in (
        (),
        (issuer_key(signer("ES256", kid=HOLDER.kid, seed="mallory")),),
        (issuer_key(signer(kid=HOLDER.kid)),),
    ):
        with pytest.raises(CredentialError):
            proven(presented(), keys=keys)


def test_a_presentation_ends() -> None:
    text = jwt({**DOCUMENT, "exp": SECONDS + 10}, HEADER, HOLDER)
    assert proven(text, audience=None, nonce=None)
    with pytest.raises(CredentialError):
        proven(text, audience=None, nonce=None, now=NOW + DAY)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(CredentialError):
        read_presentation_token(presented(), policy=replace(DEFAULT_POLICY, max_bytes=10))


@pytest.mark.parametrize("change", [{"iat": SECONDS + 60}, {"nbf": SECONDS + 60}, {"exp": SECONDS - 59}])
def test_times_up_to_the_skew_are_good(change: dict[str, int]) -> None:
    assert changed(change)


@pytest.mark.parametrize("holder", [7, "", None, ["did:web:worker.example"]])
def test_somebody_has_to_present(holder: Any) -> None:
    with pytest.raises(KeyNotTrusted):
        changed({"holder": holder})


def test_a_presentation_is_read_as_it_was_signed() -> None:
    text = presented()
    found = read_presentation_token(text, policy=DEFAULT_POLICY)
    assert (found.format, found.holder, found.kid) == ("vp+jwt", HOLDER_ID, f"{HOLDER_ID}#1")
    assert found.document == DOCUMENT
    assert found.registered == {"aud": "https://werkgever.example", "nonce": "n-1", "iat": SECONDS}
    assert strict_json.loads(base64url.decode(text.split(b".")[0])) == {**HEADER, "cty": "vp"}
    selective = sd_jwt(DOCUMENT, header={**HEADER, "typ": "vp+sd-jwt"}, made_with=HOLDER).encode()
    assert read_presentation_token(selective, policy=DEFAULT_POLICY).format == "vp+sd-jwt"


def test_the_largest_text_and_further_contexts_are_read() -> None:
    text = presented()
    assert read_presentation_token(text, policy=replace(DEFAULT_POLICY, max_bytes=len(text)))
    assert changed({"@context": [*DOCUMENT["@context"], "https://www.w3.org/ns/credentials/examples/v2"]})
