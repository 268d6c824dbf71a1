"""Status List Tokens in JWT form (draft-ietf-oauth-status-list-20 section 5.1): sign one, and prove one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from app.credentials.errors import (
    AlgorithmNotAllowed,
    BadSignature,
    CredentialError,
    StatusListError,
    StatusListTooLarge,
    TooLarge,
)
from app.credentials.formats.jose import HeaderRules, name_of_key, read_header, read_jws, sign_jws
from app.credentials.key_use import ensure_list_key_in_use, find_key
from app.credentials.materials import IssuerKey, IssuerKeys, StatusListInvalid, TokenStatusList, Unavailable
from app.credentials.policy import DEFAULT_POLICY, STATUS_LIST, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.status.token_status_list import STATUS_LIST_TYPE, parse_status_claims

_RULES: Final = HeaderRules(
    frozenset({STATUS_LIST_TYPE}),
    required=frozenset({"alg", "typ"}),
    optional=frozenset({"kid", "x5c"}),
    max_bytes=16_384,
)


def secure_status_claims(claims: Mapping[str, Any], signer: Signer) -> str:
    """Sign the payload that `build_status_claims` made."""
    return sign_jws(claims, signer, typ=STATUS_LIST_TYPE).decode("ascii")


def name_list_key(text: bytes, issuer_id: str, *, policy: VerificationPolicy = DEFAULT_POLICY) -> str:
    """Under which name to gather the key that signed a list, believing nothing; raises CredentialError."""
    return name_of_key(read_header(text.partition(b".")[0], _RULES, policy), issuer_id)


def prove_token_status_list(
    text: str | bytes,
    keys: IssuerKeys,
    *,
    url: str,
    issuer_id: str,
    newest_seen: datetime | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
) -> TokenStatusList | Unavailable | StatusListInvalid:
    """Whether this is the list at `url`, signed by the issuer of the credential, and still good (section 8.3).

    A list that is out of date, or older than `newest_seen` (A13), is Unavailable, since a newer one may exist; one
    that is wrong is StatusListInvalid.
    """
    if isinstance(keys, Unavailable):
        return Unavailable("status_unavailable", keys.detail)
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        found = _prove(raw, keys, url=url, issuer_id=issuer_id, policy=policy, now=now)
    except StatusListTooLarge as error:
        return StatusListInvalid(error.code, error.detail)
    except CredentialError as error:
        return StatusListInvalid(StatusListError.code, error.detail)
    if found.expires_at is not None and now - policy.clock_skew >= found.expires_at:
        return Unavailable("status_unavailable", "The status list is out of date.")
    if now + policy.clock_skew < found.issued_at:
        return Unavailable("status_unavailable", "The status list is not valid yet.")
    if newest_seen is not None and found.issued_at < newest_seen:
        return Unavailable("status_unavailable", "The status list is older than one seen before.")
    return found


def _prove(
    raw: bytes,
    keys: tuple[IssuerKey, ...],
    *,
    url: str,
    issuer_id: str,
    policy: VerificationPolicy,
    now: datetime,
) -> TokenStatusList:
    if len(raw) > policy.max_status_list_bytes:
        raise TooLarge
    jws = read_jws(raw, _RULES, replace(policy, max_bytes=policy.max_status_list_bytes))
    key = find_key(name_of_key(jws.header, issuer_id), keys, STATUS_LIST)
    if jws.header["alg"] != key.public.algorithm:
        raise AlgorithmNotAllowed("The token names another algorithm than that of the key.")
    if not key.public.verifies(jws.signed_bytes, jws.signature):
        raise BadSignature
    found = parse_status_claims(jws.payload, url=url, max_bytes=policy.max_status_list_bytes)
    ensure_list_key_in_use(key, found.issued_at, policy=policy, now=now)
    return found
