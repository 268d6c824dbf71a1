"""Verify without any server, database or network: from a file, and from the materials that its reader trusts."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.commands.carriers import find_credentials
from app.credentials.errors import (
    ContextNotAllowed,
    CredentialError,
    KeyNotTrusted,
    MalformedCredential,
)
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.identifiers.did_document import parse_did_document
from app.credentials.identifiers.did_key import ALWAYS
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import (
    IssuerKey,
    IssuerKeys,
    RegisteredIssuer,
    Registration,
    StatusLists,
    Unavailable,
)
from app.credentials.policy import GENERAL, PASSPORT, STATUS_LIST, DocumentProfile, VerificationPolicy
from app.credentials.schemas import load_schemas
from app.credentials.verification import prove_status_list, read, report_unreadable, verify
from app.trust.resolve import find_carried_keys
from app.verifying.memory import load_policy
from app.verifying.report import Judgement
from app.verifying.verify import Verification, conclude

OFFLINE: Final = "Not asked for: this check uses no network."
_NOT_KNOWN: Final = Unavailable("issuer_unavailable", OFFLINE)


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the reader brings along: DID documents or JWK sets of issuers, texts of status lists, a schema.

    Whoever names the keys of an issuer vouches for that issuer, as the register does online.
    """

    issuer_keys: Sequence[Mapping[str, Any]] = ()
    status_lists: Sequence[str] = ()
    schema: Path | None = None


def verify_offline(content: bytes, *, trusted: Trusted | None = None, now: datetime) -> Verification:
    """The judgement on each credential in the file; whatever would have to be asked of others is undecided."""
    given = trusted or Trusted()
    policy = load_policy()
    if given.schema is not None:
        policy = replace(policy, schemas=load_schemas(given.schema))
    try:
        texts = find_credentials(content)
    except CredentialError as error:
        return conclude([Judgement(report_unreadable(content, error))], now)
    return conclude([_judge(text, given, policy, now) for text in texts], now)


def _judge(text: str, trusted: Trusted, policy: VerificationPolicy, now: datetime) -> Judgement:
    try:
        unverified, profile = _read(text, policy)
    except CredentialError as error:
        return Judgement(report_unreadable(text, error))
    known = _known_keys(unverified, trusted)
    keys = known or _keys_in(unverified.issuer_id)
    issuer = _vouched(unverified.issuer_id) if known else _NOT_KNOWN
    status = _status_lists(unverified, keys, trusted, policy=policy, now=now)
    report = verify(text, keys=keys, status=status, issuer=issuer, policy=policy, now=now, profile=profile)
    return Judgement(report, issuer)


def _read(text: str, policy: VerificationPolicy) -> tuple[UnverifiedCredential, DocumentProfile]:
    try:
        return read(text, policy=policy), PASSPORT
    except (ContextNotAllowed, MalformedCredential):
        unverified = read(text, policy=policy, profile=GENERAL)
        # What calls itself a badge is held to the rules of badges.
        if any(not needed.isdisjoint(unverified.claims["type"]) for needed in PASSPORT.required_types[1:]):
            raise
        return unverified, GENERAL


def _vouched(issuer_id: str) -> Registration:
    return RegisteredIssuer(did=issuer_id, name=issuer_id, registered_from=datetime.min.replace(tzinfo=UTC))


def _known_keys(unverified: UnverifiedCredential, trusted: Trusted) -> tuple[IssuerKey, ...]:
    found: list[IssuerKey] = []
    for document in trusted.issuer_keys:
        # A broken document gives no keys, and the report then says which key is not known.
        with suppress(KeyNotTrusted):
            if document.get("id") == unverified.issuer_id:
                found += parse_did_document(document, unverified.issuer_id)
            elif type(document.get("keys")) is list:
                found += [key for jwk in document["keys"] for key in _read_jwk(jwk, unverified)]
    return tuple(found)


def _read_jwk(jwk: Any, unverified: UnverifiedCredential) -> list[IssuerKey]:
    """The key of a JWK set under the name that the credential has for it: a DID URL, or its fragment alone."""
    kid = jwk.get("kid") if type(jwk) is dict else None
    names = {kid, f"{unverified.issuer_id}#{kid}"}
    wanted = {proof.kid for proof in unverified.proofs} & names
    return [IssuerKey(PublicKey.from_jwk(jwk, kid=name), "any", ALWAYS) for name in wanted]


def _keys_in(issuer_id: str) -> IssuerKeys:
    carried = find_carried_keys(issuer_id)
    return Unavailable("keys_unavailable", OFFLINE) if carried is None else carried


def _status_lists(
    unverified: UnverifiedCredential,
    keys: IssuerKeys,
    trusted: Trusted,
    *,
    policy: VerificationPolicy,
    now: datetime,
) -> StatusLists:
    by_url = {_url_of(text, policy): text for text in trusted.status_lists}
    return {
        entry.list_url: prove_status_list(
            by_url[entry.list_url],
            keys,
            url=entry.list_url,
            purpose=entry.purpose,
            issuer_id=unverified.issuer_id,
            policy=policy,
            now=now,
        )
        for entry in unverified.status_entries
        if entry.list_url in by_url
    }


def _url_of(text: str, policy: VerificationPolicy) -> str:
    wide = replace(policy, max_bytes=policy.max_status_list_bytes)
    try:
        return read(text, policy=wide, profile=STATUS_LIST).credential_id
    except CredentialError:
        return ""
