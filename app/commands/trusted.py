"""What the reader of a file brings along: keys and authorities that it trusts, and status lists that it fetched."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import CredentialError, KeyNotTrusted, StatusListError
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.identifiers.did_document import parse_did_document
from app.credentials.identifiers.did_key import ALWAYS
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey, IssuerKeys, StatusMaterial
from app.credentials.policy import STATUS_LIST, VerificationPolicy
from app.credentials.status.entry import parse_token_status_entry
from app.credentials.status_tokens import prove_token_status_list
from app.credentials.verification import prove_status_list, read
from app.verifying.certified import certified_keys


@dataclass(frozen=True, slots=True)
class Trusted:
    """DID documents or JWK sets of issuers, certificates of authorities, texts of status lists, a schema.

    Whoever names the keys of an issuer vouches for that issuer, as the register does online.
    """

    issuer_keys: Sequence[Mapping[str, Any]] = ()
    authorities: Sequence[Certificate] = ()
    status_lists: Sequence[str] = ()
    schema: Path | None = None


def known_keys(unverified: UnverifiedCredential, trusted: Trusted, now: datetime) -> tuple[IssuerKey, ...]:
    """The keys of the issuer among what is trusted; a broken document or chain gives none."""
    found: list[IssuerKey] = []
    own = [document for document in trusted.issuer_keys if document.get("id") == unverified.issuer_id]
    # A JWK set does not say whose it is: it never speaks for an issuer whose own document is here.
    for document in own or trusted.issuer_keys:
        with suppress(KeyNotTrusted):
            if own:
                found += parse_did_document(document, unverified.issuer_id)
            elif type(document.get("keys")) is list:
                found += [key for jwk in document["keys"] for key in _read_jwk(jwk, unverified)]
    return (*found, *certified_keys(unverified, trusted.authorities, now=now))


def known_lists(
    unverified: UnverifiedCredential,
    keys: IssuerKeys,
    trusted: Trusted,
    *,
    policy: VerificationPolicy,
    now: datetime,
) -> dict[str, StatusMaterial]:
    """The status lists that the credential names, as far as they were brought along."""
    by_url = {_url_of(text, policy): text for text in trusted.status_lists}
    found: dict[str, StatusMaterial] = {}
    for entry in unverified.status_entries:
        if entry.list_url in by_url:
            found[entry.list_url] = prove_status_list(
                by_url[entry.list_url],
                keys,
                url=entry.list_url,
                purpose=entry.purpose,
                issuer_id=unverified.issuer_id,
                policy=policy,
                now=now,
            )
    for url in _token_lists(unverified):
        if url in by_url:
            found[url] = prove_token_status_list(
                by_url[url], keys, url=url, issuer_id=unverified.issuer_id, policy=policy, now=now
            )
    return found


def _read_jwk(jwk: Any, unverified: UnverifiedCredential) -> list[IssuerKey]:
    """The key of a JWK set under the name that the credential has for it: a DID URL, or its fragment alone."""
    kid = jwk.get("kid") if type(jwk) is dict else None
    names = {kid, f"{unverified.issuer_id}#{kid}"}
    wanted = {proof.kid for proof in unverified.proofs} & names
    return [IssuerKey(PublicKey.from_jwk(jwk, kid=name), "any", ALWAYS) for name in wanted]


def _token_lists(unverified: UnverifiedCredential) -> Iterator[str]:
    for claims in (unverified.claims, unverified.registered):
        with suppress(StatusListError):
            entry = parse_token_status_entry(claims)
            if entry is not None:
                yield entry.list_url


def _url_of(text: str, policy: VerificationPolicy) -> str:
    """Which list a text says it is; its proof is judged later."""
    wide = replace(policy, max_bytes=policy.max_status_list_bytes)
    try:
        return read(text, policy=wide, profile=STATUS_LIST).credential_id
    except CredentialError:
        return _subject_of(text, policy)


def _subject_of(text: str, policy: VerificationPolicy) -> str:
    try:
        payload = base64url.decode(text.split(".")[1].encode("ascii"))
        subject = strict_json.load_object(payload, max_bytes=policy.max_status_list_bytes).get("sub")
    except (CredentialError, ValueError, IndexError):
        return ""
    return subject if type(subject) is str else ""
