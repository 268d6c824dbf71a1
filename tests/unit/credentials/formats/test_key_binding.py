"""Key binding: RFC 9901 section 7.3, each check as a refusal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.encoding import base64url, multibase, strict_json
from app.credentials.errors import CredentialError, HolderBindingFailed, TypMismatch
from app.credentials.formats.key_binding import (
    KeyBindingRequest,
    Unbound,
    bind_key,
    find_holder_key,
    unbind,
)
from app.credentials.formats.sd_jwt import SD_JWT_RULES, SdJwtParts, present_sd_jwt, read_sd_jwt
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.cases import DAY, NOW, signer
from tests.unit.credentials.sd_cases import HOLDER, digest, jwt, payload_in, sd_jwt, sd_scene, skill

AUDIENCE = "x509_san_dns:werkgever.example"
REQUEST = KeyBindingRequest(AUDIENCE, "nonce-1")
SECONDS = int(NOW.timestamp())


def presented(*shown: Any, text: str | None = None) -> SdJwtParts:
    held = read_sd_jwt((text or skill(bound=True)).encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    return present_sd_jwt(held, shown or [("name",)])


def bound(**changes: Any) -> str:
    options: dict[str, Any] = {"audience": AUDIENCE, "nonce": "nonce-1", "hash_name": "sha-256", "now": NOW}
    return bind_key(presented(), HOLDER, **{**options, **changes}).text.decode()


def opened(text: str | bytes, request: KeyBindingRequest = REQUEST) -> Unbound:
    return unbind(text, request, policy=DEFAULT_POLICY, now=NOW)


def rebound(
    change: Callable[[dict[str, Any]], Any], header: dict[str, Any] | None = None, made_with: Any = HOLDER
) -> str:
    """A presentation whose key binding JWT was changed and signed again by the holder."""
    before, _, last = bound().rpartition("~")
    payload = payload_in(last)
    change(payload)
    return f"{before}~{jwt(payload, header or {'alg': 'ES256', 'typ': 'kb+jwt'}, made_with)}"


def test_a_presentation_bound_to_the_request_opens_and_the_rest_verifies() -> None:
    unbound = opened(bound(extra={"transaction_data_hashes": ["x"]}))
    assert unbound.key_binding["transaction_data_hashes"] == ["x"]
    assert (unbound.holder_key.raw, unbound.holder_key.kid) == (HOLDER.public.raw, "cnf")
    report = sd_scene().verify(unbound.text)
    assert report.is_valid
    assert report.credential is not None
    assert report.credential.subject.name == "Fatima Voorbeeld"
    assert report.credential.evidence == ()


def test_text_and_bytes_open_alike() -> None:
    assert opened(bound()) == opened(bound().encode())


def test_7_3_2_a_key_binding_is_demanded_whatever_the_holder_sent() -> None:
    with pytest.raises(HolderBindingFailed):
        opened(presented().text)


def test_a_key_binding_that_nobody_asked_for_is_refused() -> None:
    report = sd_scene().verify(bound())
    assert report.deciding.code == "holder_binding_failed"
    assert report.credential is None


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"alg": "ES256", "typ": "JWT"}, id="5c-typ"),
        pytest.param({"alg": "ES256"}, id="5c-no-typ"),
        pytest.param({"alg": "none", "typ": "kb+jwt"}, id="5b-none"),
        pytest.param({"alg": "HS256", "typ": "kb+jwt"}, id="5b-symmetric"),
        pytest.param({"alg": "EdDSA", "typ": "kb+jwt"}, id="5b-not-the-algorithm-of-the-key"),
        pytest.param({"alg": "ES256", "typ": "kb+jwt", "jwk": HOLDER.public.to_jwk()}, id="own-key"),
        pytest.param({"alg": "ES256", "typ": "kb+jwt", "crit": ["x"]}, id="crit"),
    ],
)
def test_7_3_5_the_header_is_exact(header: dict[str, Any]) -> None:
    with pytest.raises(HolderBindingFailed):
        opened(rebound(lambda payload: None, header))


def test_7_3_5d_the_signature_is_that_of_the_key_in_cnf() -> None:
    with pytest.raises(HolderBindingFailed):
        opened(rebound(lambda payload: None, made_with=signer("ES256", seed="mallory")))
    with pytest.raises(HolderBindingFailed):
        opened(rebound(lambda payload: None, {"alg": "EdDSA", "typ": "kb+jwt"}, signer()))


def test_the_holder_may_repeat_the_name_of_the_key() -> None:
    assert opened(rebound(lambda payload: None, {"alg": "ES256", "typ": "kb+jwt", "kid": "cnf"}))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"iat": None}, id="5e-no-iat"),
        pytest.param({"iat": 0}, id="5e-1970"),
        pytest.param({"iat": int(NOW.timestamp()) - 361}, id="5e-too-old"),
        pytest.param({"iat": int(NOW.timestamp()) + 61}, id="5e-in-the-future"),
        pytest.param({"iat": str(int(NOW.timestamp()))}, id="5e-text"),
        pytest.param({"iat": NOW.timestamp()}, id="5e-float"),
        pytest.param({"iat": True}, id="5e-bool"),
        pytest.param({"nonce": "nonce-2"}, id="5f-nonce"),
        pytest.param({"nonce": ""}, id="5f-empty"),
        pytest.param({"nonce": None}, id="5f-none"),
        pytest.param({"nonce": ["nonce-1"]}, id="5f-list"),
        pytest.param({"aud": "werkgever.example"}, id="5g-without-prefix"),
        pytest.param({"aud": [AUDIENCE]}, id="5g-list"),
        pytest.param({"aud": None}, id="5g-none"),
        pytest.param({"sd_hash": digest("other")}, id="5h-sd_hash"),
        pytest.param({"sd_hash": None}, id="5h-none"),
        pytest.param({"exp": int(NOW.timestamp()) - 61}, id="5i-expired"),
        pytest.param({"exp": "never"}, id="5i-exp-text"),
        pytest.param({"exp": True}, id="5i-exp-bool"),
        pytest.param({"nbf": int(NOW.timestamp()) + 61}, id="5i-not-yet"),
        pytest.param({"nbf": 1.5}, id="5i-nbf-float"),
    ],
)
def test_7_3_5_each_claim_is_for_this_request_and_this_moment(change: dict[str, Any]) -> None:
    with pytest.raises(HolderBindingFailed):
        opened(rebound(lambda payload: payload.update(change)))


def test_a_claim_that_is_absent_is_not_guessed() -> None:
    for name in ("iat", "aud", "nonce", "sd_hash"):
        with pytest.raises(HolderBindingFailed):
            opened(rebound(lambda payload, name=name: payload.pop(name)))


@pytest.mark.parametrize(
    "change",
    [
        {"iat": SECONDS - 360},
        {"iat": SECONDS + 60},
        {"exp": SECONDS - 60},
        {"exp": 2**53 - 1},
        {"nbf": SECONDS + 60},
        {"nbf": 0},
    ],
)
def test_times_up_to_the_skew_are_good(change: dict[str, int]) -> None:
    assert opened(rebound(lambda payload: payload.update(change)))


def test_the_refusal_says_what_was_wrong_with_the_token() -> None:
    with pytest.raises(HolderBindingFailed) as refused:
        opened(rebound(lambda payload: None, {"alg": "ES256", "typ": "JWT"}))
    assert refused.value.detail == TypMismatch().detail


def test_a_text_that_is_no_unicode_is_refused_like_any_other() -> None:
    with pytest.raises(CredentialError):
        opened(bound() + "\ud800")


def test_the_age_that_is_allowed_is_the_verifier_s_choice() -> None:
    text = bound(now=NOW - timedelta(hours=1))
    with pytest.raises(HolderBindingFailed):
        opened(text)
    assert opened(text, replace(REQUEST, max_age=timedelta(hours=2)))


def test_sd_hash_covers_which_claims_were_shown() -> None:
    before, _, key_binding = bound().rpartition("~")
    jwt_alone = before.split("~")[0]
    all_shown = skill(bound=True)
    for text in (f"{jwt_alone}~{key_binding}", all_shown + key_binding):
        with pytest.raises(HolderBindingFailed):
            opened(text)


def test_sd_hash_uses_the_hash_of_the_credential() -> None:
    text = sd_jwt({"cnf": {"jwk": HOLDER.public.to_jwk()}, "_sd_alg": "sha-512"})
    options: dict[str, Any] = {"audience": AUDIENCE, "nonce": "nonce-1", "now": NOW}
    parts = SdJwtParts(text[:-1].encode(), ())
    assert opened(bind_key(parts, HOLDER, hash_name="sha-512", **options).text)
    with pytest.raises(HolderBindingFailed):
        opened(bind_key(parts, HOLDER, hash_name="sha-256", **options).text)


def did_jwk() -> str:
    return "did:jwk:" + base64url.encode(strict_json.dumps(HOLDER.public.to_jwk())).decode()


def did_key() -> str:
    return "did:key:" + multibase.encode_base58(b"\xed\x01" + signer().public.raw)


def test_the_key_of_the_holder_is_a_jwk_or_an_identifier_that_is_its_own_key() -> None:
    assert find_holder_key({"cnf": {"jwk": HOLDER.public.to_jwk()}}).raw == HOLDER.public.raw
    assert find_holder_key({"cnf": {"kid": did_jwk()}}).raw == HOLDER.public.raw
    assert find_holder_key({"cnf": {"kid": did_jwk() + "#0"}}).raw == HOLDER.public.raw
    assert find_holder_key({"cnf": {"kid": did_key()}}).raw == signer().public.raw


@pytest.mark.parametrize(
    "cnf",
    [
        None,
        {},
        "key",
        {"jwk": HOLDER.public.to_jwk(), "kid": "x"},
        {"jwk": "x"},
        {"kid": 1},
        {"kid": "did:web:holder.example#1"},
        {"kid": did_jwk() + "#1"},
        {"jwk": {**HOLDER.public.to_jwk(), "d": "AAAA"}},
        {"x5t#S256": "x"},
    ],
)
def test_any_other_confirmation_is_refused(cnf: Any) -> None:
    with pytest.raises(CredentialError):
        find_holder_key({"cnf": cnf})


def test_a_credential_that_is_not_bound_cannot_be_presented_bound() -> None:
    parts = presented(text=skill())
    options: dict[str, Any] = {"audience": AUDIENCE, "nonce": "nonce-1", "hash_name": "sha-256", "now": NOW}
    with pytest.raises(HolderBindingFailed):
        opened(bind_key(parts, HOLDER, **options).text)


def test_an_old_presentation_is_refused_a_day_later() -> None:
    with pytest.raises(HolderBindingFailed):
        unbind(bound(), REQUEST, policy=DEFAULT_POLICY, now=NOW + DAY)
