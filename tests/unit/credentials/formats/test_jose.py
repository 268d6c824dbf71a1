"""Compact JWS, shared by all formats that are one."""

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.errors import (
    AlgorithmNotAllowed,
    CredentialError,
    JsonTooDeep,
    KeyNotTrusted,
    KidIssuerMismatch,
    MalformedJws,
    TypMismatch,
)
from app.credentials.formats.jose import (
    HeaderRules,
    name_of_key,
    read_jws,
    sign_jws,
    take_registered,
    type_of,
)
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.cases import DID, KID, signer
from tests.unit.credentials.sd_cases import jwt

RULES = HeaderRules(frozenset({"a+jwt", "b+jwt"}), optional=frozenset({"cty"}))
CHAIN = [b64encode(b"certificate").decode()]


def test_what_was_signed_is_read_back() -> None:
    text = sign_jws({"a": 1}, signer(), typ="a+jwt", cty="x")
    jws = read_jws(text, RULES, DEFAULT_POLICY)
    assert jws.header == {"alg": "EdDSA", "kid": KID, "typ": "a+jwt", "cty": "x"}
    assert jws.payload == {"a": 1}
    assert signer().public.verifies(jws.signed_bytes, jws.signature)
    assert repr(jws) == f"CompactJws({jws.header})"


def test_a_signer_without_a_name_writes_no_kid() -> None:
    text = sign_jws({}, signer(kid=""), typ="a+jwt")
    rules = HeaderRules(frozenset({"a+jwt"}), frozenset({"alg", "typ"}))
    assert read_jws(text, rules, DEFAULT_POLICY).header == {"alg": "EdDSA", "typ": "a+jwt"}


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ({"alg": "EdDSA", "kid": KID, "typ": "c+jwt"}, TypMismatch),
        ({"alg": "EdDSA", "kid": KID, "typ": ["a+jwt"]}, TypMismatch),
        ({"alg": "EdDSA", "kid": KID}, TypMismatch),
        ({"alg": "EdDSA", "typ": "a+jwt"}, KeyNotTrusted),
        ({"alg": "EdDSA", "kid": 1, "typ": "a+jwt"}, KidIssuerMismatch),
        ({"alg": "EdDSA", "kid": KID, "typ": "a+jwt", "jku": "x"}, KeyNotTrusted),
        ({"alg": "EdDSA", "kid": KID, "typ": "a+jwt", "crit": []}, MalformedJws),
    ],
)
def test_a_header_beside_the_rules_is_refused(header: dict[str, Any], error: type[CredentialError]) -> None:
    with pytest.raises(error):
        read_jws(jwt({}, header).encode(), RULES, DEFAULT_POLICY)


def test_a_header_that_was_accepted_once_is_held_against_every_other_policy_and_rule() -> None:
    text = sign_jws({}, signer(), typ="a+jwt")
    assert read_jws(text, RULES, DEFAULT_POLICY).header is read_jws(text, RULES, DEFAULT_POLICY).header
    with pytest.raises(AlgorithmNotAllowed):
        read_jws(text, RULES, replace(DEFAULT_POLICY, algorithms=frozenset({"ES256"})))
    with pytest.raises(TypMismatch):
        read_jws(text, HeaderRules(frozenset({"b+jwt"})), DEFAULT_POLICY)


def test_nobody_changes_a_header_that_was_read() -> None:
    header: Any = read_jws(sign_jws({}, signer(), typ="a+jwt"), RULES, DEFAULT_POLICY).header
    with pytest.raises(TypeError):
        header["alg"] = "none"


def test_a_header_that_is_too_long_is_refused() -> None:
    header = {"alg": "EdDSA", "kid": KID, "typ": "a+jwt", "cty": "x" * 5_000}
    with pytest.raises(CredentialError):
        read_jws(jwt({}, header).encode(), RULES, DEFAULT_POLICY)


@pytest.mark.parametrize("text", [b"", b"a.b", b"a.b.c.d", b"..", b"e30.e30.AA=="])
def test_only_the_exact_compact_form_is_read(text: bytes) -> None:
    with pytest.raises(CredentialError):
        read_jws(text, RULES, DEFAULT_POLICY)


@pytest.mark.parametrize("kid", [KID, "key-1", "#key-1"])
def test_a_key_is_named_below_its_owner(kid: str) -> None:
    assert name_of_key({"kid": kid}, DID) == KID


@pytest.mark.parametrize(
    "kid",
    [
        "did:web:evil.example#key-1",
        "did:web:evil.example",
        DID,
        f"{DID}#",
        f"{DID}#a#key-1",
        "https://evil.example/keys",
        "../../dev/null",
        "key 1",
        "key-1\n",
        "a" * 257,
    ],
)
def test_a_key_of_another_owner_is_refused(kid: str) -> None:
    with pytest.raises(KidIssuerMismatch):
        name_of_key({"kid": kid}, DID)


def test_a_certificate_is_named_by_its_hash_and_never_used_itself() -> None:
    expected = base64url.encode(sha256(b"certificate").digest()).decode()
    assert name_of_key({"x5c": CHAIN}, DID) == f"x5t#S256:{expected}"


@pytest.mark.parametrize("chain", [[], "MIIB", [1], ["é"], ["a"], ["Y2VydA"], ["Y2VydB=="], ["Y2-_"], {}])
def test_a_malformed_chain_is_refused(chain: Any) -> None:
    with pytest.raises(MalformedJws):
        name_of_key({"x5c": chain}, DID)


def test_a_key_is_named_once() -> None:
    with pytest.raises(MalformedJws):
        name_of_key({"x5c": CHAIN, "kid": KID}, DID)
    for header in ({}, {"kid": ""}):
        with pytest.raises(KeyNotTrusted):
            name_of_key(header, DID)


def test_the_claims_of_the_token_are_taken_out_of_the_document() -> None:
    payload = {"iss": "a", "exp": 1, "aud": "b", "name": "c"}
    assert take_registered(payload, ("aud",)) == {"iss": "a", "exp": 1, "aud": "b"}
    assert payload == {"name": "c"}


def test_the_type_of_a_token_is_told_cheaply_and_never_fails() -> None:
    assert type_of(jwt({}).encode()) == "dc+sd-jwt"
    for header in (b"[]", b"{}", b'{"typ":1}', b"no", json.dumps({"typ": "a" * 5_000}).encode()):
        assert type_of(base64url.encode(header) + b".e30.AA") == ""
    assert type_of(b"!.!.!") == type_of(b"") == ""


@pytest.mark.parametrize(("size", "typ"), [(3_071, "a+jwt"), (3_072, "a+jwt"), (3_073, "")])
def test_the_type_is_told_from_a_header_of_four_thousand_letters_and_no_more(size: int, typ: str) -> None:
    header = json.dumps({"typ": "a+jwt", "cty": ""}).encode()
    filled = header[:-2] + b"x" * (size - len(header)) + header[-2:]
    assert len(filled) == size
    assert type_of(base64url.encode(filled) + b".e30.AA") == typ


def test_a_header_is_no_deeper_than_the_verifier_allows() -> None:
    header = {"alg": "EdDSA", "kid": KID, "typ": "a+jwt", "cty": [[1]]}
    text = jwt({}, header).encode()
    assert read_jws(text, RULES, replace(DEFAULT_POLICY, max_depth=3)).header == header
    with pytest.raises(JsonTooDeep):
        read_jws(text, RULES, replace(DEFAULT_POLICY, max_depth=2))
