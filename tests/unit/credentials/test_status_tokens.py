"""Status List Tokens: who signed the list, is it the right one, is it still good."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.errors import CredentialError
from app.credentials.materials import StatusListInvalid, TokenStatusList, Unavailable
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.status.token_status_list import build_status_claims, encode_list, pack_statuses
from app.credentials.status_tokens import name_list_key, prove_token_status_list, secure_status_claims
from tests.unit.credentials.cases import DAY, DID, NOW, issuer_key, signer
from tests.unit.credentials.sd_cases import TOKEN_LIST, jwt

KID = f"{DID}#status-1"
SIGNER = signer("ES256", kid=KID, seed="status")
HEADER = {"alg": "ES256", "kid": KID, "typ": "statuslist+jwt"}
PACKED = pack_statuses({7: 1}, size=2, length=8_192)
CLAIMS = build_status_claims(
    url=TOKEN_LIST, packed=PACKED, size=2, issued_at=NOW - DAY, expires_at=NOW + DAY, ttl=timedelta(minutes=5)
)


def proven(
    text: str | bytes | None = None, **options: Any
) -> TokenStatusList | Unavailable | StatusListInvalid:
    asked: dict[str, Any] = {"url": TOKEN_LIST, "issuer_id": DID, "now": NOW, **options}
    keys = asked.pop("keys", (issuer_key(SIGNER, "status-list"),))
    return prove_token_status_list(text or secure_status_claims(CLAIMS, SIGNER), keys, **asked)


def code_of(*arguments: Any, **options: Any) -> str:
    found = proven(*arguments, **options)
    assert not isinstance(found, TokenStatusList)
    return found.code


def test_a_list_of_the_issuer_is_believed() -> None:
    found = proven()
    assert isinstance(found, TokenStatusList)
    assert (found.status_at(7), found.status_at(8), found.ttl) == (1, 0, timedelta(minutes=5))
    assert proven(secure_status_claims(CLAIMS, SIGNER).encode()) == found


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": "statuslist+cwt"},
        {"typ": None},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "EdDSA"},
        {"kid": "did:web:other.example#1"},
        {"kid": f"{DID}#other"},
        {"jwk": SIGNER.public.to_jwk()},
        {"crit": []},
    ],
)
def test_another_header_is_refused(header: dict[str, Any]) -> None:
    assert code_of(jwt(CLAIMS, {**HEADER, **header}, SIGNER)) == "status_list_invalid"


@pytest.mark.parametrize("change", [{"sub": "https://other.example"}, {"iat": "now"}, {"status_list": {}}])
def test_another_payload_is_refused(change: dict[str, Any]) -> None:
    assert code_of(jwt({**CLAIMS, **change}, HEADER, SIGNER)) == "status_list_invalid"


def test_a_list_of_somebody_else_is_refused() -> None:
    text = jwt(CLAIMS, HEADER, signer("ES256", seed="mallory"))
    assert code_of(text) == "status_list_invalid"
    assert code_of(keys=(issuer_key(SIGNER, "credential"),)) == "status_list_invalid"
    assert code_of(keys=()) == "status_list_invalid"
    assert code_of("no token") == "status_list_invalid"


def test_a_list_that_is_too_large_is_refused() -> None:
    huge = {**CLAIMS, "status_list": {"bits": 1, "lst": encode_list(bytes(2_000_000))}}
    assert code_of(jwt(huge, HEADER, SIGNER)) == "decompressed_too_large"
    small = replace(DEFAULT_POLICY, max_status_list_bytes=10)
    assert code_of(policy=small) == "status_list_invalid"


@pytest.mark.parametrize(
    "options",
    [
        {"now": NOW + DAY + timedelta(seconds=60)},
        {"now": NOW - DAY - timedelta(seconds=61)},
        {"newest_seen": NOW},
        {"keys": Unavailable("keys_unavailable")},
    ],
)
def test_a_list_that_is_not_the_newest_says_nothing(options: dict[str, Any]) -> None:
    found = proven(**options)
    assert isinstance(found, Unavailable)
    assert found.code == "status_unavailable"


def test_a_list_as_new_as_the_newest_is_good_and_one_without_an_end_too() -> None:
    assert isinstance(proven(newest_seen=NOW - DAY), TokenStatusList)
    claims = {name: value for name, value in CLAIMS.items() if name != "exp"}
    assert isinstance(proven(jwt(claims, HEADER, SIGNER), now=NOW + 900 * DAY), TokenStatusList)


def test_a_key_that_was_replaced_an_hour_ago_still_proves_the_copies_under_way() -> None:
    hour = timedelta(hours=1)
    assert isinstance(proven(keys=(issuer_key(SIGNER, "any", retired_at=NOW - hour),)), TokenStatusList)
    assert code_of(keys=(issuer_key(SIGNER, "any", retired_at=NOW - 2 * DAY),)) == "status_list_invalid"
    assert code_of(keys=(issuer_key(SIGNER, "any", compromised_at=NOW - 2 * DAY),)) == "status_list_invalid"


def test_the_key_to_gather_is_named_before_anything_is_believed() -> None:
    assert name_list_key(secure_status_claims(CLAIMS, SIGNER).encode(), DID) == KID
    for text in (b"", b"e30.e30.AA", secure_status_claims(CLAIMS, signer(kid="did:web:other#1")).encode()):
        with pytest.raises(CredentialError):
            name_list_key(text, DID)
